//! Emblems of what grows: seeds and grain, fruit, leaves and vegetables.

use super::colour::{BAKED, COCOA, CREAM, Colour, LEAF, RED, SNOW, TOMATO, WHEAT};
use super::emblem::Emblem;
use super::sheet::{Sheet, bare, disc, oval};

const ORANGE: Colour = Colour::rgb(0xEE_9A3A);
const LEMON: Colour = Colour::rgb(0xF2_D64B);
const VIOLET: Colour = Colour::rgb(0x7B_5AA6);
const PINK: Colour = Colour::rgb(0xF0_9A8C);

pub(super) fn seed(emblem: Emblem, s: &mut Sheet) {
    match emblem {
        Emblem::Almond => {
            s.plane("M-4 -48C34 -30 40 26 4 48C-36 32 -40 -26 -4 -48z", BAKED.shaded(12), bare);
            s.veil_line("M-2 -34Q-14 0 2 36M10 -26Q22 2 12 30", COCOA, 4, 45);
        }
        Emblem::Bean => {
            s.plane("M-26 -38C6 -56 46 -16 40 20C34 52 -12 52 -34 22C-48 0 -44 -28 -26 -38z", COCOA, bare);
            s.line("M-24 -30C12 -22 -18 10 28 32", COCOA.shaded(45), 8);
        }
        Emblem::Cocoa => {
            s.plane("M-44 -20L20 -44L46 16L-18 44z", COCOA, bare);
            s.line("M-12 -32L14 30M-32 12L34 -14", COCOA.shaded(35), 5);
            s.veil_line("M-38 -16L-14 -26M-6 -28L16 -37", COCOA.lit(50), 4, 60);
        }
        Emblem::Peanut => {
            let d = "M-10 -48C20 -52 34 -22 18 -2C40 18 30 50 -2 48C-36 48 -40 14 -18 -2\
                C-36 -20 -32 -46 -10 -48z";
            s.plane(d, Colour::rgb(0xD8_B071), bare);
            s.veil_line("M-8 -36v22M6 -34v20M-12 14v20M4 12v26M-20 -26h26M-22 26h34", COCOA, 3, 35);
        }
        Emblem::Corn => {
            s.plane("M0 -50C26 -34 26 26 0 40C-26 26 -26 -34 0 -50z", WHEAT.lit(15), bare);
            s.veil_line(
                "M-9 -30v0M9 -30v0M-14 -12v0M0 -14v0M14 -12v0M-12 6v0M2 4v0M15 6v0",
                WHEAT.shaded(25),
                9,
                70,
            );
            s.plane(
                "M-38 -8C-18 2 -8 26 0 50C-30 46 -42 20 -38 -8zM38 -8C18 2 8 26 0 50C30 46 42 20 38 -8z",
                LEAF,
                bare,
            );
        }
        Emblem::Wheat => {
            s.line("M0 50V-20", WHEAT.shaded(18), 5);
            let ear = "M0 -50q15 17 0 32q-15 -15 0 -32M4 -16q2 -22 26 -22q0 22 -26 22M-4 -16\
                q-2 -22 -26 -22q0 22 26 22\
                       M4 8q2 -22 26 -22q0 22 -26 22M-4 8q-2 -22 -26 -22q0 22 26 22M4 32q2 -22 26 -22\
                       q0 22 -26 22M-4 32q-2 -22 -26 -22q0 22 26 22";
            s.flat(ear, WHEAT);
        }
        _ => {
            s.plane(
                "M0 -46C26 -46 40 -8 40 10A40 38 0 0 1 -40 10C-40 -8 -26 -46 0 -46z",
                SNOW.shaded(4),
                bare,
            );
            s.plane(disc(2, 8, 20), WHEAT.lit(10), bare);
        }
    }
}

pub(super) fn fruit(emblem: Emblem, s: &mut Sheet) {
    match emblem {
        Emblem::Apple => {
            s.plane(
                "M0 -24C20 -42 48 -24 46 6C44 36 20 52 0 44C-20 52 -44 36 -46 6C-48 -24 -20 -42 0 -24z",
                RED,
                bare,
            );
            s.line("M0 -24Q0 -38 8 -48", COCOA, 6);
            s.flat("M8 -34q20 -18 34 -8q-10 18 -34 8z", LEAF);
            s.tint(oval(-22, -4, 9, 15), SNOW, 45);
        }
        Emblem::Berry => {
            s.plane("M0 50C-34 30 -48 -4 -36 -24C-22 -38 22 -38 36 -24C48 -4 34 30 0 50z", RED, bare);
            s.veil_line("M-20 -10v4M0 -12v4M20 -10v4M-12 10v4M10 10v4M0 28v4", LEMON.lit(40), 5, 85);
            s.flat("M0 -24L-34 -36L-14 -40L-2 -54L8 -40L34 -36z", LEAF);
        }
        Emblem::Citrus => {
            s.plane(disc(0, 0, 47), ORANGE, bare);
            s.flat(disc(0, 0, 38), CREAM);
            s.flat(wedges(), ORANGE.lit(12));
        }
        _ => more_fruit(emblem, s),
    }
}

