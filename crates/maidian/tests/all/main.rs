//! The real program, started as people start it.

mod commands;
mod gateway;
mod goods;
mod program;
mod serving;
