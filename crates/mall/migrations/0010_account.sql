-- Whoever buys, sells or works here. The bucket is the username's, for good.
create table users (
    bucket bigint not null,
    id bigint not null,
    username text not null,
    -- E.164
    phone text,
    display_name text not null,
    kind text not null check (kind in ('person', 'guest')),
    state text not null check (state in ('active', 'locked')),
    -- argon2id as a PHC string; none for guests and for those who sign in by code only
    password_hash text,
    created_at bigint not null,
    primary key (bucket, id)
);
create index users_newest on users (id);

-- What people type to sign in, and whose it is: the one way from a name to a bucket. A username holds a letter
-- and a phone number begins with '+', so the two never meet.
create table logins (
    name text primary key,
    user_id bigint not null
);

create table sessions (
    bucket bigint not null,
    id bigint not null,
    user_id bigint not null,
    kind text not null check (kind in ('api', 'site')),
    state text not null check (state in ('open', 'ended')),
    -- SHA-256 of the secret that every token of the session carries
    secret_hash {blob} not null,
    -- SHA-256 of the part that changes with every refresh; a token with the right secret and another part was
    -- used before
    rotation_hash {blob},
    agent text not null,
    address text not null,
    created_at bigint not null,
    seen_at bigint not null,
    expires_at bigint not null,
    ended_at bigint not null,
    end_reason text not null,
    primary key (bucket, id)
) {by_key};
create index sessions_of_user on sessions (bucket, user_id, state, id);
create index sessions_expired on sessions (expires_at);

-- One living code per number and purpose.
create table codes (
    phone text not null,
    purpose text not null,
    salt {blob} not null,
    hash {blob} not null,
    tries bigint not null,
    created_at bigint not null,
    expires_at bigint not null,
    primary key (phone, purpose)
);
create index codes_expired on codes (expires_at);

-- How often something was tried, by scope and key (a number, an address, a name).
create table throttles (
    scope text not null,
    key text not null,
    tries bigint not null,
    resets_at bigint not null,
    blocked_until bigint not null,
    primary key (scope, key)
);
create index throttles_stale on throttles (resets_at);

-- SMS and mail, as staff see them.
create table messages (
    id bigint primary key,
    channel text not null check (channel in ('sms', 'mail')),
    recipient text not null,
    subject text not null,
    body text not null,
    state text not null check (state in ('waiting', 'sent', 'refused')),
    reason text not null,
    created_at bigint not null,
    settled_at bigint not null
);
create index messages_settled on messages (settled_at) where state <> 'waiting';

create table roles (
    name text primary key,
    title_zh text not null,
    title_en text not null
);
-- The role 'admin' has no rows here: it holds every permission there is.
create table role_permissions (
    role text not null,
    permission text not null,
    primary key (role, permission)
);
create table user_roles (
    bucket bigint not null,
    user_id bigint not null,
    role text not null,
    granted_at bigint not null,
    primary key (bucket, user_id, role)
) {by_key};
create index user_roles_by_role on user_roles (role);

insert into roles (name, title_zh, title_en) values
    ('admin', '管理员', 'Administrator'),
    ('operator', '运营', 'Operator'),
    ('dispatcher', '调度', 'Dispatcher'),
    ('support', '客服', 'Support');
insert into role_permissions (role, permission) values
    ('operator', 'catalog.write'),
    ('operator', 'stock.write'),
    ('operator', 'order.read'),
    ('operator', 'order.ship'),
    ('operator', 'aftersale.decide'),
    ('operator', 'payment.read'),
    ('operator', 'messages.read'),
    ('operator', 'users.read'),
    ('dispatcher', 'order.read'),
    ('dispatcher', 'order.ship'),
    ('support', 'order.read'),
    ('support', 'aftersale.decide'),
    ('support', 'payment.read'),
    ('support', 'messages.read'),
    ('support', 'users.read');

-- Where to deliver.
create table addresses (
    bucket bigint not null,
    id bigint not null,
    user_id bigint not null,
    recipient text not null,
    phone text not null,
    province text not null,
    city text not null,
    district text not null,
    street text not null,
    postcode text not null,
    is_default bigint not null,
    created_at bigint not null,
    updated_at bigint not null,
    primary key (bucket, id)
);
create index addresses_of_user on addresses (bucket, user_id, id);
create unique index addresses_default on addresses (bucket, user_id) where is_default = 1;
