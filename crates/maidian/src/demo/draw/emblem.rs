//! Small pictures for labels and for the floor beside a product: a fruit says the flavour without a word.

use super::colour::{BAKED, CREAM, Colour, INK, RED, SNOW, TOMATO, WHEAT};
use super::produce;
use super::sheet::{Sheet, bare, disc, oval};

macro_rules! emblems {
    ($($variant:ident $name:literal),+ $(,)?) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Emblem { $($variant),+ }

        impl Emblem {
            pub fn named(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)+ _ => None }
            }

            fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }
    };
}

emblems! {
    Almond "almond", Apple "apple", Banana "banana", Bean "bean", Bear "bear", Beef "beef", Berry "berry",
    Bolt "bolt", Cat "cat", Chili "chili", Citrus "citrus", Cocoa "cocoa", Corn "corn", Cow "cow", Drop "drop",
    Egg "egg", Fish "fish", Flower "flower", Grape "grape", Heart "heart", Leaf "leaf", Lemon "lemon",
    Melon "melon", Moon "moon", Mushroom "mushroom", Peach "peach", Peak "peak", Peanut "peanut", Potato "potato",
    Prune "prune", Shrimp "shrimp", Snow "snow", Star "star", Sun "sun", Tomato "tomato", Wave "wave", Wheat "wheat",
}

const ORANGE: Colour = Colour::rgb(0xEE_9A3A);
const PINK: Colour = Colour::rgb(0xF0_9A8C);

impl Emblem {
    /// Things that could really lie beside a packet, not signs.
    pub fn is_thing(self) -> bool {
        !matches!(
            self,
            Self::Bolt
                | Self::Bear
                | Self::Cat
                | Self::Cow
                | Self::Drop
                | Self::Heart
                | Self::Moon
                | Self::Peak
                | Self::Snow
                | Self::Star
                | Self::Sun
                | Self::Wave
        )
    }

    /// Drawn `size` wide about (cx, cy). Every emblem fills the box -50..50.
    pub fn draw(self, sheet: &mut Sheet, cx: i32, cy: i32, size: i32) {
        sheet.stamp(self.name(), cx, cy, size, |s| match self {
            Self::Almond | Self::Bean | Self::Cocoa | Self::Peanut | Self::Corn | Self::Wheat | Self::Egg => {
                produce::seed(self, s);
            }
            Self::Apple
            | Self::Berry
            | Self::Citrus
            | Self::Grape
            | Self::Lemon
            | Self::Melon
            | Self::Peach
            | Self::Prune
            | Self::Banana => produce::fruit(self, s),
            Self::Chili | Self::Mushroom | Self::Potato | Self::Tomato | Self::Leaf | Self::Flower => {
                produce::plant(self, s)
            }
            Self::Beef | Self::Fish | Self::Shrimp | Self::Bear | Self::Cat | Self::Cow => self.animal(s),
            Self::Bolt
            | Self::Drop
            | Self::Heart
            | Self::Moon
            | Self::Peak
            | Self::Snow
            | Self::Star
            | Self::Sun
            | Self::Wave => self.sign(s),
        });
    }

    fn animal(self, s: &mut Sheet) {
        match self {
            Self::Beef => {
                s.plane(
                    "M-44 -6C-44 -44 4 -44 20 -30C38 -14 54 6 38 28C22 46 -4 30 -18 34C-40 40 -46 18 -44 -6z",
                    CREAM.shaded(6),
                    bare,
                );
                s.flat(
                    "M-36 -6C-34 -34 4 -34 16 -22C32 -8 42 8 32 20C20 34 -4 20 -20 24C-34 28 -36 10 -36 -6z",
                    TOMATO.lit(10),
                );
                s.veil_line("M-22 -12Q-6 -22 4 -10M-20 8Q0 -4 20 10", CREAM, 5, 75);
            }
            Self::Fish => {
                s.plane(
                    "M-50 0C-28 -32 14 -32 28 0C14 32 -28 32 -50 0zM24 0L50 -24Q44 0 50 24z",
                    Colour::rgb(0x5E_9DB0),
                    bare,
                );
                s.flat(disc(-30, -5, 5), INK);
                s.veil_line("M-14 -16Q-4 0 -14 16M2 -14Q10 0 2 14", SNOW, 4, 60);
            }
            Self::Shrimp => {
                s.line("M30 -30C-10 -46 -46 -14 -34 16C-24 40 6 42 22 30", ORANGE.mix(PINK, 60), 24);
                s.veil_line("M14 -44l-4 22M-14 -38l8 20M-38 -14l20 8M-44 12l22 -4M-26 38l8 -18", SNOW, 5, 70);
                s.flat("M20 18L50 20L40 34L48 48L16 44z", ORANGE.mix(RED, 50));
                s.flat(disc(30, -34, 4), INK);
            }
            _ => self.face(s),
        }
    }

