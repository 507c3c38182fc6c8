//! What must hold at every moment, and what must hold once everything has come to rest.

use kernel::{Bucket, Currency, PageAsk};
use mall::desk;
use mall::ledger::{self, Book};
use mall::order::OrderState;
use mall::payment::{Gateway, RefundState, notice, refund};
use work::job::{self, JobState};

use super::Summary;
use super::world::{World, is_injected};

/// Rounds of work and waiting until nothing may be left to do.
const ROUNDS_MAX: usize = 400;
/// All rounds together outlast the week after which a delivered order completes.
const ROUND_S: i64 = 2_400;

fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// The proofs of the books, and that no job failed by a bug.
pub(super) fn proofs(world: &World) -> Result<(), String> {
    let audit = world.session.read(desk::books).map_err(told)?;
    if !audit.is_sound() {
        let broken = audit.proofs.iter().filter(|proof| !proof.holds()).map(ToString::to_string);
        return Err(broken.collect::<Vec<_>>().join("\n  "));
    }
    for state in [JobState::Ready, JobState::Dead] {
        let jobs = world.session.read(|tx| job::list(tx, state, &PageAsk::first(100))).map_err(told)?;
        for job in jobs.items {
            let bug = ["internal:", "store:", "ledger:"].iter().any(|code| job.last_error.starts_with(code));
            if bug && !is_injected(&job.last_error) {
                return Err(format!("job {} ({}) failed: {}", job.id, job.kind, job.last_error));
            }
        }
    }
    Ok(())
}

/// The faults end, the clock runs on, workers work: everything must come to rest, and the gateway and the
/// books must agree to the fen.
pub(super) fn wind_down(world: &mut World) -> Result<(), String> {
    world.gateway.outage(None);
    while let Some(raw) = world.pending.pop_front() {
        let checked = world.gateway.check(&raw);
        // A commit that was made to fail is still owed; the gateway would repeat what was not understood.
        let receive = || {
            let (raw, checked) = (raw.clone(), checked.clone());
            world.session.write(kernel::Actor::System, move |tx, cx| {
                notice::receive(tx, cx, "gateway", &raw, &checked)
            })
        };
        receive().or_else(|_| receive()).map_err(told)?;
    }
    for _ in 0..ROUNDS_MAX {
        while world.runner.step(&world.session).or_else(|error| excuse(&error))? > 0 {}
        retry_failed(world)?;
        if is_quiet(world)? {
            break;
        }
        world.clock.advance_s(ROUND_S);
    }
    proofs(world)?;
    at_rest(world)
}

fn excuse(error: &kernel::Error) -> Result<usize, String> {
    if is_injected(&error.to_string()) { Ok(1) } else { Err(error.to_string()) }
}

/// Staff see to what the gateway had refused.
fn retry_failed(world: &World) -> Result<(), String> {
    let failed = world
        .session
        .read(|tx| refund::in_state(tx, RefundState::Failed, &PageAsk::first(100)))
        .map_err(told)?;
    for refund in failed.items {
        world.as_staff(move |tx, cx| desk::money::retry_refund(tx, cx, refund.id)).map_err(told)?;
    }
    let dead = world.session.read(|tx| job::list(tx, JobState::Dead, &PageAsk::first(100))).map_err(told)?;
    for job in dead.items {
        world.as_staff(move |tx, cx| desk::system::retry_job(tx, cx, job.id)).map_err(told)?;
    }
    Ok(())
}

/// Nothing is left to do when no job is open: a schedule is not turned here.
fn is_quiet(world: &World) -> Result<bool, String> {
    let counts = world.session.read(job::counts).map_err(told)?;
    Ok(counts.iter().all(|(state, count)| *state == JobState::Done || *count == 0))
}

fn at_rest(world: &World) -> Result<(), String> {
    let counts = world.session.read(job::counts).map_err(told)?;
    if !is_quiet(world)? {
        return Err(format!("jobs never came to rest: {counts:?}"));
    }
    let held = world.gateway.held_minor(Currency::CNY);
    let totals = world.session.read(ledger::totals).map_err(told)?;
    let alipay: i64 = totals.iter().filter(|t| t.book == Book::Alipay).map(|t| t.balance_minor).sum();
    if held != -alipay {
        return Err(format!("the gateway holds {held}, the books say {}", -alipay));
    }
    let due: i64 = totals.iter().filter(|t| t.book == Book::RefundsDue).map(|t| t.balance_minor).sum();
    if due != 0 {
        return Err(format!("{due} are still due to buyers"));
    }
    for (_, id) in &world.orders {
        let id = *id;
        let order = world.session.read(|tx| mall::order::get(tx, id)).map_err(told)?;
        if order.state == OrderState::Placed {
            return Err(format!("order {id} still waits to be paid"));
        }
        let payments = world.session.read(|tx| mall::payment::of_order(tx, id)).map_err(told)?;
        if let Some(open) = payments.iter().find(|payment| payment.state.is_open()) {
            return Err(format!("payment {} is still {}", open.id, open.state));
        }
    }
    Ok(())
}

/// Adds what the epoch did to the summary, from the books themselves.
pub(super) fn count(world: &World, summary: &mut Summary) -> Result<(), String> {
    for bucket in 0..=u8::MAX {
        let ask = PageAsk::first(PageAsk::LIMIT_MAX);
        let transfers =
            world.session.read(|tx| ledger::transfers(tx, Bucket(bucket), &ask)).map_err(told)?.items;
        for transfer in transfers {
            match transfer.kind {
                ledger::TransferKind::Payment => summary.payments += 1,
                ledger::TransferKind::RefundPaid => summary.refunds += 1,
                ledger::TransferKind::Settlement
                | ledger::TransferKind::RefundPromise
                | ledger::TransferKind::Opening => {}
            }
        }
    }
    let notices =
        world.session.read(|tx| notice::list(tx, &PageAsk::first(PageAsk::LIMIT_MAX))).map_err(told)?.items;
    summary.revived += notices.iter().filter(|notice| notice.note == "Revived").count() as u64;
    summary.sent_back += notices.iter().filter(|notice| notice.note == "Refused").count() as u64;
    for user in &world.users {
        let user = *user;
        let page = world.session.read(|tx| mall::order::list::page_of_user(tx, user, 1, 1)).map_err(told)?;
        summary.orders += page.total.unsigned_abs();
        let done = world
            .session
            .read(|tx| mall::order::list::count_in(tx, user, &[OrderState::Done], i64::MAX))
            .map_err(told)?;
        summary.served += done.unsigned_abs();
    }
    Ok(())
}
