//! Full-text search over goods: Chinese, pinyin, first letters, English, with slips of hand and ear.
//!
//! It knows nothing of the shop: [`Goods`] go in, ids come out in order. What is shown, and whether it may be
//! bought, is asked of the database by whoever shows it.

mod complete;
mod engine;
mod expand;
mod explain;
mod plan;
mod query;
mod rank;
mod schema;
mod sound;
mod synonym;
mod terms;
mod text;
mod ways;

pub use complete::{Completer, Entry};
pub use engine::{Answer, Ask, Index, Stamp};
pub use explain::{How, Match, Reader};
pub use plan::Bend;
pub use query::{QUERY_CHARS_MAX, Query};
pub use rank::{Bonus, Facets, Filter, PRICE_STEPS, Place, Sort};
pub use schema::Goods;
pub use synonym::Synonyms;

/// Reads the dictionaries, which the first search would otherwise wait for.
pub fn warm() {
    text::warm();
    sound::warm();
}
