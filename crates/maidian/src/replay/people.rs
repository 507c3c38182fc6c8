//! Makes the people of the records: customers as users who cannot sign in yet, the unknown ones as guests.

use std::collections::HashMap;

use kernel::{Actor, Cx};
use mall::account::{self, Register, UserId, Username};
use store::{Db, Transactor, Tx};

use super::Tally;
use super::plan::{Buyer, OrderPlan};
use crate::trouble::Result;

/// People per transaction.
const BATCH: usize = 200;

/// Users by name.
pub type People = HashMap<String, UserId>;

/// The username of a buyer.
#[must_use]
pub fn name(buyer: &Buyer) -> String {
    let plain = |text: &str| {
        let fit = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
        text.chars().map(fit).take(24).collect::<String>()
    };
    match buyer {
        Buyer::Customer(id) => format!("c-{}", plain(id)),
        Buyer::Guest(invoice) => format!("guest-{}", plain(invoice)),
    }
}

/// # Errors
/// What the use cases return.
pub fn fill(db: &Db, orders: &[OrderPlan], tally: &mut Tally) -> Result<People> {
    let mut people = People::new();
    let mut wanted: Vec<(String, bool)> = Vec::new();
    for order in orders {
        let is_guest = matches!(order.buyer, Buyer::Guest(_));
        let name = name(&order.buyer);
        if people.insert(name.clone(), UserId::from_raw(0)).is_none() {
            *(if is_guest { &mut tally.guests } else { &mut tally.customers }) += 1;
            wanted.push((name, is_guest));
        }
    }
    for batch in wanted.chunks(BATCH) {
        let batch = batch.to_vec();
        let made = db.transact(Actor::System, move |tx, cx| {
            batch.iter().map(|(name, is_guest)| Ok((name.clone(), make(tx, cx, name, *is_guest)?))).collect()
        });
        people.extend::<Vec<_>>(made?);
    }
    Ok(people)
}

fn make(tx: &mut Tx<'_>, cx: &Cx, name: &str, is_guest: bool) -> kernel::Result<UserId> {
    let username = Username::parse(name)?;
    if is_guest {
        return account::guest(tx, cx, &username).map(|user| user.id);
    }
    if let Some(user) = account::find(tx, name)? {
        return Ok(user.id);
    }
    let ask = Register { username, phone: None, hash: None, display_name: name.to_owned() };
    account::register(tx, cx, &ask).map(|user| user.id)
}
