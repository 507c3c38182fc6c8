//! Colours that sit well beside wheat gold and ink green.

use std::fmt;

/// An opaque sRGB colour, written as `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

/// Shadows fall towards this deep green rather than black, lights towards this warm white:
/// it is what keeps fifty motifs in one family.
const DEEP: Colour = Colour::rgb(0x0B_2A26);
const WARM: Colour = Colour::rgb(0xFF_FAEE);

/// Every colour a picture may name.
const NAMED: &[(&str, Colour)] = &[
    ("wheat", Colour::rgb(0xE0_A526)),
    ("honey", Colour::rgb(0xF0_C25A)),
    ("amber", Colour::rgb(0xC9_7B1A)),
    ("straw", Colour::rgb(0xF3_DDA0)),
    ("ink", Colour::rgb(0x12_443A)),
    ("pine", Colour::rgb(0x1F_6B57)),
    ("leaf", Colour::rgb(0x4E_9A63)),
    ("sage", Colour::rgb(0xA9_C3A4)),
    ("mint", Colour::rgb(0xBF_E0CE)),
    ("moss", Colour::rgb(0x7C_8B4A)),
    ("lime", Colour::rgb(0xA9_C84A)),
    ("teal", Colour::rgb(0x2E_8C86)),
    ("cream", Colour::rgb(0xFB_F1DC)),
    ("snow", Colour::rgb(0xFD_FBF5)),
    ("oat", Colour::rgb(0xE8_DAC0)),
    ("sand", Colour::rgb(0xD9_C3A0)),
    ("khaki", Colour::rgb(0xB3_9A6B)),
    ("mist", Colour::rgb(0xD5_E1E4)),
    ("sky", Colour::rgb(0x8F_BFD6)),
    ("lake", Colour::rgb(0x3F_8FA8)),
    ("denim", Colour::rgb(0x4A_6C94)),
    ("navy", Colour::rgb(0x24_3B5A)),
    ("lilac", Colour::rgb(0xB9_A5CF)),
    ("grape", Colour::rgb(0x7B_5AA6)),
    ("plum", Colour::rgb(0x6B_4466)),
    ("rose", Colour::rgb(0xD9_788A)),
    ("blush", Colour::rgb(0xF2_C4BE)),
    ("peach", Colour::rgb(0xF6_B98A)),
    ("coral", Colour::rgb(0xE8_775A)),
    ("tomato", Colour::rgb(0xCF_4A36)),
    ("brick", Colour::rgb(0xA2_452E)),
    ("lemon", Colour::rgb(0xF2_D64B)),
    ("caramel", Colour::rgb(0xB8_7A45)),
    ("cocoa", Colour::rgb(0x6B_4330)),
    ("coffee", Colour::rgb(0x4A_2F24)),
    ("silver", Colour::rgb(0xC9_D0D0)),
    ("slate", Colour::rgb(0x6F_7F86)),
    ("graphite", Colour::rgb(0x3A_4246)),
    ("black", Colour::rgb(0x26_2C2E)),
];

impl Colour {
    /// From `0xRRGGBB`.
    pub const fn rgb(hex: u32) -> Self {
        let [_, red, green, blue] = hex.to_be_bytes();
        Self { red, green, blue }
    }

    /// The colour of a name in the palette.
    pub fn named(name: &str) -> Option<Self> {
        NAMED.iter().find(|(known, _)| *known == name).map(|(_, colour)| *colour)
    }

    /// This colour with `percent` of `other` in it.
    pub fn mix(self, other: Self, percent: u8) -> Self {
        let part = u16::from(percent.min(100));
        let channel = |from: u8, to: u8| {
            let sum = u16::from(from) * (100 - part) + u16::from(to) * part;
            u8::try_from((sum + 50) / 100).unwrap_or(u8::MAX)
        };
        Self {
            red: channel(self.red, other.red),
            green: channel(self.green, other.green),
            blue: channel(self.blue, other.blue),
        }
    }

    pub fn lit(self, percent: u8) -> Self {
        self.mix(WARM, percent)
    }

    pub fn shaded(self, percent: u8) -> Self {
        self.mix(DEEP, percent)
    }

    /// Perceived brightness, 0 (black) to 255 (white), by the Rec. 601 weights.
    pub fn brightness(self) -> u8 {
        let sum = u32::from(self.red) * 299 + u32::from(self.green) * 587 + u32::from(self.blue) * 114;
        u8::try_from(sum / 1000).unwrap_or(u8::MAX)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

/// Colours that mean a material rather than a choice.
pub const CREAM: Colour = Colour::rgb(0xFB_F1DC);
pub const SNOW: Colour = Colour::rgb(0xFD_FBF5);
pub const INK: Colour = Colour::rgb(0x12_443A);
pub const WHEAT: Colour = Colour::rgb(0xE0_A526);
pub const LEAF: Colour = Colour::rgb(0x4E_9A63);
pub const SILVER: Colour = Colour::rgb(0xC9_D0D0);
pub const GRAPHITE: Colour = Colour::rgb(0x3A_4246);
pub const COCOA: Colour = Colour::rgb(0x6B_4330);
pub const WOOD: Colour = Colour::rgb(0xC9_9A63);
pub const RED: Colour = Colour::rgb(0xD6_4A44);
pub const TOMATO: Colour = Colour::rgb(0xCF_4A36);
pub const BAKED: Colour = Colour::rgb(0xD9_9A4E);
