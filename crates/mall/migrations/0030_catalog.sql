create table catalog_categories (
    id bigint primary key,
    -- 0 at the top of the tree.
    parent_id bigint not null,
    -- The ids from the top down to this one, sixteen hexadecimal digits each and nothing between them. So the
    -- subtree is one range of texts that sorts alike under every collation: from the path to the path with a 'g'.
    path text not null unique,
    position bigint not null,
    name_zh text not null,
    name_en text not null
);
create index catalog_categories_children on catalog_categories (parent_id, position, id);

-- One row, changed with every change of the tree: whoever changes the tree, or writes down a path of it, waits
-- for the one before.
create table catalog_tree (
    id bigint primary key,
    changes bigint not null
);
insert into catalog_tree (id, changes) values (1, 0);

create table catalog_spus (
    id bigint primary key,
    handle text not null unique,
    title_zh text not null,
    title_en text not null,
    subtitle_zh text not null,
    subtitle_en text not null,
    description_zh text not null,
    description_en text not null,
    unit text not null,
    source text not null,
    -- 0 when it is in none.
    category_id bigint not null,
    category_path text not null,
    -- [{"name": {"zh", "en"}, "values": [{"zh", "en"}, …]}, …]
    options text not null,
    on_sale bigint not null,
    -- All SKUs of a product are priced in one currency.
    currency text not null,
    -- The range over the SKUs that are on sale (over all when none is), for cards and sorting.
    price_min_minor bigint not null,
    price_max_minor bigint not null,
    list_price_minor bigint not null,
    -- The first picture's hash, or ''.
    cover text not null,
    sales bigint not null,
    -- Titles in lower case, for searching by words.
    title_lower text not null,
    -- What the last import said of the product and of its SKUs, hashed; '' when none did.
    import_hash text not null,
    import_skus_hash text not null,
    created_at bigint not null,
    updated_at bigint not null
);
create index catalog_spus_category on catalog_spus (category_path, id);
create index catalog_spus_newest on catalog_spus (on_sale, id);
create index catalog_spus_price on catalog_spus (on_sale, price_min_minor, id);
create index catalog_spus_sales on catalog_spus (on_sale, sales, id);

create table catalog_skus (
    id bigint primary key,
    spu_id bigint not null references catalog_spus (id),
    position bigint not null,
    code text not null unique,
    -- Index of the chosen value of each option, as JSON.
    choice text not null,
    -- The chosen values, joined.
    option_zh text not null,
    option_en text not null,
    list_price_minor bigint not null,
    price_minor bigint not null,
    on_sale bigint not null,
    weight_g bigint,
    barcode text not null,
    -- Orders and stock keep pointing at a SKU that its product no longer has.
    retired bigint not null
);
create index catalog_skus_spu on catalog_skus (spu_id, position);

create table catalog_tags (
    spu_id bigint not null references catalog_spus (id),
    position bigint not null,
    tag text not null,
    primary key (spu_id, tag)
);
create index catalog_tags_tag on catalog_tags (tag, spu_id);

create table catalog_pictures (
    spu_id bigint not null references catalog_spus (id),
    position bigint not null,
    -- The hash of a blob here, or '' …
    media text not null,
    -- … and then the address where the picture is.
    link text not null,
    primary key (spu_id, position)
);
