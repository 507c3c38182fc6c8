//! The inbox: every notification is kept as it came, judged check by check, and can be judged again.

use kernel::{Code, Currency, Cursor, Cx, PageAsk, Paged, Result};

use super::model::{Checked, Notice, NoticeId, Outcome, PaymentId, Verdict};
use super::{Heard, get, hear_success, notice_store};
use ::store::Tx;

/// Bytes of a notification that are kept; a longer one is refused before it comes here.
pub const RAW_BYTES_MAX: usize = 64 * 1024;

/// Keeps a notification and does what it says, if every check passes.
///
/// Answered with `success` for every outcome but `Rejected`: the gateway repeats what was not understood.
///
/// # Errors
/// [`Code::TooLarge`]; [`Code::Store`], after which the gateway will repeat it.
pub fn receive(tx: &mut Tx<'_>, cx: &Cx, source: &str, raw: &[u8], checked: &Checked) -> Result<Outcome> {
    if raw.len() > RAW_BYTES_MAX {
        return Err(Code::TooLarge.into());
    }
    let id = notice_store::insert(tx, cx, source, raw, checked)?;
    judge(tx, cx, id, checked)
}

/// Judges a kept notification again, as it would be judged if it came now.
///
/// # Errors
/// [`Code::NotFound`], [`Code::Store`].
pub fn replay(tx: &mut Tx<'_>, cx: &Cx, id: NoticeId, checked: &Checked) -> Result<Outcome> {
    notice_store::get(tx, id)?;
    judge(tx, cx, id, checked)
}

fn judge(tx: &mut Tx<'_>, cx: &Cx, id: NoticeId, checked: &Checked) -> Result<Outcome> {
    let mut verdict = Verdict { signature: Some(checked.signature), ..Verdict::default() };
    let (outcome, note) = if checked.signature {
        (verdict.app, verdict.seller) = (checked.app, checked.seller);
        apply(tx, cx, id, checked, &mut verdict)?
    } else {
        (Outcome::Rejected, checked.note.clone())
    };
    notice_store::judge(tx, cx, id, verdict, outcome, &note)?;
    Ok(outcome)
}

fn apply(
    tx: &mut Tx<'_>,
    cx: &Cx,
    id: NoticeId,
    checked: &Checked,
    verdict: &mut Verdict,
) -> Result<(Outcome, String)> {
    let rejected = |why: &str| Ok((Outcome::Rejected, why.to_owned()));
    if checked.app != Some(true) || checked.seller != Some(true) {
        return rejected("meant for another app or seller");
    }
    let payment = match checked.out_trade_no.parse::<PaymentId>().map(|id| get(tx, id)) {
        Ok(Ok(payment)) => payment,
        Ok(Err(error)) if error.code() != Code::NotFound => return Err(error),
        _ => return rejected("no such payment"),
    };
    let currency = checked.currency.as_deref().map_or(Ok(Currency::CNY), str::parse::<Currency>);
    verdict.currency = Some(currency.is_ok_and(|currency| currency == payment.amount.currency()));
    verdict.amount = Some(checked.amount_minor == Some(payment.amount.minor()));
    if verdict.currency != Some(true) || verdict.amount != Some(true) {
        return rejected("amount or currency differ from what was asked");
    }
    verdict.fresh = Some(!notice_store::seen(tx, &checked.notify_id, id)?);
    if checked.is_refund || !checked.is_paid {
        return Ok((Outcome::Ignored, format!("status {}", checked.trade_status)));
    }
    match hear_success(tx, cx, payment.id, &checked.trade_no, payment.amount.minor())? {
        Heard::Now(settled) => Ok((Outcome::Applied, format!("{settled:?}"))),
        Heard::Before => {
            verdict.fresh = Some(false);
            Ok((Outcome::Known, String::new()))
        }
    }
}

/// The inbox, newest first.
///
/// # Errors
/// [`Code::BadCursor`].
pub fn list(tx: &mut Tx<'_>, ask: &PageAsk) -> Result<Paged<Notice>> {
    let [before] = ask.after.as_ref().map_or(Ok([i64::MAX]), Cursor::parts)?;
    let rows = notice_store::list(tx, before, ask.fetch())?;
    Ok(Paged::cut(rows, ask, |notice| vec![notice.id.raw()]))
}

/// # Errors
/// [`Code::NotFound`].
pub fn get_one(tx: &mut Tx<'_>, id: NoticeId) -> Result<Notice> {
    notice_store::get(tx, id)
}
