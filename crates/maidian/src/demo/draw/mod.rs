//! Product pictures, drawn by the program: flat shapes with a little depth, one light from the left,
//! on the department's tint. A picture depends on the product's handle and description only.

pub mod campaign;
mod carry;
mod colour;
mod desk;
mod dorm;
mod drinks;
mod emblem;
mod errands;
mod gadgets;
mod home;
mod look;
mod motif;
mod produce;
mod scene;
mod sheet;
mod snacks;
mod study;
mod wear;

#[cfg(test)]
mod tests;

pub use colour::Colour;
pub use motif::{MOTIFS, Motif};
pub use scene::Ground;

use super::catalogue::Product;
use emblem::Emblem;
use look::{Dice, Look, Pattern};
use motif::Finish;
use scene::Stance;
use sheet::Sheet;

/// What the catalogue says about a product's pictures.
#[derive(Clone, Debug)]
pub struct Picture {
    pub motif: &'static Motif,
    pub ground: Ground,
    /// The product's colours in the order of its colour option; the first is on the main picture.
    colours: Vec<Colour>,
    second: Colour,
    pattern: Option<Pattern>,
    emblem: Option<Emblem>,
}

/// Why a drawing could not be understood.
#[derive(Debug, PartialEq, Eq)]
pub struct UnknownWord(pub String);

impl Picture {
    /// Reads `motif [main/second | second] [~pattern] [+emblem]`, as in `carton mint/cream ~dots +cow`.
    ///
    /// With `colours` (a product sold in several) they are the main ones and the word names the second.
    ///
    /// # Errors
    /// The first word that is no motif, colour, pattern or emblem.
    pub fn parse(
        text: &str,
        colours: Vec<Colour>,
        ground: Ground,
        handle: &str,
    ) -> Result<Self, UnknownWord> {
        let unknown = |word: &str| UnknownWord(word.to_owned());
        let mut words = text.split_whitespace();
        let name = words.next().unwrap_or_default();
        let motif = Motif::named(name).ok_or_else(|| unknown(name))?;
        let (mut pattern, mut emblem, mut named) = (None, None, Vec::new());
        for word in words {
            if let Some(name) = word.strip_prefix('~') {
                pattern = Some(Pattern::named(name).ok_or_else(|| unknown(word))?);
            } else if let Some(name) = word.strip_prefix('+') {
                emblem = Some(Emblem::named(name).ok_or_else(|| unknown(word))?);
            } else {
                for name in word.split('/') {
                    named.push(Colour::named(name).ok_or_else(|| unknown(name))?);
                }
            }
        }
        let mut named = named.into_iter();
        let colours = if colours.is_empty() { named.next().into_iter().collect() } else { colours };
        let main = *colours.first().ok_or_else(|| unknown(text))?;
        let second = named.next().unwrap_or_else(|| companion(main, Dice::of(handle)));
        Ok(Self { motif, ground, colours, second, pattern, emblem })
    }

    /// How many views [`picture`] can draw: the main one, a pair in two colours, sometimes a close-up.
    pub fn views(&self) -> usize {
        if self.colours.len() > 1 { 3 } else { 2 }
    }

    fn look(&self, handle: &str, main: Colour, second: Colour) -> Look {
        let dice = Dice::of(handle);
        let pattern = self.pattern.unwrap_or_else(|| match self.motif.finish {
            Finish::Plain => Pattern::Plain,
            Finish::Printed => printed(dice),
        });
        Look { main, second, pattern, emblem: self.emblem, dice }
    }
}

/// A second colour that stands off from the main one.
fn companion(main: Colour, dice: Dice) -> Colour {
    const LIGHT: [&str; 4] = ["cream", "straw", "oat", "snow"];
    const DARK: [&str; 4] = ["ink", "pine", "wheat", "amber"];
    let names = if main.brightness() > 165 { DARK } else { LIGHT };
    let face = usize::try_from(dice.roll(4, 4)).unwrap_or(0);
    Colour::named(names[face % names.len()]).unwrap_or(colour::CREAM)
}

fn printed(dice: Dice) -> Pattern {
    match dice.roll(5, 8) {
        0 => Pattern::Stripes,
        1 => Pattern::Dots,
        2 => Pattern::Waves,
        3 => Pattern::Slant,
        4 => Pattern::Leaves,
        5 => Pattern::Peaks,
        _ => Pattern::Plain,
    }
}

/// One picture of a product as an SVG document, 800 × 800.
///
/// View 0 is the main picture, 1 a pair, 2 a close-up; others count as 0.
pub fn picture(product: &Product, view: usize) -> String {
    let (picture, handle) = (&product.picture, product.handle.as_str());
    let main = picture.colours.first().copied().unwrap_or(colour::WHEAT);
    let other = picture.colours.get(1).copied();
    let look = picture.look(handle, main, picture.second);
    let mut sheet = Sheet::new(format!("{}{view}", tag(handle)));
    scene::set(&mut sheet, picture.ground, picture.motif.stance, &look);
    match view {
        1 => {
            let (back_main, back_second) = match other {
                Some(colour) => (colour, picture.second),
                None => (picture.second, main),
            };
            let back = picture.look(&format!("{handle} pair"), back_main, back_second);
            pair(&mut sheet, picture.motif, &look, &Look { pattern: look.pattern, ..back });
        }
        2 => sheet.at(400, 400, 170, 0, |s| {
            s.at(-400, -420, 100, 0, |s| (picture.motif.draw)(s, &look));
        }),
        _ => alone(&mut sheet, picture.motif, &look),
    }
    sheet.finish()
}

fn alone(sheet: &mut Sheet, motif: &Motif, look: &Look) {
    match motif.stance {
        Stance::Standing => {
            let percent = 109 + look.dice.sway(12, 4);
            // Scaled about the foot, so that everything keeps standing on the floor.
            sheet.at(400, 690, percent, 0, |s| s.at(-400, -660, 100, 0, |s| (motif.draw)(s, look)));
            scene::props(sheet, look);
        }
        Stance::Lying => {
            let (percent, turn) = (106 + look.dice.sway(12, 3), look.dice.sway(13, 5));
            sheet.at(400, 405, percent, turn, |s| s.at(-400, -405, 100, 0, |s| (motif.draw)(s, look)));
        }
    }
}

fn pair(sheet: &mut Sheet, motif: &Motif, front: &Look, back: &Look) {
    let (scale, at_back, at_front) = match motif.stance {
        Stance::Standing => (82, (534, 646, 0), (280, 706, 0)),
        Stance::Lying => (74, (538, 324, 9), (276, 494, -8)),
    };
    let foot = if motif.stance == Stance::Standing { -660 } else { -405 };
    for ((x, y, turn), look) in [(at_back, back), (at_front, front)] {
        sheet.at(x, y, scale, turn, |s| s.at(-400, foot, 100, 0, |s| (motif.draw)(s, look)));
    }
}

/// Six letters that are the same for a handle everywhere, to prefix ids with.
fn tag(handle: &str) -> String {
    let dice = Dice::of(handle);
    (0..6).map(|slot| char::from(b'a' + u8::try_from(dice.roll(90 + slot, 26)).unwrap_or(0))).collect()
}
