//! What staff did, and whether the books hold.

use askama::Template;

use crate::i18n::claims::claim;
use crate::i18n::{Lang, Moment};

use super::{Layout, Older};

/// `GET /desk/record`
#[derive(Debug, Template)]
#[template(path = "desk/record.html")]
pub struct RecordPage {
    pub layout: Layout,
    pub rows: Vec<ActionRow>,
    pub older: Older,
}

#[derive(Debug, Clone)]
pub struct ActionRow {
    pub ordinal: i64,
    pub at: Moment,
    pub staff: String,
    /// Such as `order.ship`.
    pub action: String,
    /// Such as `order 123`.
    pub subject: String,
    /// Where that is, when there is a page of it.
    pub href: Option<String>,
    /// JSON with what was decided.
    pub detail: String,
    pub hash: String,
}

impl ActionRow {
    /// Enough of the hash to compare by eye.
    fn short_hash(&self) -> String {
        self.hash.chars().take(12).collect()
    }

    fn has_detail(&self) -> bool {
        self.detail != "{}"
    }
}

/// `GET /desk/audit`
#[derive(Debug, Template)]
#[template(path = "desk/audit.html")]
pub struct AuditPage {
    pub layout: Layout,
    /// None until the proofs were run.
    pub proofs: Option<Vec<ProofRow>>,
}

#[derive(Debug, Clone)]
pub struct ProofRow {
    pub claim: &'static str,
    /// The language of the claim.
    pub lang: Lang,
    /// The rows for which it does not hold.
    pub broken: Vec<String>,
}

impl ProofRow {
    /// The claim in the reader's language, if it has been put into it.
    pub fn new(proof: &'static str, reader: Lang, broken: Vec<String>) -> Self {
        let (claim, lang) = claim(proof, reader);
        Self { claim, lang, broken }
    }
}

impl AuditPage {
    fn broken(proofs: &[ProofRow]) -> usize {
        proofs.iter().filter(|proof| !proof.broken.is_empty()).count()
    }
}
