//! Staff look after payments and refunds.

use kernel::{Cx, Result};
use serde_json::json;
use store::Tx;

use super::{permit, record};
use crate::account::Permission;
use crate::payment::{Checked, NoticeId, Outcome, RefundId, notice, refund};

/// Judges a kept notification again.
///
/// # Errors
/// [`kernel::Code::Forbidden`]; as [`notice::replay`].
pub fn replay_notice(tx: &mut Tx<'_>, cx: &Cx, id: NoticeId, checked: &Checked) -> Result<Outcome> {
    let staff = permit(tx, cx, Permission::PaymentReplay)?;
    let outcome = notice::replay(tx, cx, id, checked)?;
    let detail = json!({ "outcome": outcome });
    record::append(tx, cx, staff, "payment.replay", &format!("notice {id}"), &detail)?;
    Ok(outcome)
}

/// Tries a refund again that the gateway had refused.
///
/// # Errors
/// [`kernel::Code::Forbidden`]; as [`refund::retry`].
pub fn retry_refund(tx: &mut Tx<'_>, cx: &Cx, id: RefundId) -> Result<()> {
    let staff = permit(tx, cx, Permission::PaymentReplay)?;
    refund::retry(tx, cx, id)?;
    record::append(tx, cx, staff, "refund.retry", &format!("refund {id}"), &json!({}))
}
