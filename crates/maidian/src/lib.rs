//! The `maidian` program: configuration, commands and wiring.

mod bench;
pub mod cli;
mod commands;
pub mod config;
mod courier;
pub mod demo;
mod files;
pub mod gateway;
mod house;
mod http;
mod logs;
mod node;
mod pictures;
mod progress;
mod replay;
mod searching;
mod secrets;
mod service;
mod stop;
mod telemetry;
mod terminal;
mod trouble;
