-- What is sold is goods, which are sent, or a service, which is worked on. An order is of one kind.
alter table catalog_spus add column kind text not null default 'goods' check (kind in ('goods', 'service'));
alter table orders add column kind text not null default 'goods' check (kind in ('goods', 'service'));
alter table orders add column working_at bigint not null default 0;
alter table orders add column done_at bigint not null default 0;
