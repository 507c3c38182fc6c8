-- The home page as staff compose it: one row, changed by naming the revision that was read.
create table front_home (
    id bigint primary key,
    revision bigint not null,
    -- [{"kind", "is_on", "window", …}, …] in order; empty for the page that a new shop has. See front::model::Block.
    blocks text not null,
    changed_at bigint not null
);
insert into front_home (id, revision, blocks, changed_at) values (1, 1, '[]', 0);

create table front_announcements (
    id bigint primary key,
    level text not null check (level in ('info', 'good', 'warn')),
    place text not null check (place in ('everywhere', 'home')),
    title_zh text not null,
    title_en text not null,
    -- Plain text.
    body_zh text not null,
    body_en text not null,
    -- A path of the shop, or ''.
    link text not null,
    -- 0 for always, and the end of time for never.
    starts_at bigint not null,
    ends_at bigint not null,
    revision bigint not null,
    created_at bigint not null,
    changed_at bigint not null
);
create index front_announcements_window on front_announcements (ends_at, starts_at);
create index front_announcements_start on front_announcements (starts_at);

insert into role_permissions (role, permission) values ('operator', 'front.write');
