//! The world outside the program: payment gateways, couriers of messages, the system clock
//! and randomness; and their twins in memory.
//!
//! Nothing here decides anything about orders or money. A gateway says what happened, in typed words that tell
//! "it was refused" from "nobody knows"; what follows from that is decided by the crates above.

pub mod alipay;
pub mod blobs;
pub mod clock;
pub mod courier;
pub mod random;
pub mod twin;
