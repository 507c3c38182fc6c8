//! What varies between two products drawn with one motif.

use super::colour::{CREAM, Colour, INK};
use super::emblem::Emblem;
use super::sheet::{Sheet, disc, rect};

/// Numbers that depend on a handle and nothing else, so that a product always looks the same.
#[derive(Clone, Copy, Debug)]
pub struct Dice(u64);

impl Dice {
    /// FNV-1a over the text: stable across builds, which `std`'s hashers do not promise.
    pub fn of(text: &str) -> Self {
        let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(hash)
    }

    /// The face shown in `slot`, in `0..sides` (`sides` of 0 counts as 1).
    pub fn roll(self, slot: u64, sides: u64) -> u64 {
        // The finaliser of splitmix64: neighbouring slots must not look alike.
        let mut x = self.0.wrapping_add(slot.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (x ^ (x >> 31)) % sides.max(1)
    }

    /// A number in `-reach..=reach`.
    pub fn sway(self, slot: u64, reach: i32) -> i32 {
        let reach = reach.clamp(0, 1_000);
        let face = self.roll(slot, u64::from(reach.unsigned_abs()) * 2 + 1);
        i32::try_from(face).unwrap_or(0) - reach
    }
}

/// What is printed or woven on a surface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    Plain,
    Stripes,
    Bars,
    Slant,
    Dots,
    Checks,
    Waves,
    Leaves,
    Peaks,
}

impl Pattern {
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "plain" => Self::Plain,
            "stripes" => Self::Stripes,
            "bars" => Self::Bars,
            "slant" => Self::Slant,
            "dots" => Self::Dots,
            "checks" => Self::Checks,
            "waves" => Self::Waves,
            "leaves" => Self::Leaves,
            "peaks" => Self::Peaks,
            _ => return None,
        })
    }
}

/// One product's colours and print.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    pub main: Colour,
    pub second: Colour,
    pub pattern: Pattern,
    pub emblem: Option<Emblem>,
    pub dice: Dice,
}

/// Patterns repeat over an area of the sheet only.
#[derive(Clone, Copy)]
pub struct Area {
    pub x: i32,
    pub y: i32,
    pub w: i32,
    pub h: i32,
}

pub fn area(x: i32, y: i32, w: i32, h: i32) -> Area {
    Area { x, y, w, h }
}

impl Look {
    /// The emblem the catalogue asked for, or one of the shop's own.
    pub fn mark(&self) -> Emblem {
        const HOUSE: [Emblem; 5] = [Emblem::Wheat, Emblem::Sun, Emblem::Leaf, Emblem::Star, Emblem::Wave];
        let face = usize::try_from(self.dice.roll(31, 5)).unwrap_or(0);
        self.emblem.unwrap_or(HOUSE[face % HOUSE.len()])
    }

    /// A colour for fine print on `ground`.
    pub fn print_on(&self, ground: Colour) -> Colour {
        if ground.brightness() > 150 { INK.mix(ground, 15) } else { CREAM }
    }

    /// The pattern, in the second colour.
    pub fn dress(&self, sheet: &mut Sheet, over: Area) {
        self.dress_in(sheet, over, self.second, 55);
    }

    pub fn dress_in(&self, sheet: &mut Sheet, over: Area, colour: Colour, opacity: u8) {
        let step = 52 + i32::try_from(self.dice.roll(7, 4)).unwrap_or(0) * 7;
        match self.pattern {
            Pattern::Plain => {}
            Pattern::Stripes => {
                sheet.veil_line(columns(over, step), colour, step * 2 / 5, opacity);
            }
            Pattern::Bars => sheet.veil_line(rows(over, step), colour, step * 2 / 5, opacity),
            Pattern::Slant => sheet.veil_line(slants(over, step), colour, step / 3, opacity),
            Pattern::Dots => sheet.veil_line(dots(over, step), colour, step * 2 / 5, opacity),
            Pattern::Checks => {
                sheet.veil_line(columns(over, step), colour, step / 3, opacity * 2 / 3);
                sheet.veil_line(rows(over, step), colour, step / 3, opacity * 2 / 3);
                sheet.veil_line(rows(over, step), self.main.shaded(40), 2, 30);
            }
            Pattern::Waves => sheet.veil_line(waves(over, step), colour, step / 4, opacity),
            Pattern::Leaves => sheet.tint(leaves(over, step + 18), colour, opacity),
            Pattern::Peaks => sheet.tint(peaks(over), colour, opacity),
        }
    }

