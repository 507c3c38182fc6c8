//! The proofs of the whole program, in one report.

use std::fmt;

use kernel::Result;
use store::Tx;

use super::record;
use crate::proof::Proof;
use crate::{aftersale, ledger, order, payment, stock};

/// What `maidian audit` prints.
#[derive(Clone, Debug)]
pub struct Audit {
    pub proofs: Vec<Proof>,
}

impl Audit {
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.proofs.iter().all(Proof::holds)
    }
}

impl fmt::Display for Audit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for proof in &self.proofs {
            writeln!(f, "{proof}")?;
        }
        let broken = self.proofs.iter().filter(|proof| !proof.holds()).count();
        match broken {
            0 => write!(f, "The books are sound: {} proofs hold.", self.proofs.len()),
            _ => write!(f, "THE BOOKS ARE NOT SOUND: {broken} of {} proofs are broken.", self.proofs.len()),
        }
    }
}

/// Checks every proof within one snapshot. Reads every row of the books: for reader threads only.
///
/// # Errors
/// [`kernel::Code::Store`].
pub fn audit(tx: &mut Tx<'_>) -> Result<Audit> {
    let mut audit = books(tx)?;
    audit.proofs.push(record::proof(tx)?);
    Ok(audit)
}

/// The proofs about goods and money only, which the simulator checks at every step.
///
/// # Errors
/// [`kernel::Code::Store`].
pub fn books(tx: &mut Tx<'_>) -> Result<Audit> {
    let mut proofs = stock::proofs(tx)?;
    proofs.extend(ledger::proofs(tx)?);
    proofs.extend(order::proofs(tx)?);
    proofs.extend(payment::proofs(tx)?);
    proofs.extend(aftersale::proofs(tx)?);
    Ok(Audit { proofs })
}
