-- What there is of each SKU. The check is the conservation law of stock: nothing appears or vanishes.
create table stock (
    sku_id bigint primary key,
    received bigint not null,
    available bigint not null check (available >= 0),
    reserved bigint not null check (reserved >= 0),
    sold bigint not null check (sold >= 0),
    updated_at bigint not null,
    check (available + reserved + sold = received)
) {by_key};

-- Every change of a stock row, append only.
create table stock_movements (
    id bigint primary key,
    sku_id bigint not null,
    kind text not null,
    quantity bigint not null,
    order_id bigint not null,
    note text not null,
    at bigint not null
) {by_key};
create index stock_movements_sku on stock_movements (sku_id, id);

-- What an order holds of the stock until it is paid or gives up.
create table reservations (
    bucket bigint not null,
    order_id bigint not null,
    sku_id bigint not null,
    quantity bigint not null check (quantity > 0),
    state text not null check (state in ('held', 'taken', 'released')),
    expires_at bigint not null,
    primary key (bucket, order_id, sku_id)
) {by_key};
