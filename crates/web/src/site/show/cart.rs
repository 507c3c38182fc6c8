//! A cart.

use kernel::{Currency, Money, Result, money};
use mall::catalog::Offer;
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
        amounts.push(offer.price.times(line.item.quantity));
        shown.lines.push(row);
    }
    match total(amounts) {
        Ok(total) => shown.subtotal = total.into(),
        Err(error) => shown.errors.add("", error.code().sentence(lang.into())),
    }
    shown
}

fn total(amounts: Vec<Result<Money>>) -> Result<Money> {
    let amounts = amounts.into_iter().collect::<Result<Vec<_>>>()?;
    let currency = amounts.first().map_or(Currency::CNY, |amount| amount.currency());
    money::sum(currency, amounts)
}

fn row(line: &CartLine, offer: &Offer, lang: Lang) -> view::CartLine {
    // An amount out of range is refused as a whole, so the price alone is shown here.
    let total = offer.price.times(line.item.quantity).unwrap_or(offer.price);
    view::CartLine {
        sku: line.item.sku.to_string(),
        product: offer.spu.to_string(),
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
    fn currencies_do_not_add_up() {
        let shown = shown(&[line(1, 1, 9, Currency::CNY), line(2, 1, 9, Currency::GBP)], Lang::Zh);
        assert!(shown.errors.has(""));
    }
}
