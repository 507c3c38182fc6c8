-- What a visitor or member means to buy.
create table cart_items (
    bucket bigint not null,
    owner bigint not null,
    sku_id bigint not null,
    quantity bigint not null check (quantity > 0),
    added_at bigint not null,
    primary key (bucket, owner, sku_id)
) {by_key};
create index cart_items_added on cart_items (added_at);

-- How many orders a user has placed: the ordinal of the newest.
create table order_counts (
    bucket bigint not null,
    user_id bigint not null,
    placed bigint not null,
    primary key (bucket, user_id)
) {by_key};

create table orders (
    bucket bigint not null,
    id bigint not null,
    user_id bigint not null,
    -- 1, 2, 3, … for each user without gaps, so that page numbers cost the same at any depth.
    ordinal bigint not null,
    number text not null,
    state text not null,
    currency text not null,
    total bigint not null check (total > 0),
    -- What has been promised or paid back, at most the total.
    refunded bigint not null check (refunded >= 0 and refunded <= total),
    line_count bigint not null,
    recipient text not null,
    note text not null,
    carrier text not null,
    tracking text not null,
    placed_at bigint not null,
    expires_at bigint not null,
    paid_at bigint not null,
    packed_at bigint not null,
    shipped_at bigint not null,
    delivered_at bigint not null,
    completed_at bigint not null,
    closed_at bigint not null,
    primary key (bucket, id)
) {by_key};
create unique index orders_ordinal on orders (bucket, user_id, ordinal);
create index orders_user_state on orders (bucket, user_id, state, ordinal);
create unique index orders_number on orders (number);
create index orders_state on orders (state, id);

create table order_lines (
    bucket bigint not null,
    order_id bigint not null,
    line bigint not null,
    sku_id bigint not null,
    spu_id bigint not null,
    code text not null,
    title text not null,
    option_text text not null,
    picture text not null,
    list_price bigint not null,
    price bigint not null,
    quantity bigint not null check (quantity > 0),
    -- Pieces claimed by after-sale cases that are open or ended in a refund.
    refund_quantity bigint not null check (refund_quantity >= 0 and refund_quantity <= quantity),
    primary key (bucket, order_id, line)
) {by_key};
