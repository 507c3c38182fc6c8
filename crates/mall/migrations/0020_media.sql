-- Pictures, kept once for each content: the key is the SHA-256 of the bytes, in lower-case hexadecimal.
create table media_blobs (
    hash text primary key,
    mime text not null,
    width bigint not null,
    height bigint not null,
    bytes {blob} not null,
    -- When it was last handed in; a blob that nobody owns is forgotten some time after.
    stored_at bigint not null
);
create index media_blobs_stored on media_blobs (stored_at);

-- Who shows a picture.
create table media_owners (
    hash text not null references media_blobs (hash),
    owner_kind text not null,
    owner_id bigint not null,
    primary key (hash, owner_kind, owner_id)
);
create index media_owners_owner on media_owners (owner_kind, owner_id);
