//! What an import remembers, so that a second run changes nothing.

use ::store::Tx;
use kernel::Result;

use super::{SpuId, store};

/// The product of a handle, and the hashes of what was last imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    pub spu: SpuId,
    /// Of the sheet that describes the product; empty when none did.
    pub hash: String,
    /// Of the sheet that lists its SKUs; empty when none did.
    pub skus_hash: String,
}

/// # Errors
/// [`kernel::Code::Store`].
pub fn imported(tx: &mut Tx<'_>, handle: &str) -> Result<Option<Imported>> {
    let found = store::spu::imported(tx, handle)?;
    Ok(found.map(|(spu, hash, skus_hash)| Imported { spu, hash, skus_hash }))
}

/// # Errors
/// [`kernel::Code::Store`].
pub fn mark_imported(tx: &mut Tx<'_>, imported: &Imported) -> Result<()> {
    store::spu::mark_imported(tx, imported.spu, &imported.hash, &imported.skus_hash)
}
