//! The web floor: HTTP in, HTML and JSON out. It parses, calls one use case of `mall`, and renders.

#[cfg(test)]
extern crate self as web;

pub mod assets;
pub mod desk;
pub mod i18n;
pub mod site;
