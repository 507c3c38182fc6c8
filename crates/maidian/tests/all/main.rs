//! The real program, started as people start it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops where it is")]

mod browser;
mod commands;
mod crash;
mod crash_paying;
mod gateway;
mod goods;
mod pictures;
mod program;
mod search;
mod serving;
