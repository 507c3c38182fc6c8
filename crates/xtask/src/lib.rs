//! The developer's commands as a library, so that tests and benchmarks can call them too.

pub mod bench;
pub mod cluster;
pub mod failure;
pub mod interrupt;
pub mod needs;
pub mod postgres;
pub mod process;
pub mod s3;
pub mod simulate;
pub mod suite;
pub mod tidy;
pub mod workspace;

pub use failure::{Context, Failure, Result};
