-- What happened, in the order of each entity. Written in the transaction in which it happened.
create table events (
    id bigint primary key,
    kind text not null,
    entity bigint not null,
    payload text not null,
    at bigint not null
) {by_key};
create index events_entity on events (entity, id);

-- Durable work. A row is enqueued in the transaction that wants the work done.
create table jobs (
    id bigint primary key,
    kind text not null,
    payload text not null,
    -- Two unfinished jobs of a kind never share a key.
    unique_key text,
    -- Jobs of one order key run one after the other.
    order_key bigint,
    state text not null check (state in ('ready', 'running', 'done', 'dead')),
    run_at bigint not null,
    attempts bigint not null,
    tries_max bigint not null,
    lease_s bigint not null,
    lease_until bigint not null,
    -- Changes with every claim: a worker whose lease was given to another can no longer finish the job.
    lease_token bigint not null,
    last_error text not null,
    result text not null,
    created_at bigint not null,
    finished_at bigint not null
) {by_key};
create unique index jobs_unique on jobs (kind, unique_key) where state in ('ready', 'running');
create index jobs_ready on jobs (run_at, id) where state = 'ready';
create index jobs_leased on jobs (lease_until) where state = 'running';
create index jobs_ordered on jobs (order_key, id) where state in ('ready', 'running') and order_key is not null;
create index jobs_finished on jobs (finished_at) where state = 'done';
create index jobs_listed on jobs (state, id);

create table schedules (
    name text primary key,
    next_at bigint not null
);

-- Answers to requests that carry an Idempotency-Key, kept so that a repeated request changes nothing.
create table idempotency_keys (
    bucket bigint not null,
    owner bigint not null,
    key text not null,
    request_hash {blob} not null,
    answer text not null,
    at bigint not null,
    primary key (bucket, owner, key)
);
create index idempotency_keys_at on idempotency_keys (at);
