//! What holds for the pages of the desk beyond what holds for all pages, which `site::view` tests.

use askama::Template;

use super::*;
use crate::i18n::desk::DeskText;
use crate::site::view::FieldErrors;

fn form(may_retry: bool) -> String {
    let page = RefundsPage {
        layout: Layout::default(),
        tabs: vec![],
        rows: vec![RefundRow {
            id: "1".into(),
            number: "R1".into(),
            state: mall::payment::RefundState::Failed,
            amount: crate::i18n::Price::cny(100),
            reason: String::new(),
            failure: String::new(),
            at: crate::i18n::Moment(0),
            order: "2".into(),
        }],
        older: Older::default(),
        may_retry,
    };
    page.render().unwrap()
}

#[test]
fn what_one_may_not_do_is_not_on_the_page() {
    assert!(form(true).contains("/desk/refunds/1/retry"));
    assert!(!form(false).contains("/desk/refunds/1/retry"));
}

#[test]
fn nobody_sees_the_menu_before_signing_in() {
    let page = LoginPage {
        layout: Layout::default(),
        who: String::new(),
        back: "/desk".into(),
        errors: FieldErrors::default(),
    };
    let page = page.render().unwrap();
    assert!(!page.contains("id=\"menu\"") && page.contains(DeskText::ZH.login_title));
}
