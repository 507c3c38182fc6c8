//! The outside in memory: deterministic, instant, and as badly behaved as it is told to be.
//!
//! For tests, the simulator and the replay of recorded orders. What the real services promise, these keep:
//! a repeated request is answered as the first was, money moves once, a code nobody has scanned can still be
//! paid after "close".

mod blobs;
mod courier;
mod gateway;
mod news;

pub use blobs::BlobsTwin;
pub use courier::CourierTwin;
pub use gateway::{GatewayTwin, Mishap};
pub use news::{News, TwinStatus};
