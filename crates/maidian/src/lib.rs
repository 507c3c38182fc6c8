//! The `maidian` program: configuration, commands and wiring.

pub mod demo;
