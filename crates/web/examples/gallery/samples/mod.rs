//! Sample pages: rich enough to judge the look by, and with hostile texts to judge the escaping by.

mod desk;
mod desk_books;
mod desk_house;
mod goods;
mod orders;
mod reader;

use web::{
    i18n::{Lang, Moment, Price},
    site::view::{Layout, Picture, Tab},
};

/// What a page must never contain as it is.
pub const HOSTILE: &str = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>";

/// 2026-11-20 10:00 UTC
const NOON_US: i64 = 1_795_168_800_000_000;
const MINUTE_US: i64 = 60_000_000;

#[derive(Debug, Clone, Copy)]
pub struct Samples {
    pub lang: Lang,
    /// Whether every text that comes from data or people is [`HOSTILE`].
    pub hostile: bool,
}

impl Samples {
    /// Every page by name.
    pub fn pages(self) -> Vec<(&'static str, String)> {
        [
            self.goods_pages(),
            self.order_pages(),
            self.reader_pages(),
            self.desk_pages(),
            self.desk_goods_pages(),
            self.desk_book_pages(),
            self.desk_house_pages(),
        ]
        .concat()
    }

    /// A text that comes from data or people.
    fn text(self, zh: &str, en: &str) -> String {
        if self.hostile { HOSTILE.into() } else { self.lang.pick(zh, en).into() }
    }

    fn layout(self, path: &str, zh: &str, en: &str, tab: Tab) -> Layout {
        Layout {
            lang: self.lang,
            path: if self.hostile { format!("{path}?{HOSTILE}") } else { path.into() },
            title: self.text(zh, en),
            signed_in: Some(self.text("小麦", "Mai")),
            cart_count: 3,
            csrf: self.text("c3Jm", "c3Jm"),
            tab,
            ..Layout::default()
        }
    }

    fn picture(self, name: &str) -> Picture {
        let alt = self.text("商品图", "The product");
        let src = if self.hostile { HOSTILE.into() } else { format!("/media/{name}.svg") };
        Picture::at(src, "", &alt)
    }
}

fn fen(minor: i64) -> Price {
    Price::cny(minor)
}

fn minutes_ago(minutes: i64) -> Moment {
    Moment(NOON_US - minutes * MINUTE_US)
}
