-- When the sizes of a picture that are still missing are asked for again; 0 when all are made. Pictures of before are
-- due at once: who has all its sizes is found so and never looked at again.
alter table media_blobs add column sizes_due_at bigint not null default 1;
create index media_blobs_sizes_due on media_blobs (sizes_due_at) where sizes_due_at > 0 and object <> '';

-- Pictures of products that are named by their hash alone, as all were before 0130.
create index catalog_pictures_bare on catalog_pictures (spu_id) where length(media) = 64;
