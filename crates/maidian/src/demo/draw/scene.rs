//! Where a product stands: a tinted wall, a quiet shape behind it, a floor.

use super::colour::{Colour, SNOW, WHEAT};
use super::look::{Dice, Look};
use super::sheet::{Sheet, disc, rect};

/// The department's tint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    Cream,
    Sage,
    Sand,
    Mist,
}

impl Ground {
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "cream" => Self::Cream,
            "sage" => Self::Sage,
            "sand" => Self::Sand,
            "mist" => Self::Mist,
            _ => return None,
        })
    }

    pub(super) fn wall(self) -> (Colour, Colour) {
        match self {
            Self::Cream => (Colour::rgb(0xFF_FAEE), Colour::rgb(0xF6_E5BF)),
            Self::Sage => (Colour::rgb(0xF4_F7EF), Colour::rgb(0xCF_DFCB)),
            Self::Sand => (Colour::rgb(0xFB_F4E9), Colour::rgb(0xE8_D5BB)),
            Self::Mist => (Colour::rgb(0xF3_F7F7), Colour::rgb(0xCB_DCE0)),
        }
    }
}

/// Where a motif rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stance {
    /// On the floor, seen from the front.
    Standing,
    /// On a table, seen from above.
    Lying,
}

/// The wall and the floor, before the product is drawn.
pub fn set(s: &mut Sheet, ground: Ground, stance: Stance, look: &Look) {
    let (light, deep) = ground.wall();
    let dice = look.dice;
    // A breath of the product's own colour ties it to its ground.
    // Dark or strong colours would muddy it, so they come thinned.
    let strength = if look.main.brightness() < 110 { 70 } else { 45 };
    let tinge = look.main.mix(look.second, 35).lit(strength);
    s.backdrop(light.mix(tinge, 4), deep.mix(tinge, 10));
    let veil = deep.mix(tinge, 30).shaded(5);
    match stance {
        Stance::Standing => {
            wall_shape(s, dice, veil);
            s.tint("M0 600Q400 570 800 600V800H0z", deep.mix(tinge, 25).shaded(7), 85);
            s.tint("M0 600Q400 570 800 600V612Q400 582 0 612z", SNOW, 40);
        }
        Stance::Lying => table_shape(s, dice, veil),
    }
}

fn wall_shape(s: &mut Sheet, dice: Dice, veil: Colour) {
    let dx = dice.sway(11, 46);
    match dice.roll(10, 6) {
        0 => {
            s.tint(disc(400 + dx, 380, 296), veil, 70);
            s.tint(disc(400 + dx, 380, 236), SNOW, 30);
        }
        1 => {
            let x = 160 + dx;
            s.tint(format!("M{x} 620V330a240 240 0 0 1 480 0V620z"), veil, 70);
            s.tint(format!("M{} 620V330a190 190 0 0 1 380 0V620z", x + 50), SNOW, 30);
        }
        2 => {
            s.tint(disc(590 + dx, 210, 120), WHEAT.lit(45), 60);
            s.tint("M0 470Q200 360 420 450T800 390V620H0z", veil, 60);
            s.tint("M0 540Q260 450 480 530T800 500V620H0z", veil.shaded(5), 60);
        }
        3 => {
            s.tint(rect(120 + dx, 130, 300, 480, 40), veil, 60);
            s.tint(rect(380 + dx, 230, 290, 380, 40), veil.shaded(5), 55);
        }
        4 => {
            s.tint("M0 0H800V140Q640 90 520 170T240 190T0 130z", SNOW, 45);
            s.tint(format!("M{} 610a260 260 0 0 1 520 0z", 140 + dx), veil.shaded(4), 70);
        }
        _ => {
            s.tint("M120 640C40 420 160 130 400 130S790 330 690 620z", veil, 65);
            s.tint(disc(180 - dx, 200, 46), SNOW, 55);
            s.tint(disc(650 + dx, 180, 26), WHEAT.lit(35), 60);
        }
    }
}

fn table_shape(s: &mut Sheet, dice: Dice, veil: Colour) {
    match dice.roll(10, 5) {
        0 => s.tint(disc(400, 404, 330), veil, 55),
        1 => {
            s.tint("M0 0H430L300 800H0z", veil, 45);
            s.tint(disc(620, 180, 90), SNOW, 35);
        }
        2 => {
            s.tint(rect(84, 84, 632, 632, 60), veil, 50);
            s.tint(rect(112, 112, 576, 576, 44), SNOW, 25);
        }
        3 => {
            s.tint("M-20 560Q180 420 400 560T820 520V820H-20z", veil, 60);
            s.tint(disc(180, 190, 110), SNOW, 40);
        }
        _ => {
            s.tint("M150 130C330 20 640 70 700 260S690 640 470 700S80 640 80 430S60 190 150 130z", veil, 58);
        }
    }
}

/// The flavour lying beside the packet.
pub fn props(s: &mut Sheet, look: &Look) {
    let Some(thing) = look.emblem.filter(|emblem| emblem.is_thing()) else {
        return;
    };
    let left = look.dice.roll(20, 2) == 0;
    let (near, far) = if left { (138, 214) } else { (662, 588) };
    let lean = look.dice.sway(21, 18);
    s.pool(near, 742, 70);
    s.at(near, 696, 100, lean, |s| thing.draw(s, 0, 0, 118));
    if look.dice.roll(22, 3) > 0 {
        s.pool(far, 772, 48);
        s.at(far, 740, 100, -lean, |s| thing.draw(s, 0, 0, 82));
    }
}
