-- What shoppers did, gathered: appended by those who saw it, folded into the tables below by a job. So no shopper's
-- transaction touches a row that another one's does.
create table rank_deltas (
    id bigint primary key,
    spu_id bigint not null,
    -- What was bought with it; 0 when it is about one product.
    other_id bigint not null,
    kind text not null check (kind in ('view', 'cart', 'sale', 'order')),
    amount bigint not null,
    at bigint not null
) {by_key};

-- How hot a product is, in each category that it is in and in those above; category 0 is the whole shop.
create table rank_heat (
    category_id bigint not null,
    spu_id bigint not null,
    -- Millionths of a doubling, see rank::model.
    heat bigint not null,
    primary key (category_id, spu_id)
) {by_key};
create index rank_heat_hottest on rank_heat (category_id, heat, spu_id);
create index rank_heat_spu on rank_heat (spu_id);

-- How often a product was in one order with another; with other 0: in orders at all.
create table rank_pairs (
    spu_id bigint not null,
    other_id bigint not null,
    -- Millionths of a doubling, see rank::model.
    together bigint not null,
    primary key (spu_id, other_id)
) {by_key};
create index rank_pairs_most on rank_pairs (spu_id, together, other_id);

-- One row: whoever changes scores holds it, so that no two jobs do at once.
create table rank_turn (
    id bigint primary key
);
insert into rank_turn (id) values (1);
