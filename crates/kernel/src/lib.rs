//! The words everyone uses: money, ids, time, randomness, paging, errors. Pure: no I/O, no clock of its own.

pub mod cx;
pub mod error;
pub mod id;
pub mod lang;
pub mod money;
pub mod number;
pub mod page;
pub mod random;
pub mod time;
pub mod value;

pub use cx::{Actor, Cx, Env};
pub use error::{Code, Detail, Error, Kind, Result};
pub use id::{Bucket, IdIssuer};
pub use lang::{Lang, Text2};
pub use money::{Currency, Money};
pub use page::{Cursor, PageAsk, Paged};
pub use random::{Random, SeededRandom};
pub use time::{Clock, ManualClock, Time};
pub use value::{FromValue, ToValue, Value};
