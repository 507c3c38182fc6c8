-- Double entry. A balance is credits less debits: what the platform owes is positive, what it has elsewhere
-- negative, and all balances of a currency add up to zero.
create table ledger_accounts (
    bucket bigint not null,
    book text not null,
    owner bigint not null,
    currency text not null,
    -- The balance never goes below this.
    floor bigint not null,
    balance bigint not null,
    primary key (bucket, book, owner, currency),
    check (balance >= floor)
) {by_key};

-- One movement of money, append only, posted once by its key.
create table ledger_transfers (
    bucket bigint not null,
    id bigint not null,
    key text not null,
    kind text not null,
    reference bigint not null,
    amount bigint not null check (amount > 0),
    currency text not null,
    at bigint not null,
    primary key (bucket, id)
) {by_key};
create unique index ledger_transfers_key on ledger_transfers (bucket, key);
create index ledger_transfers_reference on ledger_transfers (bucket, reference);

create table ledger_entries (
    bucket bigint not null,
    transfer_id bigint not null,
    line bigint not null,
    book text not null,
    owner bigint not null,
    currency text not null,
    -- Credits are positive, debits negative.
    amount bigint not null check (amount <> 0),
    balance_after bigint not null,
    primary key (bucket, transfer_id, line)
) {by_key};
create index ledger_entries_account on ledger_entries (bucket, book, owner, currency, transfer_id);
