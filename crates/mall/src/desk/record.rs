//! The record of staff actions: append only, chained by hash.

use kernel::{Code, Cursor, Cx, Error, PageAsk, Paged, Result, Time, params};
use sha2::{Digest, Sha256};
use store::{Row, Tx, sql};

use crate::account::UserId;
use crate::proof::{NAMED_MAX, Proof};

sql! {
    HEAD = "select ordinal, hash from staff_action_head where id = 1 {for_update}";
    HEAD_READ = "select ordinal, hash from staff_action_head where id = 1";
    ADVANCE = "
        update staff_action_head set ordinal = ?1, hash = ?2 where id = 1 and ordinal = ?3";
    INSERT = "
        insert into staff_actions (ordinal, staff_id, action, subject, detail, at, hash)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    LIST = "
        select ordinal, staff_id, action, subject, detail, at, hash from staff_actions
         where ordinal < ?1 order by ordinal desc limit ?2";
    WALK = "
        select ordinal, staff_id, action, subject, detail, at, hash from staff_actions
         where ordinal > ?1 order by ordinal limit ?2";
}

/// Rows of the chain that are checked at once.
const WALK_ROWS: i64 = 1_000;
const DETAIL_CHARS_MAX: usize = 4_000;

/// One thing that a member of staff did.
#[derive(Clone, Debug)]
pub struct StaffAction {
    pub ordinal: i64,
    pub staff: UserId,
    /// Such as `order.ship`.
    pub action: String,
    /// What it was done to, such as `order 123`.
    pub subject: String,
    /// JSON with what was decided.
    pub detail: String,
    pub at: Time,
    pub hash: String,
}

impl StaffAction {
    fn hash_after(&self, previous: &str) -> String {
        let mut hasher = Sha256::new();
        let staff = self.staff.to_string();
        let (ordinal, at) = (self.ordinal.to_string(), self.at.micros().to_string());
        for part in [previous, &ordinal, &staff, &self.action, &self.subject, &self.detail, &at] {
            // Lengths keep two parts from being read as two others.
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        hex::encode(hasher.finalize())
    }
}

/// Appends to the record, in the transaction of the action itself.
///
/// # Errors
/// [`Code::Store`].
pub fn append(
    tx: &mut Tx<'_>,
    cx: &Cx,
    staff: UserId,
    action: &str,
    subject: &str,
    detail: &serde_json::Value,
) -> Result<()> {
    let (ordinal, previous) = tx.one(HEAD, &[], |row| Ok((row.get::<i64>(0)?, row.get::<String>(1)?)))?;
    let mut entry = StaffAction {
        ordinal: ordinal + 1,
        staff,
        action: action.to_owned(),
        subject: subject.to_owned(),
        detail: detail.to_string().chars().take(DETAIL_CHARS_MAX).collect(),
        at: cx.now,
        hash: String::new(),
    };
    entry.hash = entry.hash_after(&previous);
    if tx.execute(ADVANCE, params![entry.ordinal, entry.hash, ordinal])? != 1 {
        return Err(Error::new(Code::Busy).because("the record moved on"));
    }
    tx.execute(
        INSERT,
        params![entry.ordinal, entry.staff, entry.action, entry.subject, entry.detail, entry.at, entry.hash],
    )?;
    Ok(())
}

/// The record, newest first.
///
/// # Errors
/// [`Code::BadCursor`].
pub fn list(tx: &mut Tx<'_>, ask: &PageAsk) -> Result<Paged<StaffAction>> {
    let [before] = ask.after.as_ref().map_or(Ok([i64::MAX]), Cursor::parts)?;
    let rows = tx.all(LIST, params![before, ask.fetch()], action)?;
    Ok(Paged::cut(rows, ask, |action| vec![action.ordinal]))
}

/// Walks the chain from its beginning.
///
/// # Errors
/// [`Code::Store`].
pub fn proof(tx: &mut Tx<'_>) -> Result<Proof> {
    let mut broken = Vec::new();
    let (mut seen, mut previous) = (0, String::new());
    loop {
        let rows = tx.all(WALK, params![seen, WALK_ROWS], action)?;
        for row in &rows {
            if (row.ordinal != seen + 1 || row.hash != row.hash_after(&previous)) && broken.len() < NAMED_MAX
            {
                broken.push(format!("action {} does not follow from the one before it", row.ordinal));
            }
            (seen, previous) = (row.ordinal, row.hash.clone());
        }
        if rows.is_empty() {
            break;
        }
    }
    let head = tx.one(HEAD_READ, &[], |row| Ok((row.get::<i64>(0)?, row.get::<String>(1)?)))?;
    if head != (seen, previous) {
        broken.push("the end of the chain is not where it was left".to_owned());
    }
    Ok(Proof { claim: "desk: the record of staff actions is unbroken", broken })
}

fn action(row: &Row<'_>) -> Result<StaffAction> {
    Ok(StaffAction {
        ordinal: row.get(0)?,
        staff: row.get(1)?,
        action: row.get(2)?,
        subject: row.get(3)?,
        detail: row.get(4)?,
        at: row.get(5)?,
        hash: row.get(6)?,
    })
}