    /// What a packet says without a word: an emblem and two lines of print on a panel.
    pub fn label(&self, sheet: &mut Sheet, at: Area) {
        let (cx, cy) = (at.x + at.w / 2, at.y + at.h / 2);
        let paper = if self.second.brightness() > 120 { self.second.lit(45) } else { CREAM };
        let size = at.w.min(at.h);
        match self.dice.roll(1, 3) {
            0 => {
                sheet.flat(rect(at.x, at.y, at.w, at.h, 18), paper);
                self.mark().draw(sheet, cx, cy - at.h / 8, size * 3 / 5);
                self.words(sheet, cx, at.y + at.h * 4 / 5, at.w / 2, self.print_on(paper));
            }
            1 => {
                // A band that runs off both edges: the caller's clip cuts it.
                sheet.flat(rect(at.x - 60, at.y + at.h / 7, at.w + 120, at.h * 5 / 7, 0), paper);
                sheet.flat(rect(at.x - 60, at.y + at.h / 7 + 10, at.w + 120, 4, 0), self.main.shaded(10));
                sheet.flat(rect(at.x - 60, at.y + at.h * 6 / 7 - 14, at.w + 120, 4, 0), self.main.shaded(10));
                self.mark().draw(sheet, cx, cy - at.h / 16, size / 2);
                self.words(sheet, cx, at.y + at.h * 3 / 4 - 2, at.w / 3, self.print_on(paper));
            }
            _ => {
                sheet.flat(disc(cx, cy, size / 2), paper);
                sheet.line(disc(cx, cy, size / 2 - 10), self.main.shaded(12), 3);
                self.mark().draw(sheet, cx, cy - 4, size * 3 / 5);
                let below = cy + size / 2 + 26;
                self.words(sheet, cx, below, at.w / 2, self.print_on(self.main));
            }
        }
    }

    /// Two strokes where a name would stand.
    pub fn words(&self, sheet: &mut Sheet, cx: i32, y: i32, width: i32, colour: Colour) {
        let (long, short) = (width / 2, width / 4);
        sheet.line(format!("M{} {y}h{}", cx - long, 2 * long), colour, 11);
        sheet.veil_line(format!("M{} {}h{}", cx - short, y + 21, 2 * short), colour, 7, 60);
    }
}

fn columns(over: Area, step: i32) -> String {
    let mut d = String::new();
    let mut x = over.x + step / 2;
    while x < over.x + over.w {
        d.push_str(&format!("M{x} {}v{}", over.y, over.h));
        x += step;
    }
    d
}

fn rows(over: Area, step: i32) -> String {
    let mut d = String::new();
    let mut y = over.y + step / 2;
    while y < over.y + over.h {
        d.push_str(&format!("M{} {y}h{}", over.x, over.w));
        y += step;
    }
    d
}

fn slants(over: Area, step: i32) -> String {
    let mut d = String::new();
    let mut x = over.x - over.h / 2;
    while x < over.x + over.w {
        d.push_str(&format!("M{x} {}l{} {}", over.y + over.h, over.h / 2, -over.h));
        x += step;
    }
    d
}

fn dots(over: Area, step: i32) -> String {
    let mut d = String::new();
    let (mut y, mut odd) = (over.y + step / 2, false);
    while y < over.y + over.h {
        let mut x = over.x + if odd { step } else { step / 2 };
        while x < over.x + over.w {
            d.push_str(&format!("M{x} {y}h0"));
            x += step;
        }
        (y, odd) = (y + step * 4 / 5, !odd);
    }
    d
}

fn waves(over: Area, step: i32) -> String {
    let mut d = String::new();
    let mut y = over.y + step / 2;
    while y < over.y + over.h {
        d.push_str(&format!("M{} {y}", over.x));
        let mut x = over.x;
        while x < over.x + over.w {
            d.push_str("q20 -22 40 0t40 0");
            x += 80;
        }
        y += step;
    }
    d
}

fn leaves(over: Area, step: i32) -> String {
    let mut d = String::new();
    let (mut y, mut odd) = (over.y + step / 3, false);
    while y < over.y + over.h {
        let mut x = over.x + if odd { step } else { step / 2 };
        while x < over.x + over.w {
            let turn = if odd { "q26 -2 30 -32q-30 4 -30 32z" } else { "q-26 -2 -30 -32q30 4 30 32z" };
            d.push_str(&format!("M{x} {y}{turn}"));
            x += step;
        }
        (y, odd) = (y + step * 4 / 5, !odd);
    }
    d
}

fn peaks(over: Area) -> String {
    let (base, w) = (over.y + over.h, over.w);
    let rise = over.h * 2 / 5;
    format!(
        "M{} {base}v-{}l{} -{}l{} {}l{} -{}l{} {}v{}z",
        over.x,
        rise / 2,
        w / 4,
        rise / 2,
        w / 5,
        rise / 3,
        w / 4,
        rise * 2 / 3,
        w - w / 4 - w / 5 - w / 4,
        rise * 2 / 3,
        rise - rise / 2 + rise / 2,
    )
}
