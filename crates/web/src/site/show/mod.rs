//! From what the business knows to what a page shows. Pure: no I/O, no rules.

pub mod aftersale;
pub mod cart;
pub mod data;
pub mod goods;
pub mod order;
pub mod pay;
pub mod product;
pub mod reader;

use mall::front::{Announcement, Level, Place};

use super::view::{Bar, Picture, Tone};
use crate::i18n::Lang;

/// The picture of a name; none when there is none.
pub fn picture(name: Option<&str>, alt: &str) -> Option<Picture> {
    Picture::public(name?, alt)
}

/// A count for people: what does not fit a page is as good as the most that does.
pub fn count(count: i64) -> u32 {
    u32::try_from(count.max(0)).unwrap_or(u32::MAX)
}

pub fn bar(announcement: &Announcement, lang: Lang) -> Bar {
    let draft = &announcement.draft;
    Bar {
        id: announcement.id.to_string(),
        revision: announcement.revision,
        tone: match draft.level {
            Level::Info => Tone::Info,
            Level::Good => Tone::Good,
            Level::Warn => Tone::Warn,
        },
        title: draft.title.get(lang.into()).to_owned(),
        body: draft.body.get(lang.into()).to_owned(),
        href: (!draft.link.is_empty()).then(|| draft.link.clone()),
        is_for_home: draft.place == Place::Home,
    }
}
