//! The reader: addresses and devices.

use mall::account::{Address, Place, Session};

use super::order::phone;
use crate::i18n::{Lang, site::SiteText};
use crate::site::view::{self, AddressCard, AddressForm};

pub fn address(address: &Address) -> AddressCard {
    let place = &address.place;
    let parts = [&place.province, &place.city, &place.district, &place.street, &place.postcode];
    let parts: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    AddressCard {
        id: address.id.to_string(),
        name: place.recipient.clone(),
        phone: phone(&place.phone).to_owned(),
        place: parts.join(" "),
        is_default: address.is_default,
    }
}

pub fn address_form(address: &Address, back: String) -> AddressForm {
    let Place { recipient, phone: number, province, city, district, street, postcode } =
        address.place.clone();
    AddressForm {
        id: Some(address.id.to_string()),
        name: recipient,
        phone: phone(&number).to_owned(),
        region: province,
        city,
        district,
        street,
        postcode,
        is_default: address.is_default,
        back,
        ..AddressForm::default()
    }
}

pub fn session(session: &Session, is_current: bool, lang: Lang) -> view::Session {
    view::Session {
        device: device(&session.agent, lang),
        last_seen: session.seen_at.into(),
        current: is_current,
    }
}

/// Names that stand in what browsers call themselves. Most of them claim to be others too: the first that is there
/// counts.
const BROWSERS: [(&str, &str); 8] = [
    ("MicroMessenger", "WeChat"),
    ("AlipayClient", "Alipay"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];
const SYSTEMS: [(&str, &str); 6] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// `Chrome · Android`; what names itself otherwise is shown by its first word.
fn device(agent: &str, lang: Lang) -> String {
    let find = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    match (find(&BROWSERS), find(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} · {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => {
            let first = agent.split([' ', '/']).next().filter(|word| !word.is_empty());
            first.unwrap_or(SiteText::of(lang).device_unknown).to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_called_by_what_it_is() {
        for (agent, name) in [
            (
                "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
                "Chrome · Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
                "Safari · iPhone",
            ),
            ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge · Windows"),
            ("curl/8.10", "curl"),
            ("", "未知设备"),
        ] {
            assert_eq!(device(agent, Lang::Zh), name);
        }
    }
}
