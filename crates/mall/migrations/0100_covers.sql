-- Covers are kept for the orders that show them, though their product shows others by now.
insert into media_owners (hash, owner_kind, owner_id)
select cover, 'spu_cover', id from catalog_spus where cover in (select hash from media_blobs)
union
select picture, 'spu_cover', spu_id from order_lines where picture in (select hash from media_blobs);