    fn face(self, s: &mut Sheet) {
        match self {
            Self::Bear => {
                s.flat(
                    "M-48 -32a18 18 0 1 0 36 0a18 18 0 1 0 -36 0zM12 -32a18 18 0 1 0 36 0a18 18 0 1 0 -36 0z",
                    BAKED.shaded(18),
                );
                s.plane(oval(0, 6, 46, 42), BAKED, bare);
                s.flat(oval(0, 20, 20, 15), CREAM);
                s.flat(
                    "M-22 0a5 6 0 1 0 10 0a5 6 0 1 0 -10 0zM12 0a5 6 0 1 0 10 0a5 6 0 1 0 -10 0zM-7 13\
                    h14l-7 8z",
                    INK,
                );
            }
            Self::Cat => {
                s.plane("M-44 -44L-18 -30H18L44 -44V10C44 54 -44 54 -44 10z", BAKED.lit(35), bare);
                s.flat("M-8 -30h16l-8 22z", BAKED.shaded(6));
                s.flat(
                    "M-22 2a5 7 0 1 0 10 0a5 7 0 1 0 -10 0zM12 2a5 7 0 1 0 10 0a5 7 0 1 0 -10 0zM-6 17\
                    h12l-6 7z",
                    INK,
                );
                s.veil_line("M-40 14l-10 -3M-40 24l-10 3M40 14l10 -3M40 24l10 3", INK, 4, 50);
                s.tint(
                    "M-36 22a8 5 0 1 0 16 0a8 5 0 1 0 -16 0zM20 22a8 5 0 1 0 16 0a8 5 0 1 0 -16 0z",
                    RED,
                    40,
                );
            }
            _ => {
                s.flat("M-37 -37Q0 -50 37 -37L33 18Q29 52 0 52Q-29 52 -33 18z", CREAM.shaded(26));
                s.plane("M-34 -34Q0 -46 34 -34L30 16Q26 48 0 48Q-26 48 -30 16z", SNOW, bare);
                s.flat(
                    "M-34 -34Q-16 -42 -4 -36Q-2 -2 -26 4zM-36 -30q-22 -4 -14 14q10 6 18 -2zM36 -30\
                    q22 -4 14 14q-10 6 -18 -2z",
                    INK,
                );
                s.flat(oval(0, 32, 26, 16), PINK.lit(40));
                s.flat(
                    "M-14 32a4 5 0 1 0 8 0a4 5 0 1 0 -8 0zM6 32a4 5 0 1 0 8 0a4 5 0 1 0 -8 0zM12 -6\
                    a5 6 0 1 0 10 0a5 6 0 1 0 -10 0z",
                    INK,
                );
                s.flat(disc(-16, -6, 5), SNOW);
            }
        }
    }

    fn sign(self, s: &mut Sheet) {
        match self {
            Self::Bolt => s.plane("M8 -50L-32 8H-6L-14 50L32 -12H4z", WHEAT, bare),
            Self::Drop => {
                s.plane(
                    "M0 -50C22 -18 36 -2 36 16A36 34 0 0 1 -36 16C-36 -2 -22 -18 0 -50z",
                    Colour::rgb(0x5E_A5BF),
                    bare,
                );
                s.veil_line("M-20 16q2 16 16 20", SNOW, 6, 75);
            }
            Self::Heart => {
                s.plane("M0 44C-60 2 -46 -42 -20 -40Q-6 -38 0 -24Q6 -38 20 -40C46 -42 60 2 0 44z", RED, bare)
            }
            Self::Moon => s.plane("M14 -46A48 48 0 1 0 44 26A40 40 0 0 1 14 -46z", WHEAT.lit(15), bare),
            Self::Peak => {
                s.plane("M-50 38L-14 -34L6 2L18 -16L50 38z", INK.lit(25), bare);
                s.flat("M-14 -34L-26 -10L-15 -16L-6 -8L-2 -12z", SNOW);
                s.flat(disc(32, -34, 11), WHEAT);
            }
            Self::Snow => {
                s.line("M0 -46V46M-40 -23L40 23M-40 23L40 -23", Colour::rgb(0x5E_A5BF), 8);
                s.line(
                    "M-12 -40L0 -28L12 -40M-12 40L0 28L12 40M-42 -10L-25 -14L-28 -32M42 10L25 14L28 32",
                    Colour::rgb(0x5E_A5BF),
                    6,
                );
            }
            Self::Star => {
                s.plane("M0 -48L14 -16L48 -13L22 9L30 43L0 25L-30 43L-22 9L-48 -13L-14 -16z", WHEAT, bare);
            }
            Self::Sun => {
                s.line(
                    "M0 -48v10M0 38v10M-48 0h10M38 0h10M-34 -34l7 7M27 27l7 7M34 -34l-7 7M-27 27l-7 7",
                    WHEAT,
                    8,
                );
                s.plane(disc(0, 0, 27), WHEAT, bare);
            }
            _ => {
                s.line("M-46 -16q15 -22 30 0t31 0t31 0", Colour::rgb(0x3F_8FA8), 9);
                s.line("M-46 8q15 -22 30 0t31 0t31 0", Colour::rgb(0x5E_A5BF), 9);
                s.line("M-46 32q15 -22 30 0t31 0t31 0", Colour::rgb(0x8F_BFD6), 9);
            }
        }
    }
}
