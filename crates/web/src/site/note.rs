//! What the next page of the shop says about what was just done.

use kernel::words;

use super::view::{Flash, Tone};
use crate::cookies::SaidOnce;
use crate::i18n::site::SiteText;

words! {
    pub enum Note {
        CartAdded = "cart_added",
        CartSet = "cart_set",
        CartRemoved = "cart_removed",
        CartChanged = "cart_changed",
        KindsApart = "kinds_apart",
        OrderPaid = "order_paid",
        OrderCancelled = "order_cancelled",
        OrderReceived = "order_received",
        CaseSent = "case_sent",
        CaseWithdrawn = "case_withdrawn",
        ParcelSent = "parcel_sent",
        PhotosAdded = "photos_added",
        AddressSaved = "address_saved",
        AddressRemoved = "address_removed",
        Welcome = "welcome",
        SignedOut = "signed_out",
        ProfileSaved = "profile_saved",
        PhoneBound = "phone_bound",
        PasswordChanged = "password_changed",
    }
}

impl SaidOnce for Note {
    const COOKIE: &'static str = "said";
}

impl Note {
    pub fn flash(self, t: &'static SiteText) -> Flash {
        let text = match self {
            Self::CartAdded => t.said_cart_added,
            Self::CartSet => t.said_cart_set,
            Self::CartRemoved => t.said_cart_removed,
            Self::CartChanged => t.said_cart_changed,
            Self::KindsApart => t.said_kinds_apart,
            Self::OrderPaid => t.said_order_paid,
            Self::OrderCancelled => t.said_order_cancelled,
            Self::OrderReceived => t.said_order_received,
            Self::CaseSent => t.said_case_sent,
            Self::CaseWithdrawn => t.said_case_withdrawn,
            Self::ParcelSent => t.said_parcel_sent,
            Self::PhotosAdded => t.said_photos_added,
            Self::AddressSaved => t.said_address_saved,
            Self::AddressRemoved => t.said_address_removed,
            Self::Welcome => t.said_welcome,
            Self::SignedOut => t.said_signed_out,
            Self::ProfileSaved => t.said_profile_saved,
            Self::PhoneBound => t.said_phone_bound,
            Self::PasswordChanged => t.said_password_changed,
        };
        let kind = match self {
            Self::CartChanged | Self::KindsApart => Tone::Warn,
            _ => Tone::Good,
        };
        Flash { kind, text: text.into() }
    }
}
