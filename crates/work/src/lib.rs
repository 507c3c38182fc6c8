//! Durable work: events, jobs and schedules, written in the caller's transaction.

pub mod event;
pub mod follow;
pub mod handlers;
pub mod job;
mod lease;
pub mod once;
pub mod runner;
pub mod schedule;
pub mod upkeep;

pub use handlers::{Effect, Handlers, Job};
pub use job::{Payload, When};
pub use runner::{Runner, Worker};
pub use schedule::{Cadence, Schedule};

/// The tables of this crate.
pub const MIGRATION: store::Migration =
    store::Migration { name: "0001_work", sql: include_str!("../migrations/0001_work.sql") };

#[doc(hidden)]
pub use linkme;
