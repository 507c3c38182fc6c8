//! The table of motifs.

use super::look::Look;
use super::scene::Stance;
use super::sheet::Sheet;
use super::{carry, desk, dorm, drinks, errands, gadgets, home, snacks, study, wear};

/// Whether a motif gets a pattern of its own when the catalogue names none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finish {
    Printed,
    Plain,
}

/// One thing the program can draw.
#[derive(Debug)]
pub struct Motif {
    pub name: &'static str,
    pub stance: Stance,
    pub finish: Finish,
    pub draw: fn(&mut Sheet, &Look),
}

impl Motif {
    pub fn named(name: &str) -> Option<&'static Self> {
        MOTIFS.iter().find(|motif| motif.name == name)
    }
}

macro_rules! motifs {
    ($($name:literal $stance:ident $finish:ident $draw:path),+ $(,)?) => {
        &[$(Motif { name: $name, stance: Stance::$stance, finish: Finish::$finish, draw: $draw }),+]
    };
}

pub const MOTIFS: &[Motif] = motifs![
    "carton" Standing Printed drinks::carton,
    "brick" Standing Printed drinks::brick,
    "bottle" Standing Printed drinks::bottle,
    "glass" Standing Printed drinks::glass,
    "can" Standing Printed drinks::can,
    "yogurt" Standing Printed drinks::yogurt,
    "milk-tea" Standing Plain drinks::milk_tea,
    "jar" Standing Plain drinks::jar,
    "tin" Standing Printed drinks::tin,
    "pack" Standing Printed drinks::pack,
    "jug" Standing Plain drinks::jug,
    "sachets" Standing Printed drinks::sachets,
    "chips" Standing Printed snacks::chips,
    "pouch" Standing Printed snacks::pouch,
    "cup-noodle" Standing Printed snacks::cup_noodle,
    "bowl" Standing Plain snacks::bowl,
    "candy" Standing Printed snacks::candy,
    "lollipop" Standing Plain snacks::lollipop,
    "chocolate" Standing Printed snacks::chocolate,
    "cookies" Standing Plain snacks::cookies,
    "wafer" Standing Printed snacks::wafer,
    "sausage" Standing Plain snacks::sausage,
    "bread" Standing Plain snacks::bread,
    "cake" Standing Plain snacks::cake,
    "heap" Standing Plain snacks::heap,
    "canned" Standing Printed snacks::canned,
    "tissue-box" Standing Printed home::tissue_box,
    "tissue-pack" Standing Printed home::tissue_pack,
    "roll" Standing Printed home::roll,
    "detergent" Standing Printed home::detergent,
    "pump" Standing Printed home::pump,
    "tube" Standing Printed home::tube,
    "soap" Standing Plain home::soap,
    "toothbrush" Standing Printed home::toothbrush,
    "towel" Standing Printed home::towel,
    "quilt" Standing Printed home::quilt,
    "pillow" Standing Printed home::pillow,
    "bag-roll" Standing Plain home::bag_roll,
    "sponge" Standing Plain home::sponge,
    "mug" Standing Printed dorm::mug,
    "thermos" Standing Plain dorm::thermos,
    "tumbler" Standing Plain dorm::tumbler,
    "lunch-box" Standing Plain dorm::lunch_box,
    "umbrella" Standing Printed dorm::umbrella,
    "umbrella-folded" Lying Printed dorm::umbrella_folded,
    "storage" Standing Plain dorm::storage,
    "basket" Standing Plain dorm::basket,
    "hanger" Lying Plain dorm::hanger,
    "slippers" Lying Plain dorm::slippers,
    "notebook" Lying Printed study::notebook,
    "books" Standing Plain study::books,
    "pens" Lying Plain study::pens,
    "markers" Standing Plain study::markers,
    "tape" Standing Printed study::tape,
    "notes" Lying Plain study::notes,
    "clock" Standing Plain dorm::clock,
    "mirror" Standing Plain dorm::mirror,
    "comb" Lying Plain dorm::comb,
    "candle" Standing Plain dorm::candle,
    "tshirt" Lying Plain wear::tshirt,
    "sweatshirt" Lying Plain wear::sweatshirt,
    "vest" Lying Plain wear::vest,
    "shirt" Lying Plain wear::shirt,
    "hoodie" Lying Plain wear::hoodie,
    "jacket" Lying Plain wear::jacket,
    "trousers" Lying Plain wear::trousers,
    "shorts" Lying Plain wear::shorts,
    "skirt" Lying Plain wear::skirt,
    "socks" Lying Plain wear::socks,
    "folded" Lying Plain wear::folded,
    "scarf" Lying Printed wear::scarf,
    "gloves" Lying Plain wear::gloves,
    "suit" Lying Plain wear::suit,
    "canvas-shoe" Standing Plain carry::canvas_shoe,
    "low-shoe" Standing Plain carry::low_shoe,
    "sneaker" Standing Plain carry::sneaker,
    "cap" Standing Plain carry::cap,
    "beanie" Standing Plain carry::beanie,
    "bucket-hat" Standing Plain carry::bucket_hat,
    "backpack" Standing Plain carry::backpack,
    "tote" Standing Plain carry::tote,
    "crossbody" Lying Plain carry::crossbody,
    "zip-case" Lying Printed carry::zip_case,
    "belt" Standing Plain carry::belt,
    "power-bank" Standing Plain gadgets::power_bank,
    "cable" Lying Plain gadgets::cable,
    "charger" Standing Plain gadgets::charger,
    "strip" Lying Plain gadgets::strip,
    "earbuds" Standing Plain gadgets::earbuds,
    "earphones" Lying Plain gadgets::earphones,
    "headphones" Standing Plain gadgets::headphones,
    "phone-case" Lying Printed gadgets::phone_case,
    "film" Lying Plain gadgets::film,
    "stand" Standing Plain gadgets::stand,
    "watch" Lying Plain gadgets::watch,
    "tripod" Standing Plain gadgets::tripod,
    "keyboard" Lying Plain desk::keyboard,
    "mouse" Lying Plain desk::mouse,
    "mouse-pad" Lying Plain desk::mouse_pad,
    "usb-stick" Lying Plain desk::usb_stick,
    "hub" Lying Plain desk::hub,
    "speaker" Standing Plain desk::speaker,
    "lamp" Standing Plain desk::lamp,
    "night-light" Standing Plain desk::night_light,
    "fan" Standing Plain desk::fan,
    "laptop" Standing Plain desk::laptop,
    "dryer" Lying Plain desk::dryer,
    "string-lights" Lying Plain desk::string_lights,
    "humidifier" Standing Plain desk::humidifier,
    "parcels" Standing Plain errands::parcels,
    "printout" Lying Plain errands::printout,
];
