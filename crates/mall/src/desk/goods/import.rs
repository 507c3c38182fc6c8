//! Drives an import to its end.

use std::collections::HashSet;
use std::io::Write;
use std::sync::Arc;

use kernel::{Actor, Code, Error, Kind as Failure, Lang, Result};
use store::Transactor;

use super::Item;
use super::save::{BatchReport, save_batch};
use super::sheet::{RowError, SheetProduct};

/// Products per transaction.
const BATCH: usize = 100;

/// Where errors and notes are written: CSV with the columns row, field, reason, code.
pub struct Report<W: Write> {
    writer: csv::Writer<W>,
    lang: Lang,
}

impl<W: Write> Report<W> {
    /// # Errors
    /// [`Code::Internal`] when it cannot be written to.
    pub fn new(out: W, lang: Lang) -> Result<Self> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(["row", "field", "reason", "code"]).map_err(unwritable)?;
        Ok(Self { writer, lang })
    }

    fn write(&mut self, errors: &[RowError]) -> Result<()> {
        for error in errors {
            let RowError { row, field, code, reason } = error;
            let reason = super::rows::guarded(reason.get(self.lang));
            self.writer.write_record([&row.to_string(), field, &reason, *code]).map_err(unwritable)?;
        }
        self.writer.flush().map_err(unwritable)
    }
}

fn unwritable(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::new(Code::Internal).because(error)
}

/// Saves all that a reader yields. A product that cannot be saved is counted, told in the report and passed over.
/// Of products with one handle the first is taken. `progress` is told the totals after each batch.
///
/// # Errors
/// [`Code::Busy`] or [`Code::Store`] when the database fails; what was saved before stays, and a second run goes on
/// from there. [`Code::Internal`] when the report cannot be written.
pub fn import<W: Write>(
    db: &impl Transactor,
    actor: Actor,
    items: impl Iterator<Item = Item>,
    report: &mut Report<W>,
    mut progress: impl FnMut(&BatchReport),
) -> Result<BatchReport> {
    let mut import = Import { db, actor, report, totals: BatchReport::default() };
    let mut seen = HashSet::new();
    let mut batch = Vec::with_capacity(BATCH);
    for item in items {
        match item {
            Ok(sheet) if !seen.insert(sheet.handle.clone()) => {
                let en = "is there twice, in rows apart; the first was taken";
                let told = RowError::new(sheet.row, "handle", en, "重复出现且不相邻，已采用首次出现的内容");
                import.refuse(vec![told])?;
            }
            Ok(sheet) => batch.push(sheet),
            Err(errors) => import.refuse(errors)?,
        }
        if batch.len() == BATCH {
            import.save(std::mem::take(&mut batch))?;
            progress(&import.totals);
        }
    }
    import.save(batch)?;
    progress(&import.totals);
    Ok(import.totals)
}

struct Import<'i, D, W: Write> {
    db: &'i D,
    actor: Actor,
    report: &'i mut Report<W>,
    /// Errors and notes are not kept here: they are in the report.
    totals: BatchReport,
}

impl<D: Transactor, W: Write> Import<'_, D, W> {
    fn refuse(&mut self, errors: Vec<RowError>) -> Result<()> {
        self.totals.failed += 1;
        self.report.write(&errors)
    }

    fn save(&mut self, batch: Vec<SheetProduct>) -> Result<()> {
        let batch = Arc::new(batch);
        match self.transact(&batch) {
            Ok(saved) => self.add(&saved),
            Err(error) if is_own_fault(&error) => self.save_one_by_one(&batch),
            Err(error) => Err(error),
        }
    }

    fn save_one_by_one(&mut self, batch: &[SheetProduct]) -> Result<()> {
        for sheet in batch {
            match self.transact(&Arc::new(vec![sheet.clone()])) {
                Ok(saved) => self.add(&saved)?,
                Err(error) if is_own_fault(&error) => self.refuse(RowError::of(&error, sheet))?,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn transact(&self, batch: &Arc<Vec<SheetProduct>>) -> Result<BatchReport> {
        let batch = Arc::clone(batch);
        self.db.transact(self.actor, move |tx, cx| save_batch(tx, cx, &batch))
    }

    fn add(&mut self, saved: &BatchReport) -> Result<()> {
        self.totals.created += saved.created;
        self.totals.updated += saved.updated;
        self.totals.unchanged += saved.unchanged;
        self.totals.failed += saved.failed;
        self.report.write(&saved.errors)?;
        self.report.write(&saved.notes)
    }
}

/// Whether the error is about the product, not about the database.
fn is_own_fault(error: &Error) -> bool {
    !matches!(error.code().kind(), Failure::Internal | Failure::Busy)
}
