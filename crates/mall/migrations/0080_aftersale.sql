-- A buyer's wish to give back or be refunded, and what became of it.
create table aftersales (
    bucket bigint not null,
    id bigint not null,
    order_id bigint not null,
    user_id bigint not null,
    number text not null,
    state text not null,
    with_return bigint not null,
    amount bigint not null check (amount > 0),
    currency text not null,
    reason text not null,
    -- What staff told the buyer.
    answer text not null,
    carrier text not null,
    tracking text not null,
    refund_id bigint not null,
    requested_at bigint not null,
    decided_at bigint not null,
    received_at bigint not null,
    finished_at bigint not null,
    primary key (bucket, id)
);
create index aftersales_order on aftersales (bucket, order_id, id);
create index aftersales_user on aftersales (bucket, user_id, id);
create index aftersales_state on aftersales (state, id);

create table aftersale_lines (
    bucket bigint not null,
    aftersale_id bigint not null,
    line bigint not null,
    quantity bigint not null check (quantity > 0),
    primary key (bucket, aftersale_id, line)
);
