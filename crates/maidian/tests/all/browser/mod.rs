//! The shop and its desk in a real browser.

mod buying;
mod keyboard;
mod left;
mod live;
mod offline;
mod plain;
mod regions;
mod searching;
mod shopper;
mod stage;
mod tab;
