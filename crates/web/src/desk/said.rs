//! What the next page of the desk says about what was just done.

use kernel::words;

use crate::cookies::SaidOnce;
use crate::i18n::desk::DeskText;
use crate::site::view::Flash;

words! {
    pub enum Said {
        Saved = "saved",
        Done = "done",
        Created = "created",
        OnSale = "on_sale",
        OffSale = "off_sale",
        Packed = "packed",
        Shipped = "shipped",
        Delivered = "delivered",
        WorkBegun = "work_begun",
        Finished = "finished",
        Approved = "approved",
        Rejected = "rejected",
        Received = "received",
        StockSet = "stock_set",
        Replayed = "replayed",
        RefundRetried = "refund_retried",
        Granted = "granted",
        Revoked = "revoked",
        Locked = "locked",
        Unlocked = "unlocked",
        JobRetried = "job_retried",
    }
}

impl SaidOnce for Said {
    const COOKIE: &'static str = "desk_said";
}

impl Said {
    pub fn flash(self, t: &'static DeskText) -> Flash {
        Flash::good(match self {
            Self::Saved => t.saved,
            Self::Done => t.done,
            Self::Created => t.flash_created,
            Self::OnSale => t.flash_on_sale,
            Self::OffSale => t.flash_off_sale,
            Self::Packed => t.flash_packed,
            Self::Shipped => t.flash_shipped,
            Self::Delivered => t.flash_delivered,
            Self::WorkBegun => t.flash_work_begun,
            Self::Finished => t.flash_finished,
            Self::Approved => t.flash_approved,
            Self::Rejected => t.flash_rejected,
            Self::Received => t.flash_received,
            Self::StockSet => t.flash_stock,
            Self::Replayed => t.flash_replayed,
            Self::RefundRetried => t.flash_refund_retried,
            Self::Granted => t.flash_granted,
            Self::Revoked => t.flash_revoked,
            Self::Locked => t.flash_locked,
            Self::Unlocked => t.flash_unlocked,
            Self::JobRetried => t.flash_job_retried,
        })
    }
}
