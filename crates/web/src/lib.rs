//! The web floor: HTTP in, HTML and JSON out. It parses, calls one use case of `mall`, and renders.

pub mod assets;
pub mod i18n;
pub mod site;
