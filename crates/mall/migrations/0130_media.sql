-- Bytes of pictures leave the database: a row names the object that holds them in the media store. Rows of before
-- keep their bytes, and say so by naming no object, until a job has moved them out; drawings of ours stay.
-- An object's name is never used twice, so an object that no row names is nobody's for ever.
alter table media_blobs add column object text not null default '';
-- writing: its object may not be there yet. leaving: its object may be gone already.
alter table media_blobs add column state text not null default 'kept';
-- Its mean colour, two bits each of red, green and blue; -1 while nobody has looked.
alter table media_blobs add column tint bigint not null default -1;
-- When it was last handed in for everybody to see: it is shown for some time before anybody owns it.
alter table media_blobs add column public_at bigint not null default 0;
create unique index media_blobs_object on media_blobs (object) where object <> '';
create index media_blobs_leaving on media_blobs (hash) where state = 'leaving';
create index media_blobs_inside on media_blobs (hash) where object = '';

-- Whether what this owner shows is shown to everybody.
alter table media_owners add column is_public bigint not null default 1;

-- A picture in other sizes and formats. Width 0: where the bytes of the picture itself are being moved to.
create table media_sizes (
    hash text not null references media_blobs (hash),
    width bigint not null,
    mime text not null,
    object text not null,
    -- writing: its object may not be there yet.
    state text not null,
    primary key (hash, width, mime)
);
create unique index media_sizes_object on media_sizes (object);

-- What somebody handed in on one day, so that nobody fills the store.
create table media_uploads (
    bucket bigint not null,
    user_id bigint not null,
    day bigint not null,
    files bigint not null,
    bytes bigint not null,
    primary key (bucket, user_id, day)
) {by_key};
create index media_uploads_day on media_uploads (day);