fn more_fruit(emblem: Emblem, s: &mut Sheet) {
    match emblem {
        Emblem::Lemon => {
            s.plane("M-50 6C-38 -34 14 -50 40 -30L50 -26L46 -14C48 20 0 46 -36 24z", LEMON, bare);
            s.tint("M-30 -6C-18 -26 4 -32 18 -28C0 -22 -16 -12 -30 -6z", SNOW, 60);
            s.flat("M40 -30q-4 -22 -26 -18q4 18 26 18z", LEAF);
        }
        Emblem::Grape => {
            let spots = [(-24, -16), (0, -18), (24, -16), (-13, 6), (13, 6), (0, 28)];
            for (x, y) in spots {
                s.plane(disc(x, y, 16), VIOLET, bare);
            }
            s.line("M0 -32V-48", COCOA, 6);
            s.flat("M2 -36q22 -22 40 -8q-14 20 -40 8z", LEAF);
        }
        Emblem::Melon => {
            s.plane("M-50 -14A52 52 0 0 0 50 -14z", LEAF.shaded(15), bare);
            s.flat("M-42 -14A43 43 0 0 0 42 -14z", CREAM);
            s.flat("M-36 -14A37 37 0 0 0 36 -14z", RED.lit(8));
            s.line("M-18 -2v5M0 4v6M18 -2v5M-8 14v2M10 14v2", COCOA.shaded(40), 5);
        }
        Emblem::Peach => {
            s.plane("M4 -34C40 -42 54 10 24 36Q0 52 -24 36C-54 10 -36 -42 4 -34z", PINK, bare);
            s.veil_line("M4 -34Q-16 0 2 40", RED, 4, 45);
            s.flat("M4 -34q-2 -22 -34 -16q6 22 34 16zM4 -34q12 -20 36 -10q-14 18 -36 10z", LEAF);
        }
        Emblem::Banana => {
            s.plane("M-44 -28C-28 20 14 36 46 14L50 26C20 60 -46 48 -56 -22z", LEMON.mix(WHEAT, 25), bare);
            s.flat("M-44 -28l-12 6l-4 -16l10 -4zM46 14l4 12l8 -6l-3 -8z", COCOA);
            s.veil_line("M-46 -14C-32 26 10 44 44 24", COCOA, 3, 40);
        }
        _ => {
            s.plane(oval(0, 4, 36, 42), Colour::rgb(0x7A_2E3A), bare);
            s.veil_line("M-12 -24Q-22 4 -8 32M10 -22Q20 4 10 30", SNOW, 4, 30);
            s.line("M0 -36L6 -50", COCOA, 5);
        }
    }
}

pub(super) fn plant(emblem: Emblem, s: &mut Sheet) {
    match emblem {
        Emblem::Chili => {
            s.plane("M-30 -26C-8 -44 14 -28 12 -8C12 22 34 30 50 36C10 58 -40 34 -30 -26z", TOMATO, bare);
            s.tint("M-20 -20C-20 6 -8 26 14 36C-14 30 -28 8 -20 -20z", SNOW, 45);
            s.line("M-14 -34Q-20 -50 -34 -50", LEAF.shaded(15), 8);
            s.flat("M-32 -24Q-14 -46 12 -20Q-4 -22 -10 -14Q-20 -24 -32 -24z", LEAF);
        }
        Emblem::Mushroom => {
            s.plane("M-14 0H14L18 42Q0 52 -18 42z", CREAM, bare);
            s.plane("M-48 6C-46 -58 46 -58 48 6Q0 18 -48 6z", BAKED.shaded(10), bare);
            s.tint(
                "M-22 -18h0a8 7 0 1 0 16 0a8 7 0 1 0 -16 0zM12 -24a7 6 0 1 0 14 0a7 6 0 1 0 -14 0z",
                CREAM,
                80,
            );
        }
        Emblem::Potato => {
            s.plane(
                "M-34 -22C-16 -46 36 -38 44 -6C52 28 20 44 -12 38C-48 34 -52 2 -34 -22z",
                BAKED.lit(18),
                bare,
            );
            s.veil_line("M-18 -8h4M14 -18h5M4 12h5M24 10h3M-22 18h4", COCOA, 6, 45);
        }
        Emblem::Tomato => {
            s.plane(
                "M0 -28C30 -44 52 -14 46 14C40 42 14 46 0 44C-14 46 -40 42 -46 14C-52 -14 -30 -44 0 -28z",
                TOMATO,
                bare,
            );
            s.flat("M0 -22L-26 -34L-8 -36L0 -50L8 -36L26 -34z", LEAF);
            s.tint(oval(-24, 0, 8, 14), SNOW, 45);
        }
        Emblem::Leaf => {
            s.plane("M-42 42C-50 -14 -8 -48 46 -46C50 10 14 48 -42 42z", LEAF, bare);
            s.veil_line("M-44 46L30 -30M-14 14L-18 -16M-14 14L16 18M6 -6L4 -30M6 -6L30 -4", CREAM, 4, 75);
        }
        _ => {
            let petals = "M0 0C-26 -16 -20 -50 0 -50C20 -50 26 -16 0 0C16 -26 50 -20 50 0C50 20 16 26 0 0\
                          C26 16 20 50 0 50C-20 50 -26 16 0 0C-16 26 -50 20 -50 0C-50 -20 -16 -26 0 0z";
            s.plane(petals, Colour::rgb(0xF3_C6C0), bare);
            s.flat(disc(0, 0, 13), WHEAT);
        }
    }
}

/// Eight segments of a cut citrus fruit.
fn wedges() -> &'static str {
    "M2 -5L12 -32Q2 -36 -8 -33zM6 -3L33 -10Q31 -20 24 -26zM6 2L31 14Q36 4 35 -3zM3 6L12 33Q23 28 27 21z\
     M-2 6L-12 33Q-2 37 7 34zM-6 3L-33 10Q-30 22 -22 28zM-6 -2L-31 -14Q-36 -4 -35 4zM-3 -6L-14 -31\
     Q-25 -26 -28 -18z"
}
