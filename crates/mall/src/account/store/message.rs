//! `messages`.

use kernel::{Result, Time, params};
use store::{Row, Tx, sql};

use crate::account::message::{Message, MessageState};
use crate::account::model::MessageId;

sql! {
    INSERT = "
        insert into messages (id, channel, recipient, subject, body, state, reason, created_at, settled_at)
        values (?1, ?2, ?3, ?4, ?5, ?6, '', ?7, 0)";
    GET = "
        select id, channel, recipient, subject, body, state, reason, created_at
          from messages where id = ?1";
    LIST = "
        select id, channel, recipient, subject, body, state, reason, created_at
          from messages where id < ?1 order by id desc limit ?2";
    SETTLE = "
        update messages set state = ?2, reason = ?3, settled_at = ?4
         where id = ?1 and state = 'waiting'";
    SWEEP = "
        delete from messages where id in
            (select id from messages where state <> 'waiting' and settled_at < ?1 order by settled_at limit ?2)";
}

pub fn insert(tx: &mut Tx<'_>, message: &Message) -> Result<()> {
    let Message { id, channel, recipient, subject, body, state, created_at, .. } = message;
    tx.execute(INSERT, params![id, channel, recipient, subject, body, state, created_at]).map(|_| ())
}

pub fn get(tx: &mut Tx<'_>, id: MessageId) -> Result<Message> {
    tx.one(GET, params![id], message)
}

pub fn list(tx: &mut Tx<'_>, before: i64, limit: i64) -> Result<Vec<Message>> {
    tx.all(LIST, params![before, limit], message)
}

/// A message settles once; a second outcome of a job that was begun again changes nothing.
pub fn settle(tx: &mut Tx<'_>, id: MessageId, state: MessageState, reason: &str, now: Time) -> Result<()> {
    tx.execute(SETTLE, params![id, state, reason, now]).map(|_| ())
}

pub fn sweep(tx: &mut Tx<'_>, before: Time, limit: i64) -> Result<u64> {
    tx.execute(SWEEP, params![before, limit])
}

fn message(row: &Row<'_>) -> Result<Message> {
    Ok(Message {
        id: row.get(0)?,
        channel: row.get(1)?,
        recipient: row.get(2)?,
        subject: row.get(3)?,
        body: row.get(4)?,
        state: row.get(5)?,
        reason: row.get(6)?,
        created_at: row.get(7)?,
    })
}
