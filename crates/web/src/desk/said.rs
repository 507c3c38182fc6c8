//! One sentence that the next page says about what was just done. A cookie carries only which sentence it is.

use axum::http::HeaderMap;
use kernel::words;

use crate::app::App;
use crate::cookies::{self, Cookie};
use crate::i18n::desk::DeskText;
use crate::site::view::Flash;

const COOKIE: &str = "desk_said";
/// A sentence that nobody has read by then is old news.
const KEEP_S: i64 = 120;

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

impl Said {
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        cookies::get(headers, COOKIE)?.parse().ok()
    }

    pub fn set(self, app: &App, headers: &mut HeaderMap) {
        let secure = app.config.secure;
        Cookie { name: COOKIE, value: self.word(), max_age_s: KEEP_S, secure }.set(headers);
    }

    /// It was said.
    pub fn take_away(app: &App, headers: &mut HeaderMap) {
        Cookie { name: COOKIE, value: "", max_age_s: 0, secure: app.config.secure }.set(headers);
    }

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
