-- One attempt to pay one order.
create table payments (
    bucket bigint not null,
    id bigint not null,
    order_id bigint not null,
    user_id bigint not null,
    number text not null,
    method text not null,
    state text not null,
    amount bigint not null check (amount > 0),
    currency text not null,
    subject text not null,
    -- The gateway's own number of the trade.
    trade_no text not null,
    qr text not null,
    failure text not null,
    created_at bigint not null,
    expires_at bigint not null,
    succeeded_at bigint not null,
    -- What has been promised or paid back, at most the amount.
    refunded bigint not null check (refunded >= 0 and refunded <= amount),
    -- Whether its money settled the order: at most one payment of an order does.
    settled bigint not null,
    primary key (bucket, id)
);
create index payments_order on payments (bucket, order_id, id);
create unique index payments_settled on payments (bucket, order_id) where settled = 1;
-- At most one open attempt per order and method.
create unique index payments_open on payments (bucket, order_id, method) where state in ('created', 'waiting');

-- Every notification as it came, with the verdict of each check: 1 passed, 0 failed, null not reached.
create table payment_notices (
    id bigint primary key,
    received_at bigint not null,
    source text not null,
    raw {blob} not null,
    notify_id text not null,
    out_trade_no text not null,
    trade_status text not null,
    signature bigint,
    app bigint,
    seller bigint,
    amount bigint,
    currency bigint,
    fresh bigint,
    outcome text not null,
    note text not null,
    handled_at bigint not null
);
create index payment_notices_dedupe on payment_notices (notify_id);
create index payment_notices_trade on payment_notices (out_trade_no, id);

-- Money on its way back to the buyer.
create table refunds (
    bucket bigint not null,
    id bigint not null,
    payment_id bigint not null,
    order_id bigint not null,
    -- 0 when the money goes back because the order could not take it.
    aftersale_id bigint not null,
    number text not null,
    state text not null,
    amount bigint not null check (amount > 0),
    currency text not null,
    reason text not null,
    failure text not null,
    created_at bigint not null,
    finished_at bigint not null,
    primary key (bucket, id)
);
create index refunds_order on refunds (bucket, order_id, id);
create index refunds_payment on refunds (bucket, payment_id, id);
create index refunds_state on refunds (state, id);
