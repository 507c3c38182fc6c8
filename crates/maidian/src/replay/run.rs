//! Carries a plan out, a wave of orders at a time, several in flight.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use indicatif::ProgressBar;
use kernel::{Error, Kind};
use mall::account::UserId;
use mall::order::OrderId;
use mall::payment::Gateway;
use outside::twin::{BlobsTwin, CourierTwin, GatewayTwin};
use store::Db;
use work::Runner;

use super::plan::{OrderPlan, Plan, SkuKey};
use super::sheet::{Rejected, Sheet};
use super::{Tally, goods, people, wave};
use crate::progress;
use crate::trouble::{Result, Trouble};

/// Orders whose steps are taken together.
const WAVE: usize = 256;
/// Transactions in flight.
pub(super) const IN_FLIGHT: usize = 16;
/// Threads that run jobs between the steps.
const JOB_THREADS: usize = 4;

/// What the steps share.
pub struct Stage<'a> {
    pub db: &'a Db,
    pub gateway: Arc<GatewayTwin>,
    pub skus: goods::Skus,
    pub people: people::People,
    runner: Runner,
}

/// An order that was placed, for the refunds that come later.
#[derive(Clone, Debug)]
pub struct Placed {
    pub order: OrderId,
    pub user: UserId,
    /// The number of each SKU's line.
    pub lines: HashMap<SkuKey, i64>,
}

/// Orders by their place in the plan; those that could not be placed are missing.
pub type PlacedOrders = HashMap<usize, Placed>;

/// Runs the plan through the shop. Orders that the shop refuses are rejected into the sheet.
///
/// # Errors
/// A sentence when the database is not fresh or fails.
pub fn run(db: &Db, plan: &Plan, sheet: &mut Sheet) -> Result<Tally> {
    goods::refuse_a_used_shop(db)?;
    let mut tally = Tally { rows: sheet.rows, ..Tally::default() };
    let skus = goods::fill(db, &plan.goods)?;
    tally.goods = count(plan.goods.len());
    tally.skus = count(skus.len());
    let people = people::fill(db, &plan.orders, &mut tally)?;
    let gateway = Arc::new(GatewayTwin::default());
    let known: Arc<dyn Gateway> = gateway.clone();
    let world = mall::World {
        gateway: known,
        courier: Arc::new(CourierTwin::default()),
        blobs: Arc::new(BlobsTwin::default()),
    };
    let runner = Runner::new(mall::handlers(&world), Vec::new());
    let stage = Stage { db, gateway, skus, people, runner };
    waves(&stage, plan, sheet, &mut tally)?;
    tally.rows_rejected = count(distinct_rows(&sheet.rejected));
    Ok(tally)
}

fn waves(stage: &Stage<'_>, plan: &Plan, sheet: &mut Sheet, tally: &mut Tally) -> Result<()> {
    let rows: u64 = plan.orders.iter().map(|order| order.rows).sum::<u64>()
        + plan.refunds.iter().map(|(_, refund)| refund.rows).sum::<u64>();
    let bar = progress::bar(rows, "lines");
    let mut placed = PlacedOrders::new();
    let mut refunds = plan.refunds.iter().peekable();
    for (wave, orders) in plan.orders.chunks(WAVE).enumerate() {
        let first = wave * WAVE;
        orders_of(stage, first, orders, &mut placed, sheet, tally)?;
        bar.inc(orders.iter().map(|order| order.rows).sum());
        let done = first + orders.len();
        let mut due = Vec::new();
        while let Some((_, refund)) = refunds.next_if(|(after, _)| *after <= done) {
            due.push(refund);
        }
        refunds_of(stage, &due, &placed, sheet, tally)?;
        bar.inc(due.iter().map(|refund| refund.rows).sum());
        show(&bar, tally);
    }
    bar.finish_and_clear();
    Ok(())
}

fn show(bar: &ProgressBar, tally: &Tally) {
    bar.set_message(format!("· {} orders, {} refunds", tally.orders, tally.refunds));
}

fn orders_of(
    stage: &Stage<'_>,
    first: usize,
    orders: &[OrderPlan],
    placed: &mut PlacedOrders,
    sheet: &mut Sheet,
    tally: &mut Tally,
) -> Result<()> {
    let begun = in_parallel(orders, |order| wave::place(stage, order));
    run_jobs(stage)?;
    let mut to_carry = Vec::new();
    for ((index, order), outcome) in (first..).zip(orders).zip(begun) {
        if let Some(begun) = taken(outcome, sheet, order.row, &order.invoice)? {
            to_carry.push((index, order, begun));
        }
    }
    let carried = in_parallel(&to_carry, |(_, _, begun)| wave::carry(stage, begun));
    for ((index, order, begun), outcome) in to_carry.into_iter().zip(carried) {
        if taken(outcome, sheet, order.row, &order.invoice)?.is_none() {
            continue;
        }
        tally.orders += 1;
        tally.lines += count(begun.placed.lines.len());
        tally.ordered_minor += begun.total_minor;
        *(if order.by_balance { &mut tally.paid_by_balance } else { &mut tally.paid_by_gateway }) += 1;
        placed.insert(index, begun.placed);
    }
    Ok(())
}

fn refunds_of(
    stage: &Stage<'_>,
    refunds: &[&super::plan::RefundPlan],
    placed: &PlacedOrders,
    sheet: &mut Sheet,
    tally: &mut Tally,
) -> Result<()> {
    let cases = wave::cases(refunds, placed, sheet);
    let outcomes = in_parallel(&cases, |case| wave::refund(stage, case));
    for (case, outcome) in cases.iter().zip(outcomes) {
        if let Some(minor) = taken(outcome, sheet, case.row, &case.invoice)? {
            tally.refunds += 1;
            tally.refunded_minor += minor;
        }
    }
    run_jobs(stage)
}

/// What the shop refused is told by row; a database that fails ends the run.
fn taken<T>(outcome: kernel::Result<T>, sheet: &mut Sheet, row: u64, invoice: &str) -> Result<Option<T>> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(error) if is_own_fault(&error) => {
            sheet.reject(row, invoice, error.to_string());
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

fn is_own_fault(error: &Error) -> bool {
    !matches!(error.code().kind(), Kind::Internal | Kind::Busy)
}

/// Runs what is due until nothing is: the gateway is in memory, so that nothing waits for it.
fn run_jobs(stage: &Stage<'_>) -> Result<()> {
    let outcomes = in_parallel(&[(); JOB_THREADS], |()| -> kernel::Result<()> {
        while 0 < stage.runner.step(stage.db)? {}
        Ok(())
    });
    outcomes.into_iter().collect::<kernel::Result<()>>().map_err(Trouble::from)
}

/// Runs one call for each item on a bounded number of threads; the outcomes in the order of the items.
fn in_parallel<T: Sync, R: Send>(items: &[T], run: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::with_capacity(items.len()));
    std::thread::scope(|scope| {
        for _ in 0..IN_FLIGHT.min(items.len()) {
            scope.spawn(|| {
                while let Some((at, item)) =
                    Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, items.get(at)?)))
                {
                    let outcome = run(item);
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((at, outcome));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, outcome)| outcome).collect()
}

fn distinct_rows(rejected: &[Rejected]) -> usize {
    let mut rows: Vec<_> = rejected.iter().map(|rejected| rejected.row).collect();
    rows.sort_unstable();
    rows.dedup();
    rows.len()
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
