//! The table, printed as it grows.

use std::io::Write;

use super::load::Measured;
use crate::trouble::{Result, Trouble};

const NAME_WIDTH: usize = 62;

pub struct Report<'w> {
    out: &'w mut dyn Write,
    has_head: bool,
}

impl<'w> Report<'w> {
    pub fn new(out: &'w mut impl Write) -> Self {
        Self { out, has_head: false }
    }

    /// # Errors
    /// When nobody reads.
    pub fn line(&mut self, text: &str) -> Result<()> {
        writeln!(self.out, "{text}").map_err(|error| Trouble::new(format!("the standard output: {error}")))
    }

    /// A row of what was measured, beside the floor that was measured with it.
    ///
    /// # Errors
    /// When nobody reads.
    pub fn measured(&mut self, name: &str, measured: &Measured, floor: Option<(&str, f64)>) -> Result<()> {
        self.head()?;
        let Measured { per_s, p50_ms, p99_ms, refused, first_refusal, .. } = measured;
        let cpu = measured.cpu_us.map_or(String::new(), |us| format!("{us:.0}"));
        let beside = floor.map_or(String::new(), |(what, floor)| {
            format!("{:>6.2} of {what} ({floor:.0}/s)", per_s / floor)
        });
        let name = padded(name);
        self.line(format!("{name} {per_s:>9.0} {p50_ms:>8.2} {p99_ms:>8.2} {cpu:>7}  {beside}").trim_end())?;
        match first_refusal {
            Some(words) => self.line(&format!("    {refused} refused; the first: {words}")),
            None => Ok(()),
        }
    }

    /// A floor that was measured after what it is compared with.
    ///
    /// # Errors
    /// When nobody reads.
    pub fn ratio(&mut self, name: &str, floor: f64, rate: f64) -> Result<()> {
        let name = padded(name);
        self.line(&format!("{name} {floor:>9.0} {:>25}  {:>6.2} of it by the API", "", rate / floor))
    }

    fn head(&mut self) -> Result<()> {
        if std::mem::replace(&mut self.has_head, true) {
            return Ok(());
        }
        let what = padded("what");
        self.line(&format!(
            "{what} {:>9} {:>8} {:>8} {:>7}  {:>6}",
            "per s", "p50 ms", "p99 ms", "cpu us", "ratio"
        ))
    }
}

fn padded(name: &str) -> String {
    format!("{name:<NAME_WIDTH$}")
}
