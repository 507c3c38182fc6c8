//! What shoppers do.

use kernel::{Clock, Result};
use mall::aftersale::{self, Request};
use mall::order::{self, Place, Recipient, Terms, step};
use mall::payment;
use mall::pricing::Wanted;
use mall::stock::Quantity;

use super::act::Dice;
use super::world::{SERVICES, World, nothing};

pub(super) fn place(world: &mut World, dice: &Dice) -> Result<String> {
    let user = dice.pick(&world.users).ok_or_else(nothing)?;
    let count = dice.within(1, 3);
    let (services, goods) = world.skus.split_at(SERVICES);
    let shelf = match dice.below(10) {
        // Whoever takes from both is refused most times.
        0 => &world.skus[..],
        1..=3 => services,
        _ => goods,
    };
    let lines = (0..count)
        .map(|_| {
            let sku = dice.pick(shelf).ok_or_else(nothing)?;
            Ok(Wanted { sku, quantity: Quantity::new(dice.within(1, 3))? })
        })
        .collect::<Result<Vec<_>>>()?;
    // Goods are refused without an address, services are not.
    let recipient = dice.chance(90).then(Recipient::default);
    let ask = Place { user, lines, recipient, note: String::new(), expected_total: None };
    let whole = world.as_user(user, move |tx, cx| order::place(tx, cx, Terms::default(), &ask))?;
    world.remember_order(user, whole.order.id);
    Ok(format!("{user} places order {} over {}", whole.order.id, whole.order.total))
}

pub(super) fn pay_by_qr(world: &mut World, dice: &Dice) -> Result<String> {
    let (user, id) = dice.pick(&world.orders).ok_or_else(nothing)?;
    let payment = world.as_user(user, move |tx, cx| payment::start_alipay(tx, cx, user, id))?;
    world.remember_payment(&payment);
    Ok(format!("{user} asks for a QR code to pay {id}: payment {}", payment.id))
}

pub(super) fn scan_and_pay(world: &mut World, dice: &Dice) -> Result<String> {
    let (payment, until) = dice.pick(&world.payments).ok_or_else(nothing)?;
    if world.clock.now() > until {
        return Err(nothing());
    }
    let verb = if dice.chance(20) {
        world.gateway.scan(payment);
        "scanned"
    } else {
        world.gateway.pay(payment).map_err(|_| nothing())?;
        "paid"
    };
    if let Some(raw) = world.gateway.notification(payment) {
        world.send(raw);
    }
    Ok(format!("payment {payment} is {verb} at the gateway"))
}

pub(super) fn pay_by_balance(world: &mut World, dice: &Dice) -> Result<String> {
    let (user, id) = dice.pick(&world.orders).ok_or_else(nothing)?;
    let payment = world.as_user(user, move |tx, cx| payment::pay_by_balance(tx, cx, user, id))?;
    Ok(format!("{user} pays {id} from the balance: payment {}", payment.id))
}

pub(super) fn cancel(world: &mut World, dice: &Dice) -> Result<String> {
    let (user, id) = dice.pick(&world.orders).ok_or_else(nothing)?;
    world.as_user(user, move |tx, cx| step::cancel(tx, cx, user, id))?;
    Ok(format!("{user} cancels {id}"))
}

pub(super) fn confirm_receipt(world: &mut World, dice: &Dice) -> Result<String> {
    let (user, id) = dice.pick(&world.orders).ok_or_else(nothing)?;
    world.as_user(user, move |tx, cx| step::confirm_receipt(tx, cx, user, id))?;
    Ok(format!("{user} confirms the receipt of {id}"))
}

pub(super) fn request_refund(world: &mut World, dice: &Dice) -> Result<String> {
    let (user, id) = dice.pick(&world.orders).ok_or_else(nothing)?;
    let (line, quantity) = (dice.within(1, 2), Quantity::new(dice.within(1, 3))?);
    let with_return = dice.chance(50);
    let ask =
        Request {
            user, order: id, lines: vec![(line, quantity)], with_return, reason: "不合适".to_owned()
        };
    let case = world.as_user(user, move |tx, cx| aftersale::request(tx, cx, &ask))?;
    world.remember_case(user, case.id);
    Ok(format!("{user} wants {} of {id} back: case {}", case.amount, case.id))
}

pub(super) fn withdraw_refund(world: &mut World, dice: &Dice) -> Result<String> {
    let (user, id) = dice.pick(&world.cases).ok_or_else(nothing)?;
    world.as_user(user, move |tx, cx| aftersale::withdraw(tx, cx, user, id))?;
    Ok(format!("{user} withdraws case {id}"))
}

pub(super) fn send_back(world: &mut World, dice: &Dice) -> Result<String> {
    let (user, id) = dice.pick(&world.cases).ok_or_else(nothing)?;
    world.as_user(user, move |tx, cx| aftersale::send(tx, cx, user, id, "SF", "123"))?;
    Ok(format!("{user} sends the goods of case {id} back"))
}
