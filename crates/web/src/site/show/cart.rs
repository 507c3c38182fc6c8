//! A cart.

use kernel::{Currency, Money, Result, money};
use mall::catalog::{Offer, SpuKind};
use mall::order::cart::{CartLine, PIECES_MAX};

use super::{count, picture};
use crate::i18n::{Lang, Price, fill, site::SiteText};
use crate::site::view::{self, FieldErrors};

/// A cart as its page shows it.
#[derive(Clone, Debug)]
pub struct Shown {
    pub lines: Vec<view::CartLine>,
    pub unavailable: Vec<view::CartLine>,
    pub pieces: u64,
    pub subtotal: Price,
    /// Empty unless there are goods and services.
    pub parts: Vec<view::CartPart>,
    pub errors: FieldErrors,
}

/// Whether any of it can be had; how much is another question.
pub fn is_available(line: &CartLine) -> bool {
    line.offer.as_ref().is_some_and(|offer| offer.on_sale) && line.available > 0
}

pub fn shown(lines: &[CartLine], lang: Lang) -> Shown {
    let t = SiteText::of(lang);
    let mut shown = Shown {
        lines: Vec::new(),
        unavailable: Vec::new(),
        pieces: 0,
        subtotal: Price::cny(0),
        parts: Vec::new(),
        errors: FieldErrors::default(),
    };
    let mut amounts = Vec::new();
    for line in lines {
        let Some(offer) = &line.offer else { continue };
        let row = row(line, offer, lang);
        if !is_available(line) {
            shown.unavailable.push(row);
            continue;
        }
        if line.item.quantity > line.available {
            shown.errors.add(row.field(), fill(t.at_most, line.available));
        }
        shown.pieces += u64::try_from(line.item.quantity).unwrap_or(0);
        amounts.push((offer.kind, offer.price.times(line.item.quantity)));
        shown.lines.push(row);
    }
    match sums(amounts) {
        Ok((total, parts)) => {
            shown.subtotal = total.into();
            shown.parts = parts;
        }
        Err(error) => shown.errors.add("", error.code().sentence(lang.into())),
    }
    shown
}

/// The whole, and what goods and services come to when there are both.
fn sums(amounts: Vec<(SpuKind, Result<Money>)>) -> Result<(Money, Vec<view::CartPart>)> {
    let amounts =
        amounts.into_iter().map(|(kind, amount)| Ok((kind, amount?))).collect::<Result<Vec<_>>>()?;
    let all = total(amounts.iter().map(|(_, amount)| *amount).collect())?;
    let is_mixed = amounts.iter().any(|(kind, _)| *kind != amounts[0].0);
    if !is_mixed {
        return Ok((all, Vec::new()));
    }
    let part = |kind: &SpuKind| {
        let of_kind = amounts.iter().filter(|(known, _)| known == kind);
        let subtotal = total(of_kind.map(|(_, amount)| *amount).collect())?.into();
        Ok(view::CartPart { kind: *kind, subtotal })
    };
    Ok((all, SpuKind::ALL.iter().map(part).collect::<Result<_>>()?))
}

fn total(amounts: Vec<Money>) -> Result<Money> {
    let currency = amounts.first().map_or(Currency::CNY, |amount| amount.currency());
    money::sum(currency, amounts)
}

fn row(line: &CartLine, offer: &Offer, lang: Lang) -> view::CartLine {
    // An amount out of range is refused as a whole, so the price alone is shown here.
    let total = offer.price.times(line.item.quantity).unwrap_or(offer.price);
    view::CartLine {
        sku: line.item.sku.to_string(),
        product: offer.spu.to_string(),
        is_service: offer.kind == SpuKind::Service,
        title: offer.title.get(lang.into()).to_owned(),
        options: offer.option.get(lang.into()).to_owned(),
        picture: picture(offer.picture.as_deref(), ""),
        price: offer.price.into(),
        quantity: line.item.quantity.to_string(),
        max: count(line.available.min(PIECES_MAX)),
        total: total.into(),
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Text2, Time};
    use mall::catalog::{SkuId, SpuId};
    use mall::order::cart::CartItem;

    use super::*;

    fn line(id: i64, quantity: i64, available: i64, currency: Currency) -> CartLine {
        let price = Money::new(1_000, currency).unwrap();
        let sku = SkuId::from_raw(id);
        CartLine {
            item: CartItem { sku, quantity, added_at: Time(0) },
            offer: Some(Offer {
                sku,
                spu: SpuId::from_raw(id),
                kind: SpuKind::Goods,
                code: String::new(),
                title: Text2::new("灯", "lamp"),
                option: Text2::default(),
                picture: None,
                list_price: price,
                price,
                on_sale: true,
            }),
            available,
        }
    }

    #[test]
    fn what_is_gone_is_not_counted() {
        let shown = shown(&[line(1, 2, 9, Currency::CNY), line(2, 1, 0, Currency::CNY)], Lang::En);
        assert_eq!((shown.lines.len(), shown.unavailable.len(), shown.pieces), (1, 1, 2));
        assert_eq!(shown.subtotal, Price::cny(2_000));
        assert!(shown.errors.is_empty());
    }

    #[test]
    fn more_than_there_is_is_told_at_its_line() {
        let shown = shown(&[line(7, 5, 3, Currency::CNY)], Lang::En);
        assert!(shown.errors.of("n-7").unwrap().contains('3'));
    }

    #[test]
    fn goods_and_services_are_summed_up_apart() {
        let goods = line(1, 2, 9, Currency::CNY);
        let mut service = line(2, 1, 9, Currency::CNY);
        assert!(shown(&[goods.clone(), goods.clone()], Lang::En).parts.is_empty());
        service.offer.as_mut().unwrap().kind = SpuKind::Service;
        let shown = shown(&[service, goods], Lang::En);
        assert_eq!(shown.subtotal, Price::cny(3_000));
        let parts: Vec<_> = shown.parts.iter().map(|part| (part.kind, part.subtotal)).collect();
        let wanted = [(SpuKind::Goods, Price::cny(2_000)), (SpuKind::Service, Price::cny(1_000))];
        assert_eq!(parts, wanted);
    }

    #[test]
    fn currencies_do_not_add_up() {
        let shown = shown(&[line(1, 1, 9, Currency::CNY), line(2, 1, 9, Currency::GBP)], Lang::Zh);
        assert!(shown.errors.has(""));
    }
}
