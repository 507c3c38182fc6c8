//! Orders.

use kernel::{Money, Result, Time};
use mall::account;
use mall::catalog::SpuKind;
use mall::order::{Order, OrderLine, OrderState, Recipient};
use mall::payment::{Method, Payment, PaymentState};
use mall::pricing::{Quote, QuotedLine};

use super::{count, picture};
use crate::i18n::{Lang, Moment, Price, fill, site::SiteText};
use crate::site::view::{
    self, ORDER_WAY, OrderActions, OrderRow, Parcel, Reached, SERVICE_WAY, Step, Totals, timeline,
};

/// Pictures in one row of a list.
const PICTURES_MAX: usize = 3;

pub fn line(line: &OrderLine, lang: Lang) -> Result<view::OrderLine> {
    Ok(view::OrderLine {
        id: line.line.to_string(),
        product: Some(line.spu.to_string()),
        title: line.title.get(lang.into()).to_owned(),
        options: line.option.get(lang.into()).to_owned(),
        picture: picture(Some(&line.picture), ""),
        price: line.price.into(),
        quantity: count(line.quantity),
        total: line.amount()?.into(),
        refunded: count(line.refund_quantity),
    })
}

pub fn lines(lines: &[OrderLine], lang: Lang) -> Result<Vec<view::OrderLine>> {
    lines.iter().map(|known| line(known, lang)).collect()
}

pub fn quoted(line: &QuotedLine, lang: Lang) -> view::OrderLine {
    let offer = &line.offer;
    view::OrderLine {
        id: offer.sku.to_string(),
        product: Some(offer.spu.to_string()),
        title: offer.title.get(lang.into()).to_owned(),
        options: offer.option.get(lang.into()).to_owned(),
        picture: picture(offer.picture.as_deref(), ""),
        price: offer.price.into(),
        quantity: count(line.quantity.pieces()),
        total: line.amount.into(),
        refunded: 0,
    }
}

pub fn quote_lines(quote: &Quote, lang: Lang) -> Vec<view::OrderLine> {
    quote.lines.iter().map(|line| quoted(line, lang)).collect()
}

/// Delivery is free, and prices are what they are: nothing else is added or taken off. A service is not delivered.
pub fn totals(kind: SpuKind, total: Money) -> Totals {
    let shipping = (kind == SpuKind::Goods).then(|| Money::zero(total.currency()).into());
    Totals { goods: total.into(), discount: None, shipping, total: total.into() }
}

pub fn actions(order: &Order, now: Time) -> OrderActions {
    let is_waiting = order.state == OrderState::Placed;
    OrderActions {
        pay: is_waiting && now < order.times.expires,
        cancel: is_waiting,
        receive: matches!(order.state, OrderState::Shipped | OrderState::Delivered),
        refund: order.state.is_paid() && order.refunded.minor() < order.total.minor(),
    }
}

/// `first` are the first lines of the order.
pub fn row(order: &Order, first: &[OrderLine], now: Time, lang: Lang) -> OrderRow {
    let t = SiteText::of(lang);
    let title = first.first().map_or("", |line| line.title.get(lang.into()));
    let more = order.line_count - 1;
    let pictures = first.iter().take(PICTURES_MAX).filter_map(|line| picture(Some(&line.picture), ""));
    OrderRow {
        id: order.id.to_string(),
        number: order.number.clone(),
        placed_at: order.times.placed.into(),
        state: order.state,
        title: if more > 0 { format!("{title} {}", fill(t.and_more, more)) } else { title.to_owned() },
        pictures: pictures.collect(),
        kinds: u64::from(count(order.line_count)),
        total: order.total.into(),
        actions: actions(order, now),
    }
}

/// The steps taken and those ahead.
pub fn steps(order: &Order, lang: Lang) -> Vec<Step> {
    let times = &order.times;
    let taken = [
        (OrderState::Placed, Some(times.placed)),
        (OrderState::Paid, times.paid),
        (OrderState::Packing, times.packed),
        (OrderState::Shipped, times.shipped),
        (OrderState::Delivered, times.delivered),
        (OrderState::Completed, times.completed),
        (OrderState::Working, times.working),
        (OrderState::Done, times.done),
    ];
    let is_closed = view::Stage::is_stop(order.state);
    let closed = times.closed.filter(|_| is_closed).map(|at| (order.state, Some(at)));
    let reached: Vec<_> = taken
        .into_iter()
        .chain(closed)
        .filter_map(|(state, at)| {
            let step = Reached::new(state, at?);
            let is_told = state == OrderState::Shipped;
            Some(if is_told { step.note(format!("{} {}", order.carrier, order.tracking)) } else { step })
        })
        .collect();
    let way = match order.kind {
        SpuKind::Goods => ORDER_WAY,
        SpuKind::Service => SERVICE_WAY,
    };
    timeline(order.state, way, &reached, lang)
}

pub fn parcel(order: &Order) -> Option<Parcel> {
    let is_sent = !order.tracking.is_empty();
    is_sent.then(|| Parcel { carrier: order.carrier.clone(), tracking: order.tracking.clone() })
}

/// The rows of a label; none where nobody is to be found.
pub fn ship_to(recipient: Option<&Recipient>) -> Vec<String> {
    let Some(recipient) = recipient else { return Vec::new() };
    let who = format!("{}  {}", recipient.name, phone(&recipient.phone));
    let rows = [who, recipient.region.clone(), recipient.street.clone()];
    rows.into_iter().filter(|row| !row.trim().is_empty()).collect()
}

/// A number of this country as people write it.
pub fn phone(number: &str) -> &str {
    number.strip_prefix("+86").unwrap_or(number)
}

/// The address as an order keeps it.
pub fn recipient(place: &account::Place) -> Recipient {
    let region = [&place.province, &place.city, &place.district];
    let region: Vec<&str> = region.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    let postcode = if place.postcode.is_empty() { String::new() } else { format!(" {}", place.postcode) };
    Recipient {
        name: place.recipient.clone(),
        phone: place.phone.clone(),
        region: region.join(" "),
        street: format!("{}{postcode}", place.street),
    }
}

/// How and when the order was paid.
pub fn paid_by(payments: &[Payment], lang: Lang) -> Option<String> {
    let t = SiteText::of(lang);
    let payment =
        payments.iter().find(|payment| payment.settled && payment.state == PaymentState::Succeeded)?;
    let way = match payment.method {
        Method::Alipay => t.pay_alipay,
        Method::Balance => t.pay_balance,
    };
    let at = Moment::from(payment.succeeded_at?).minute(lang);
    Some(format!("{way} · {at}"))
}

/// What came back already, when something did.
pub fn refunded(order: &Order) -> Option<Price> {
    (!order.refunded.is_zero()).then(|| order.refunded.into())
}
