//! What staff do.

use kernel::{PageAsk, Result};
use mall::desk;
use mall::payment::{RefundState, refund};
use mall::stock::{self, Quantity};
use work::job::{self, JobState};

use super::act::Dice;
use super::world::{World, nothing};

pub(super) fn pack(world: &mut World, dice: &Dice) -> Result<String> {
    let (_, id) = dice.pick(&world.orders).ok_or_else(nothing)?;
    world.as_staff(move |tx, cx| desk::orders::pack(tx, cx, id))?;
    Ok(format!("staff pack {id}"))
}

pub(super) fn ship(world: &mut World, dice: &Dice) -> Result<String> {
    let (_, id) = dice.pick(&world.orders).ok_or_else(nothing)?;
    world.as_staff(move |tx, cx| desk::orders::ship(tx, cx, id, "SF", "SF100"))?;
    Ok(format!("staff ship {id}"))
}

pub(super) fn deliver(world: &mut World, dice: &Dice) -> Result<String> {
    let (_, id) = dice.pick(&world.orders).ok_or_else(nothing)?;
    world.as_staff(move |tx, cx| desk::orders::deliver(tx, cx, id))?;
    Ok(format!("{id} is delivered"))
}

pub(super) fn work(world: &mut World, dice: &Dice) -> Result<String> {
    let (_, id) = dice.pick(&world.orders).ok_or_else(nothing)?;
    world.as_staff(move |tx, cx| desk::orders::work(tx, cx, id))?;
    Ok(format!("staff begin with {id}"))
}

pub(super) fn finish(world: &mut World, dice: &Dice) -> Result<String> {
    let (_, id) = dice.pick(&world.orders).ok_or_else(nothing)?;
    world.as_staff(move |tx, cx| desk::orders::finish(tx, cx, id))?;
    Ok(format!("{id} is done"))
}

pub(super) fn approve(world: &mut World, dice: &Dice) -> Result<String> {
    let (_, id) = dice.pick(&world.cases).ok_or_else(nothing)?;
    world.as_staff(move |tx, cx| desk::orders::approve(tx, cx, id, "好的"))?;
    Ok(format!("staff approve case {id}"))
}

pub(super) fn reject(world: &mut World, dice: &Dice) -> Result<String> {
    let (_, id) = dice.pick(&world.cases).ok_or_else(nothing)?;
    world.as_staff(move |tx, cx| desk::orders::reject(tx, cx, id, "已使用"))?;
    Ok(format!("staff reject case {id}"))
}

pub(super) fn receive(world: &mut World, dice: &Dice) -> Result<String> {
    let (_, id) = dice.pick(&world.cases).ok_or_else(nothing)?;
    world.as_staff(move |tx, cx| desk::orders::receive(tx, cx, id))?;
    Ok(format!("the goods of case {id} are back"))
}

pub(super) fn restock(world: &mut World, dice: &Dice) -> Result<String> {
    let sku = dice.pick(&world.skus).ok_or_else(nothing)?;
    let quantity = Quantity::new(dice.within(1, 8))?;
    world.as_staff(move |tx, cx| stock::receive(tx, cx, sku, quantity, "restock"))?;
    Ok(format!("{} pieces of {sku} come in", quantity.pieces()))
}

pub(super) fn recount(world: &mut World, dice: &Dice) -> Result<String> {
    let sku = dice.pick(&world.skus).ok_or_else(nothing)?;
    let counted = dice.within(0, 8);
    world.as_staff(move |tx, cx| desk::catalogue::set_stock(tx, cx, sku, counted, "counted"))?;
    Ok(format!("{counted} pieces of {sku} are counted on the shelf"))
}

pub(super) fn retry_refund(world: &mut World, dice: &Dice) -> Result<String> {
    let failed =
        world.session.read(|tx| refund::in_state(tx, RefundState::Failed, &PageAsk::first(20)))?.items;
    let ids: Vec<_> = failed.iter().map(|refund| refund.id).collect();
    let id = dice.pick(&ids).ok_or_else(nothing)?;
    world.as_staff(move |tx, cx| desk::money::retry_refund(tx, cx, id))?;
    Ok(format!("staff try refund {id} again"))
}

pub(super) fn retry_job(world: &mut World, dice: &Dice) -> Result<String> {
    let dead = world.session.read(|tx| job::list(tx, JobState::Dead, &PageAsk::first(20)))?.items;
    let ids: Vec<_> = dead.iter().map(|job| job.id).collect();
    let id = dice.pick(&ids).ok_or_else(nothing)?;
    world.as_staff(move |tx, cx| desk::system::retry_job(tx, cx, id))?;
    Ok(format!("staff try job {id} again"))
}
