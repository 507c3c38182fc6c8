//! What a page says to programs: schema.org in JSON-LD. A script of this type is data, which browsers do not run
//! and which the content policy therefore does not ask about.

use kernel::Money;
use mall::catalog::{Product, SpuKind};
use serde_json::{Value, json};

use super::goods;
use crate::i18n::{Lang, Price, site::SiteText};
use crate::site::view::Crumb;

/// What a product's page offers, whatever options its address names.
pub struct OfferData {
    pub lowest: Money,
    pub highest: Money,
    /// How many variants may be bought.
    pub count: usize,
    pub is_in_stock: bool,
}

/// The product with its offer, and the way to it. `site` is the shop's own address, without a slash at the end.
pub fn product(product: &Product, offer: &OfferData, crumbs: &[Crumb], site: &str, lang: Lang) -> String {
    let spoken = lang.into();
    let title = product.title.get(spoken);
    let here = address(site, &format!("/p/{}", product.id), lang);
    let pictures = goods::pictures(&product.pictures, title);
    let pictures: Vec<_> = pictures.iter().map(|picture| format!("{site}{}", picture.src)).collect();
    let said = [product.description.get(spoken), product.subtitle.get(spoken), title];
    let is_service = product.kind == SpuKind::Service;
    let mut about = json!({
        "@type": if is_service { "Service" } else { "Product" },
        "@id": format!("{here}#product"),
        "name": title,
        "description": said.into_iter().find(|text| !text.trim().is_empty()),
        "url": here,
        "image": pictures,
        "offers": offers(offer, &here),
    });
    if !is_service {
        about["sku"] = json!(product.handle);
        about["category"] = json!(crumbs.last().map(|crumb| &crumb.name));
    }
    let way = way(crumbs, title, &here, site, lang);
    inert(&json!({"@context": "https://schema.org", "@graph": [about, way]}))
}

fn address(site: &str, path: &str, lang: Lang) -> String {
    format!("{site}{path}?lang={}", lang.code())
}

fn offers(offer: &OfferData, here: &str) -> Value {
    let amount = |money: Money| {
        let price = Price::from(money);
        format!("{}{}", price.whole(), price.fraction())
    };
    let mut told = json!({
        "url": here,
        "priceCurrency": offer.lowest.currency().code(),
        "availability":
            format!("https://schema.org/{}", if offer.is_in_stock { "InStock" } else { "OutOfStock" }),
    });
    if offer.lowest == offer.highest {
        told["@type"] = json!("Offer");
        told["price"] = json!(amount(offer.lowest));
    } else {
        told["@type"] = json!("AggregateOffer");
        told["lowPrice"] = json!(amount(offer.lowest));
        told["highPrice"] = json!(amount(offer.highest));
        told["offerCount"] = json!(offer.count);
    }
    told
}

fn way(crumbs: &[Crumb], title: &str, here: &str, site: &str, lang: Lang) -> Value {
    let home = (SiteText::of(lang).home.to_owned(), address(site, "/", lang));
    let above = crumbs.iter().map(|crumb| (crumb.name.clone(), address(site, &crumb.href, lang)));
    let steps = std::iter::once(home).chain(above).chain([(title.to_owned(), here.to_owned())]);
    let step = |(at, (name, item)): (usize, (String, String))| json!({"@type": "ListItem", "position": at + 1, "name": name, "item": item});
    json!({"@type": "BreadcrumbList", "itemListElement": steps.enumerate().map(step).collect::<Vec<_>>()})
}

/// As it may stand in a script: nothing in it ends the script or begins a comment.
fn inert(data: &Value) -> String {
    data.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_the_script_early() {
        let told = inert(&json!({"name": "</script><!--&amp;\u{2028}"}));
        assert!(!told.contains(['<', '>', '&']), "{told}");
        let read: Value = serde_json::from_str(&told).unwrap();
        assert_eq!(read["name"], "</script><!--&amp;\u{2028}");
    }

    #[test]
    fn one_price_is_an_offer_and_several_are_a_range() {
        let money = |minor| Money::new(minor, kernel::Currency::CNY).unwrap();
        let of = |lowest, highest, is_in_stock| {
            offers(&OfferData { lowest: money(lowest), highest: money(highest), count: 2, is_in_stock }, "u")
        };
        let one = of(1_990, 1_990, true);
        assert_eq!((&one["@type"], &one["price"]), (&json!("Offer"), &json!("19.90")));
        assert_eq!(one["availability"], "https://schema.org/InStock");
        let range = of(5, 1_000, false);
        assert_eq!((&range["lowPrice"], &range["highPrice"]), (&json!("0.05"), &json!("10.00")));
        assert_eq!((&range["offerCount"], &range["priceCurrency"]), (&json!(2), &json!("CNY")));
        assert_eq!(range["availability"], "https://schema.org/OutOfStock");
    }
}
