-- Node numbers, leased so that no two processes issue the same ids.
create table nodes (
    node bigint primary key,
    holder text not null,
    expires_at bigint not null
);
insert into nodes (node, holder, expires_at)
with recursive n(node) as (select 0 union all select node + 1 from n where node < 31)
select node, '', 0 from n;

-- Where the next segment of numbers that people read begins.
create table number_segments (
    id bigint primary key,
    next bigint not null
);
insert into number_segments (id, next) values (1, 1);
