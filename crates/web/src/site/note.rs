//! One sentence that the next page says about what was just done. A cookie carries only which sentence it is.

use axum::http::HeaderMap;
use kernel::words;

use super::view::{Flash, Tone};
use crate::app::App;
use crate::cookies::{self, Cookie};
use crate::i18n::site::SiteText;

const COOKIE: &str = "said";
/// A sentence that nobody has read by then is old news.
const KEEP_S: i64 = 120;

words! {
    pub enum Note {
        CartAdded = "cart_added",
        CartSet = "cart_set",
        CartRemoved = "cart_removed",
        CartChanged = "cart_changed",
        OrderPaid = "order_paid",
        OrderCancelled = "order_cancelled",
        OrderReceived = "order_received",
        CaseSent = "case_sent",
        CaseWithdrawn = "case_withdrawn",
        ParcelSent = "parcel_sent",
        AddressSaved = "address_saved",
        AddressRemoved = "address_removed",
        Welcome = "welcome",
        SignedOut = "signed_out",
        ProfileSaved = "profile_saved",
        PhoneBound = "phone_bound",
        PasswordChanged = "password_changed",
    }
}

impl Note {
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

    pub fn flash(self, t: &'static SiteText) -> Flash {
        let text = match self {
            Self::CartAdded => t.said_cart_added,
            Self::CartSet => t.said_cart_set,
            Self::CartRemoved => t.said_cart_removed,
            Self::CartChanged => t.said_cart_changed,
            Self::OrderPaid => t.said_order_paid,
            Self::OrderCancelled => t.said_order_cancelled,
            Self::OrderReceived => t.said_order_received,
            Self::CaseSent => t.said_case_sent,
            Self::CaseWithdrawn => t.said_case_withdrawn,
            Self::ParcelSent => t.said_parcel_sent,
            Self::AddressSaved => t.said_address_saved,
            Self::AddressRemoved => t.said_address_removed,
            Self::Welcome => t.said_welcome,
            Self::SignedOut => t.said_signed_out,
            Self::ProfileSaved => t.said_profile_saved,
            Self::PhoneBound => t.said_phone_bound,
            Self::PasswordChanged => t.said_password_changed,
        };
        let kind = if self == Self::CartChanged { Tone::Warn } else { Tone::Good };
        Flash { kind, text: text.into() }
    }
}
