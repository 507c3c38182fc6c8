//! The real program, started as people start it.

mod commands;
mod crash;
mod crash_paying;
mod gateway;
mod goods;
mod program;
mod serving;
