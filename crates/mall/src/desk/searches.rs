//! Staff look after what people find.

use kernel::{Cx, Result, Time};
use serde_json::json;
use store::Tx;

use super::{permit, record};
use crate::account::Permission;
use crate::search::{self, Synonym, SynonymId};

/// # Errors
/// [`kernel::Code::Forbidden`]; as [`search::create_synonym`].
pub fn create_synonym(tx: &mut Tx<'_>, cx: &Cx, words: &[String]) -> Result<Synonym> {
    let staff = permit(tx, cx, Permission::CatalogWrite)?;
    let synonym = search::create_synonym(tx, cx, words)?;
    let (subject, detail) = (format!("synonym {}", synonym.id), json!({ "words": synonym.words }));
    record::append(tx, cx, staff, "synonym.create", &subject, &detail)?;
    Ok(synonym)
}

/// # Errors
/// [`kernel::Code::Forbidden`]; as [`search::update_synonym`].
pub fn update_synonym(
    tx: &mut Tx<'_>,
    cx: &Cx,
    id: SynonymId,
    seen: Option<Time>,
    words: &[String],
) -> Result<Synonym> {
    let staff = permit(tx, cx, Permission::CatalogWrite)?;
    let synonym = search::update_synonym(tx, cx, id, seen, words)?;
    let detail = json!({ "words": synonym.words });
    record::append(tx, cx, staff, "synonym.update", &format!("synonym {id}"), &detail)?;
    Ok(synonym)
}

/// # Errors
/// [`kernel::Code::Forbidden`]; as [`search::delete_synonym`].
pub fn delete_synonym(tx: &mut Tx<'_>, cx: &Cx, id: SynonymId) -> Result<()> {
    let staff = permit(tx, cx, Permission::CatalogWrite)?;
    search::delete_synonym(tx, cx, id)?;
    record::append(tx, cx, staff, "synonym.delete", &format!("synonym {id}"), &json!({}))
}
