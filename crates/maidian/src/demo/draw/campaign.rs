//! Pictures of campaigns: goods of the catalogue side by side, twice as wide as high.

use super::colour::{SNOW, WHEAT};
use super::scene::Ground;
use super::sheet::{Sheet, disc};
use super::{colour, tag};
use crate::demo::catalogue::Product;

pub const WIDTH: i32 = 1_600;

/// Where a product stands: the middle of its foot, and its size.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub x: i32,
    pub y: i32,
    pub percent: i32,
}

/// The picture of a campaign as an SVG document, from the back to the front.
pub fn picture(name: &str, ground: Ground, goods: &[(&Product, Place)]) -> String {
    let mut sheet = Sheet::wide(tag(name), WIDTH);
    set(&mut sheet, ground);
    for (product, Place { x, y, percent }) in goods {
        let picture = &product.picture;
        let main = picture.colours.first().copied().unwrap_or(colour::WHEAT);
        let look = picture.look(&product.handle, main, picture.second);
        sheet.at(*x, *y, *percent, 0, |s| s.at(-400, -660, 100, 0, |s| (picture.motif.draw)(s, &look)));
    }
    sheet.finish()
}

/// A wall with the sun on it, and the floor.
fn set(s: &mut Sheet, ground: Ground) {
    let (light, deep) = ground.wall();
    s.backdrop(light, deep);
    let veil = deep.shaded(6);
    s.tint(disc(800, 560, 520), SNOW, 35);
    s.tint(disc(800, 560, 400), SNOW, 35);
    s.tint(disc(1_330, 190, 104), WHEAT.lit(40), 70);
    s.tint("M0 470Q240 330 520 430T1040 400T1600 360V700H0z", veil, 45);
    s.tint("M0 560Q300 450 640 540T1200 520T1600 480V700H0z", veil.shaded(5), 45);
    s.tint("M0 610Q800 560 1600 610V800H0z", deep.shaded(9), 90);
    s.tint("M0 610Q800 560 1600 610V624Q800 574 0 624z", SNOW, 40);
}
