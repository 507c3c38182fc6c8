//! Proofs: statements about the books that must hold at every moment, checked by `maidian audit`, the
//! simulator and the crash test.

use std::fmt;

use kernel::{Result, Value};
use store::{Sql, Tx};

/// How many broken rows a proof names; more are only counted by the next run, after these are mended.
pub const NAMED_MAX: usize = 20;

/// One statement and the rows that contradict it.
#[derive(Clone, Debug)]
pub struct Proof {
    pub claim: &'static str,
    /// The rows for which it does not hold, in words.
    pub broken: Vec<String>,
}

impl Proof {
    #[must_use]
    pub fn holds(&self) -> bool {
        self.broken.is_empty()
    }
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", if self.holds() { "holds " } else { "BROKEN" }, self.claim)?;
        for row in &self.broken {
            write!(f, "\n         {row}")?;
        }
        Ok(())
    }
}

/// Runs a query that returns one text column for each row that breaks the claim.
///
/// # Errors
/// [`kernel::Code::Store`].
pub fn prove(tx: &mut Tx<'_>, claim: &'static str, breaks: Sql) -> Result<Proof> {
    let limit = i64::try_from(NAMED_MAX).unwrap_or(i64::MAX);
    let broken = tx.all(breaks, &[Value::Int(limit)], |row| row.get::<String>(0))?;
    Ok(Proof { claim, broken })
}
