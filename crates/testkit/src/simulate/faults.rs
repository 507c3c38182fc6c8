//! Workers, the clock, and what breaks.

use std::cell::Cell;

use kernel::{Actor, Code, Cx, Error, Result};
use store::{Session, Transactor, Tx};

use super::act::Dice;
use super::world::World;

pub(super) fn work(world: &mut World, _: &Dice) -> Result<String> {
    world.runner.turn_schedules(&world.session)?;
    let ran = world.runner.step(&world.session)?;
    Ok(format!("a worker runs {ran} jobs"))
}

/// A worker that dies after a few transactions: what it had claimed stays claimed until the lease ends.
struct Mortal<'w> {
    session: &'w Session,
    left: Cell<u64>,
}

impl Transactor for Mortal<'_> {
    fn transact<T, F>(&self, actor: Actor, run: F) -> Result<T>
    where
        F: Fn(&mut Tx<'_>, &Cx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        if self.left.get() == 0 {
            return Err(Error::new(Code::Store).because("the worker died"));
        }
        self.left.set(self.left.get() - 1);
        self.session.transact(actor, run)
    }
}

pub(super) fn worker_dies(world: &mut World, dice: &Dice) -> Result<String> {
    let left = 1 + dice.below(6);
    let mortal = Mortal { session: &world.session, left: Cell::new(left) };
    world.runner.step(&mortal)?;
    Ok(format!("a worker would have died after {left} transactions"))
}

pub(super) fn commit_fails(world: &mut World, _: &Dice) -> Result<String> {
    world.session.fail_next_commit();
    Ok("the next commit will fail".to_owned())
}

pub(super) fn seconds(world: &mut World, dice: &Dice) -> Result<String> {
    let seconds = dice.within(1, 30);
    world.clock.advance_s(seconds);
    Ok(format!("{seconds} s go by"))
}

pub(super) fn minutes(world: &mut World, dice: &Dice) -> Result<String> {
    let minutes = dice.within(1, 16);
    world.clock.advance_s(minutes * 60);
    Ok(format!("{minutes} min go by"))
}

pub(super) fn days(world: &mut World, dice: &Dice) -> Result<String> {
    let days = dice.within(1, 9);
    world.clock.advance_s(days * 86_400);
    Ok(format!("{days} days go by"))
}
