//! Every migration of the program, in the order in which they are applied.

use store::Migration;

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(Migration { name: $name, sql: include_str!(concat!("../migrations/", $name, ".sql")) }),*]
    };
}

const SLICES: &[Migration] = files![
    "0010_account",
    "0020_media",
    "0030_catalog",
    "0040_stock",
    "0050_ledger",
    "0060_order",
    "0070_payment",
    "0080_aftersale",
    "0090_desk",
    "0100_covers",
    "0110_service",
    "0120_search",
    "0130_media",
    "0140_rank",
    "0150_front",
    "0160_media_sizes",
];

/// The schema from the ground up: the engine's tables, the worker's, then slice after slice.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    let mut all = vec![store::migrate::STORE, work::MIGRATION];
    all.extend_from_slice(SLICES);
    all
}
