//! After-sale cases.

use std::collections::HashMap;

use kernel::{Result, Time};
use mall::aftersale::{Aftersale, AftersaleState};
use mall::catalog::SpuKind;
use mall::order::OrderLine;
use mall::stock::Quantity;

use super::{count, order};
use crate::i18n::{Lang, site::SiteText};
use crate::site::view::{self, AftersaleRow, MONEY_WAY, RETURN_WAY, Reached, RefundLine, Step, timeline};

pub fn row(case: &Aftersale) -> AftersaleRow {
    AftersaleRow {
        id: case.id.to_string(),
        number: case.number.clone(),
        state: case.state,
        amount: case.amount.into(),
        at: case.requested_at.into(),
    }
}

/// The lines of a case: those of its order, with the pieces that it is about.
pub fn lines(ordered: &[OrderLine], claimed: &[(i64, Quantity)], lang: Lang) -> Result<Vec<view::OrderLine>> {
    let pieces: HashMap<i64, i64> =
        claimed.iter().map(|(line, quantity)| (*line, quantity.pieces())).collect();
    let about = ordered.iter().filter_map(|line| Some((line, *pieces.get(&line.line)?)));
    about
        .map(|(line, pieces)| {
            let total = line.price.times(pieces)?;
            let shown = order::line(line, lang)?;
            Ok(view::OrderLine { quantity: count(pieces), total: total.into(), refunded: 0, ..shown })
        })
        .collect()
}

pub fn steps(case: &Aftersale, lang: Lang) -> Vec<Step> {
    use AftersaleState as S;
    let way = if case.with_return { RETURN_WAY } else { MONEY_WAY };
    let is_agreed = case.state != S::Rejected && case.decided_at.is_some();
    let mut reached = vec![Reached::new(S::Requested, case.requested_at)];
    let mut reach = |state, at: Option<Time>| reached.extend(at.map(|at| Reached::new(state, at)));
    reach(S::Approved, case.decided_at.filter(|_| is_agreed));
    reach(S::Rejected, case.decided_at.filter(|_| case.state == S::Rejected));
    if !case.tracking.is_empty() {
        let parcel = format!("{} {}", case.carrier, case.tracking);
        reached.push(Reached::sometime(S::Returning).note(parcel));
    }
    let mut reach = |state, at: Option<Time>| reached.extend(at.map(|at| Reached::new(state, at)));
    reach(S::Received, case.received_at);
    let is_over = matches!(case.state, S::Refunded | S::Withdrawn);
    reach(case.state, case.finished_at.filter(|_| is_over));
    timeline(case.state, way, &reached, lang)
}

/// Whether the buyer may still think again.
pub fn can_withdraw(case: &Aftersale) -> bool {
    match case.state {
        AftersaleState::Requested => true,
        AftersaleState::Approved => case.with_return,
        AftersaleState::Returning
        | AftersaleState::Received
        | AftersaleState::Refunded
        | AftersaleState::Rejected
        | AftersaleState::Withdrawn => false,
    }
}

/// The lines that a refund may be asked of; `typed` gives what was typed for a line.
pub fn refund_lines(
    ordered: &[OrderLine],
    lang: Lang,
    typed: impl Fn(&str) -> String,
) -> Result<Vec<RefundLine>> {
    ordered
        .iter()
        .map(|line| {
            let shown = order::line(line, lang)?;
            let quantity = typed(&shown.id);
            Ok(RefundLine { max: count(line.quantity - line.refund_quantity), quantity, line: shown })
        })
        .collect()
}

/// The reasons that are offered: a code for the form, and the words. Of a service nothing arrives.
pub fn reasons(kind: SpuKind, lang: Lang) -> Vec<(String, String)> {
    let mut reasons = all_reasons(lang);
    if kind == SpuKind::Service {
        reasons.retain(|(code, _)| !matches!(code.as_str(), "wrong" | "broken" | "late"));
    }
    reasons
}

pub fn all_reasons(lang: Lang) -> Vec<(String, String)> {
    let t = SiteText::of(lang);
    let reasons = [
        ("mind", t.reason_mind),
        ("wrong", t.reason_wrong),
        ("broken", t.reason_broken),
        ("differs", t.reason_differs),
        ("late", t.reason_late),
        ("other", t.reason_other),
    ];
    reasons.map(|(code, words)| (code.to_owned(), words.to_owned())).to_vec()
}
