//! What the payment gateway and those who pretend to be it do.

use kernel::{Actor, Error, Result};
use mall::payment::{Gateway, Outcome, notice};
use outside::twin::Mishap;

use super::act::Dice;
use super::world::{World, nothing};

/// Receives one notification as the web server would.
fn receive(world: &World, raw: Vec<u8>) -> Result<Outcome> {
    let checked = world.gateway.check(&raw);
    world.session.write(Actor::System, move |tx, cx| notice::receive(tx, cx, "gateway", &raw, &checked))
}

/// Any of the notifications on their way arrives: the last sent may be the first.
pub(super) fn notify(world: &mut World, dice: &Dice) -> Result<String> {
    let index = usize::try_from(dice.below(world.pending.len() as u64)).unwrap_or(0);
    let raw = world.pending.remove(index).ok_or_else(nothing)?;
    match receive(world, raw.clone()) {
        Ok(outcome) => Ok(format!("a notification arrives: {outcome}")),
        Err(error) => {
            // It was not answered with success, so the gateway sends it again.
            world.send(raw);
            Err(error)
        }
    }
}

pub(super) fn notify_twice(world: &mut World, dice: &Dice) -> Result<String> {
    let index = usize::try_from(dice.below(world.pending.len() as u64)).unwrap_or(0);
    let raw = world.pending.get(index).cloned().ok_or_else(nothing)?;
    let outcome = receive(world, raw)?;
    Ok(format!("a notification arrives that will be repeated: {outcome}"))
}

pub(super) fn lose(world: &mut World, _: &Dice) -> Result<String> {
    world.pending.pop_front().ok_or_else(nothing)?;
    Ok("a notification is lost for ever".to_owned())
}

/// Somebody without the key claims that a payment has succeeded.
pub(super) fn forged(world: &mut World, dice: &Dice) -> Result<String> {
    let (payment, _) = dice.pick(&world.payments).ok_or_else(nothing)?;
    let news = world.gateway.news(payment).ok_or_else(nothing)?;
    let outcome = receive(world, world.gateway.forged(&news))?;
    rejected(outcome, "a forged notification")
}

/// A well-signed notification names another amount.
pub(super) fn wrong_amount(world: &mut World, dice: &Dice) -> Result<String> {
    let (payment, _) = dice.pick(&world.payments).ok_or_else(nothing)?;
    let mut news = world.gateway.news(payment).ok_or_else(nothing)?;
    news.amount_minor += dice.within(1, 100);
    let outcome = receive(world, world.gateway.sign(&news))?;
    rejected(outcome, "a notification of another amount")
}

fn rejected(outcome: Outcome, what: &str) -> Result<String> {
    if outcome == Outcome::Rejected {
        Ok(format!("{what} is rejected"))
    } else {
        Err(Error::new(kernel::Code::Internal).because(format!("{what} was {outcome}")))
    }
}

/// The next call of the gateway goes wrong.
pub(super) fn misbehave(world: &mut World, dice: &Dice) -> Result<String> {
    let mishaps = [Mishap::Refused, Mishap::Unreached, Mishap::AnswerLost];
    let mishap = dice.pick(&mishaps).ok_or_else(nothing)?;
    world.gateway.misbehave(mishap);
    Ok(format!("the next call of the gateway will go wrong: {mishap:?}"))
}
