//! Segments of the sequence behind the numbers that people read.

use std::ops::Range;

use kernel::number::NumberIssuer;
use kernel::{Result, params};

use crate::sql;
use crate::tx::Tx;

sql! {
    RESERVE = "
        update number_segments set next = next + ?1 where id = 1 returning next";
}

/// Reserves the next segment. Committed on its own, before the transaction that uses the numbers: one that
/// is rolled back must not give its numbers back.
pub fn reserve(tx: &mut Tx<'_>) -> Result<Range<i64>> {
    let end: i64 = tx.one(RESERVE, params![NumberIssuer::SEGMENT], |row| row.get(0))?;
    Ok(end - NumberIssuer::SEGMENT..end)
}
