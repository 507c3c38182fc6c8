//! `addresses`.

use kernel::{Result, Time, params};
use store::{Row, Tx, sql};

use crate::account::address::{Address, Place};
use crate::account::model::{AddressId, UserId};

sql! {
    COUNT = "
        select count(*) from addresses where bucket = ?1 and user_id = ?2";
    INSERT = "
        insert into addresses (bucket, id, user_id, recipient, phone, province, city, district, street, postcode,
            is_default, created_at, updated_at)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0, ?11, ?11)";
    UPDATE = "
        update addresses set recipient = ?4, phone = ?5, province = ?6, city = ?7, district = ?8, street = ?9,
            postcode = ?10, updated_at = ?11
         where bucket = ?1 and id = ?2 and user_id = ?3";
    DELETE = "
        delete from addresses where bucket = ?1 and id = ?2 and user_id = ?3";
    CLEAR_DEFAULT = "
        update addresses set is_default = 0 where bucket = ?1 and user_id = ?2 and is_default = 1";
    SET_DEFAULT = "
        update addresses set is_default = 1 where bucket = ?1 and id = ?2 and user_id = ?3";
    SET_NEWEST_DEFAULT = "
        update addresses set is_default = 1
         where bucket = ?1 and id = (select max(id) from addresses where bucket = ?1 and user_id = ?2)
           and not exists (select 1 from addresses where bucket = ?1 and user_id = ?2 and is_default = 1)";
    GET = "
        select id, user_id, recipient, phone, province, city, district, street, postcode, is_default
          from addresses where bucket = ?1 and id = ?2 and user_id = ?3";
    LIST = "
        select id, user_id, recipient, phone, province, city, district, street, postcode, is_default
          from addresses where bucket = ?1 and user_id = ?2 order by is_default desc, id desc limit ?3";
}

pub fn count(tx: &mut Tx<'_>, user: UserId) -> Result<i64> {
    tx.one(COUNT, params![user.bucket(), user], |row| row.get(0))
}

pub fn insert(tx: &mut Tx<'_>, id: AddressId, user: UserId, place: &Place, now: Time) -> Result<()> {
    let Place { recipient, phone, province, city, district, street, postcode } = place;
    tx.execute(
        INSERT,
        params![id.bucket(), id, user, recipient, phone, province, city, district, street, postcode, now],
    )
    .map(|_| ())
}

pub fn update(tx: &mut Tx<'_>, id: AddressId, user: UserId, place: &Place, now: Time) -> Result<bool> {
    let Place { recipient, phone, province, city, district, street, postcode } = place;
    let rows = tx.execute(
        UPDATE,
        params![id.bucket(), id, user, recipient, phone, province, city, district, street, postcode, now],
    )?;
    Ok(rows == 1)
}

pub fn delete(tx: &mut Tx<'_>, id: AddressId, user: UserId) -> Result<bool> {
    Ok(tx.execute(DELETE, params![id.bucket(), id, user])? == 1)
}

/// Makes the address the only default one; whether it is the user's.
pub fn set_default(tx: &mut Tx<'_>, id: AddressId, user: UserId) -> Result<bool> {
    tx.execute(CLEAR_DEFAULT, params![user.bucket(), user])?;
    Ok(tx.execute(SET_DEFAULT, params![id.bucket(), id, user])? == 1)
}

/// Makes the newest the default one when none is.
pub fn mend_default(tx: &mut Tx<'_>, user: UserId) -> Result<()> {
    tx.execute(SET_NEWEST_DEFAULT, params![user.bucket(), user]).map(|_| ())
}

pub fn get(tx: &mut Tx<'_>, id: AddressId, user: UserId) -> Result<Address> {
    tx.one(GET, params![id.bucket(), id, user], address)
}

pub fn list(tx: &mut Tx<'_>, user: UserId, limit: i64) -> Result<Vec<Address>> {
    tx.all(LIST, params![user.bucket(), user, limit], address)
}

fn address(row: &Row<'_>) -> Result<Address> {
    Ok(Address {
        id: row.get(0)?,
        user: row.get(1)?,
        place: Place {
            recipient: row.get(2)?,
            phone: row.get(3)?,
            province: row.get(4)?,
            city: row.get(5)?,
            district: row.get(6)?,
            street: row.get(7)?,
            postcode: row.get(8)?,
        },
        is_default: row.get(9)?,
    })
}
