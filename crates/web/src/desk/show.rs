//! From what the business knows to what a page shows. Pure: no I/O, no rules.

use kernel::{Lang, Money, Paged, Time};
use mall::aftersale::Aftersale;
use mall::ledger::Transfer;
use mall::order::Order;
use mall::payment::Refund;

use super::view::{AftersaleRow, Count, Older, OrderRow, RefundRow, TransferRow};
use crate::i18n::Price;
use crate::site::view::{Picture, Step, StepState};

/// Queues are counted up to here.
pub const COUNT_MAX: i64 = 1_000;

/// What was counted with a limit of [`COUNT_MAX`] and one.
pub fn count(counted: i64) -> Count {
    Count::up_to(counted, COUNT_MAX)
}

/// The picture of a name; none when there is none.
pub fn picture(name: Option<&str>) -> Option<Picture> {
    Picture::public(name?, "")
}

pub fn older<T>(path: &str, after: &str, page: &Paged<T>) -> Older {
    Older::new(path, after.is_empty(), page.next.as_ref().map(ToString::to_string))
}

/// An amount worth showing.
pub fn nonzero(money: Money) -> Option<Price> {
    (!money.is_zero()).then(|| money.into())
}

pub fn order_row(order: &Order) -> OrderRow {
    OrderRow {
        id: order.id.to_string(),
        number: order.number.clone(),
        kind: order.kind,
        state: order.state,
        placed_at: order.times.placed.into(),
        recipient: order.recipient.as_ref().map(|to| to.name.clone()).unwrap_or_default(),
        region: order.recipient.as_ref().map(|to| to.region.clone()).unwrap_or_default(),
        line_count: order.line_count,
        total: order.total.into(),
        refunded: nonzero(order.refunded),
    }
}

pub fn refund_row(refund: &Refund) -> RefundRow {
    RefundRow {
        id: refund.id.to_string(),
        number: refund.number.clone(),
        state: refund.state,
        amount: refund.amount.into(),
        reason: refund.reason.clone(),
        failure: refund.failure.clone(),
        at: refund.created_at.into(),
        order: refund.order.to_string(),
    }
}

pub fn case_row(case: &Aftersale) -> AftersaleRow {
    AftersaleRow {
        id: case.id.to_string(),
        number: case.number.clone(),
        state: case.state,
        with_return: case.with_return,
        reason: case.reason.clone(),
        amount: case.amount.into(),
        at: case.requested_at.into(),
    }
}

pub fn transfer_row(transfer: &Transfer) -> TransferRow {
    TransferRow {
        id: transfer.id.to_string(),
        kind: transfer.kind,
        key: transfer.key.clone(),
        amount: transfer.amount.into(),
        at: transfer.at.into(),
    }
}

/// The way of a thing, and how far it has come.
pub struct Way<'a> {
    /// The steps that follow each other when nothing disturbs, and when each was taken.
    pub steps: &'a [(&'static str, Option<Time>)],
    /// Where it stands on them.
    pub here: usize,
    /// How it ended before its end, and when.
    pub stop: Option<(&'static str, Option<Time>)>,
}

impl Way<'_> {
    pub fn shown(&self) -> Vec<Step> {
        let step = |name, state, at: Option<Time>| Step { name, state, at: at.map(Into::into), note: None };
        if let Some((name, at)) = self.stop {
            let taken = self.steps.iter().filter(|(_, at)| at.is_some());
            let mut steps: Vec<_> = taken.map(|(name, at)| step(name, StepState::Done, *at)).collect();
            steps.push(step(name, StepState::Stopped, at));
            return steps;
        }
        let state = |at: usize| match at.cmp(&self.here) {
            std::cmp::Ordering::Less => StepState::Done,
            std::cmp::Ordering::Equal if at + 1 == self.steps.len() => StepState::Done,
            std::cmp::Ordering::Equal => StepState::Now,
            std::cmp::Ordering::Greater => StepState::Ahead,
        };
        self.steps.iter().enumerate().map(|(at, (name, time))| step(name, state(at), *time)).collect()
    }
}

/// Name, phone and place of a recipient, a line each.
pub fn recipient(order: &Order) -> Vec<String> {
    let Some(to) = &order.recipient else { return Vec::new() };
    let lines = [format!("{}  {}", to.name, to.phone), to.region.clone(), to.street.clone()];
    lines.into_iter().filter(|line| !line.trim().is_empty()).collect()
}

/// Carrier and tracking number, once there is a parcel.
pub fn parcel(carrier: &str, tracking: &str) -> Option<(String, String)> {
    (!carrier.is_empty()).then(|| (carrier.to_owned(), tracking.to_owned()))
}

/// The other language.
pub fn other(lang: Lang) -> Lang {
    match lang {
        Lang::Zh => Lang::En,
        Lang::En => Lang::Zh,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(way: &Way<'_>) -> Vec<(&'static str, StepState)> {
        way.shown().into_iter().map(|step| (step.name, step.state)).collect()
    }

    #[test]
    fn a_way_is_shown_to_its_end_or_to_where_it_stopped() {
        let at = Some(Time(1));
        let steps = [("a", at), ("b", at), ("c", None)];
        let way = |here, stop| told(&Way { steps: &steps, here, stop });
        assert_eq!(way(1, None), [("a", StepState::Done), ("b", StepState::Now), ("c", StepState::Ahead)]);
        assert_eq!(way(2, None)[2], ("c", StepState::Done));
        assert_eq!(
            way(1, Some(("x", at))),
            [("a", StepState::Done), ("b", StepState::Done), ("x", StepState::Stopped)]
        );
    }
}
