//! From what the business knows to what a page shows. Pure: no I/O, no rules.

pub mod aftersale;
pub mod cart;
pub mod goods;
pub mod order;
pub mod pay;
pub mod product;
pub mod reader;

use super::view::Picture;

/// The picture of a name; none when there is none.
pub fn picture(name: Option<&str>, alt: &str) -> Option<Picture> {
    Picture::public(name?, alt)
}

/// A count for people: what does not fit a page is as good as the most that does.
pub fn count(count: i64) -> u32 {
    u32::try_from(count.max(0)).unwrap_or(u32::MAX)
}
