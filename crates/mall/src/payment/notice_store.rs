//! The SQL of the inbox of notifications.

use kernel::{Code, Cx, Result, Time, params};
use store::{Row, Tx, sql};

use super::model::{Checked, Notice, NoticeId, Outcome, Verdict};

const SHORT: usize = 128;

macro_rules! notices {
    () => {
        "select id, received_at, source, raw, notify_id, out_trade_no, trade_status, signature, app, seller,
                amount, currency, fresh, outcome, note, handled_at
           from payment_notices"
    };
}

sql! {
    INSERT = "
        insert into payment_notices (id, received_at, source, raw, notify_id, out_trade_no, trade_status,
            signature, app, seller, amount, currency, fresh, outcome, note, handled_at)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, null, null, null, null, null, null, 'ignored', '', 0)";
    JUDGE = "
        update payment_notices set signature = ?2, app = ?3, seller = ?4, amount = ?5, currency = ?6, fresh = ?7,
            outcome = ?8, note = ?9, handled_at = ?10
         where id = ?1";
    SEEN = "
        select id from payment_notices
         where notify_id = ?1 and id < ?2 and outcome in ('applied', 'known') limit 1";
    LIST = concat!(notices!(), " where id < ?1 order by id desc limit ?2");
    GET = concat!(notices!(), " where id = ?1");
}

pub fn insert(tx: &mut Tx<'_>, cx: &Cx, source: &str, raw: &[u8], checked: &Checked) -> Result<NoticeId> {
    let id = NoticeId::issue(cx, kernel::Bucket::COMMON)?;
    tx.execute(
        INSERT,
        params![
            id,
            cx.now,
            source,
            raw,
            short(&checked.notify_id),
            short(&checked.out_trade_no),
            short(&checked.trade_status)
        ],
    )?;
    Ok(id)
}

pub fn judge(
    tx: &mut Tx<'_>,
    cx: &Cx,
    id: NoticeId,
    verdict: Verdict,
    outcome: Outcome,
    note: &str,
) -> Result<()> {
    tx.execute(
        JUDGE,
        params![
            id,
            verdict.signature,
            verdict.app,
            verdict.seller,
            verdict.amount,
            verdict.currency,
            verdict.fresh,
            outcome,
            short(note),
            cx.now
        ],
    )?;
    Ok(())
}

/// Whether an earlier notification of the same id was handled.
pub fn seen(tx: &mut Tx<'_>, notify_id: &str, before: NoticeId) -> Result<bool> {
    let found = tx.optional(SEEN, params![short(notify_id), before], |row| row.get::<i64>(0))?;
    Ok(found.is_some() && !notify_id.is_empty())
}

pub fn list(tx: &mut Tx<'_>, before: i64, limit: i64) -> Result<Vec<Notice>> {
    tx.all(LIST, params![before, limit], notice)
}

pub fn get(tx: &mut Tx<'_>, id: NoticeId) -> Result<Notice> {
    tx.optional(GET, params![id], notice)?.ok_or_else(|| Code::NotFound.into())
}

/// What strangers send is cut to a length and freed of NULs before it is kept as text.
fn short(text: &str) -> String {
    text.chars().filter(|c| *c != '\0').take(SHORT).collect()
}

fn notice(row: &Row<'_>) -> Result<Notice> {
    Ok(Notice {
        id: row.get(0)?,
        received_at: row.get::<Time>(1)?,
        source: row.get(2)?,
        raw: row.get(3)?,
        notify_id: row.get(4)?,
        out_trade_no: row.get(5)?,
        trade_status: row.get(6)?,
        verdict: Verdict {
            signature: row.get(7)?,
            app: row.get(8)?,
            seller: row.get(9)?,
            amount: row.get(10)?,
            currency: row.get(11)?,
            fresh: row.get(12)?,
        },
        outcome: row.get(13)?,
        note: row.get(14)?,
        handled_at: row.get(15)?,
    })
}
