//! Finding goods: an index beside the database, fed by events; what people search for; words that mean the same.
//!
//! The index is each server's own and can be lost at any time: it is made again from the database. What a page
//! shows of the goods that were found is read from the database, so a price there is never the index's.

mod build;
mod goods;
mod keep;
mod queries;
mod searcher;
mod store;
mod synonyms;

pub use goods::{Offered, hits, offered};
pub use keep::forget_source;
pub use queries::{Counted, List, handlers, queries, schedules};
pub use searcher::{Findings, SearchAsk, SearchSort, Searcher, Suggestions};
pub use synonyms::{
    Synonym, SynonymId, SynonymsChanged, create_synonym, delete_synonym, synonyms, update_synonym,
};
