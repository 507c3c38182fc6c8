-- What staff did, chained by hash: a row that is changed or taken out breaks every hash after it.
create table staff_actions (
    ordinal bigint primary key,
    staff_id bigint not null,
    action text not null,
    subject text not null,
    detail text not null,
    at bigint not null,
    hash text not null
);
create index staff_actions_staff on staff_actions (staff_id, ordinal);

-- The end of the chain.
create table staff_action_head (
    id bigint primary key,
    ordinal bigint not null,
    hash text not null
);
insert into staff_action_head (id, ordinal, hash) values (1, 0, '');
