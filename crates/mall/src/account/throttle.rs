//! How often a secret may be guessed and a message be asked for. The counters are rows, so they outlive restarts
//! and hold across nodes.

use std::net::IpAddr;

use ::store::Tx;
use kernel::time::DAY_S;
use kernel::{Code, Cx, Result, Time};

use super::checked::{Checked, Refusal};
use super::store::throttle as store;
use super::text::clip;

/// Wrong passwords for one name before it must wait.
const NAME_FREE: i64 = 5;
/// Wrong passwords from one address before it must wait: a dormitory may share one.
const ADDRESS_FREE: i64 = 30;
/// The first wait; each further wrong try doubles it.
const WAIT_S: i64 = 30;
const WAIT_MAX_S: i64 = 3_600;
/// After a day without a try the count begins anew.
const QUIET_S: i64 = DAY_S;

const NAME: &str = "password.name";
const ADDRESS: &str = "password.address";

/// The keys under which a try was counted, to be forgiven when it turns out right.
#[derive(Clone, Debug)]
pub(super) struct Counted {
    name: String,
    address: String,
}

/// Counts one try of a password before it is checked: guesses made at the same time are all counted, and a
/// crash between the two forgets none. The address comes first, so that one that must wait cannot go on making
/// names wait.
pub(super) fn count_password_try(
    tx: &mut Tx<'_>,
    cx: &Cx,
    name: &str,
    address: &str,
) -> Result<Checked<Counted>> {
    for (scope, key, free) in [(ADDRESS, address, ADDRESS_FREE), (NAME, name, NAME_FREE)] {
        if let Some(wait_s) = count(tx, cx.now, scope, key, free)? {
            return Ok(Checked::Refused(Refusal { code: Code::TooMany, wait_s }));
        }
    }
    Ok(Checked::Passed(Counted { name: name.to_owned(), address: address.to_owned() }))
}

/// The try was right: the name starts afresh, the address gets its one try back. What others tried from the
/// same address stays counted.
pub(super) fn forgive(tx: &mut Tx<'_>, counted: &Counted) -> Result<()> {
    store::give_back(tx, ADDRESS, &counted.address)?;
    store::forget(tx, NAME, &counted.name)
}

/// How long to wait when the key is blocked; otherwise the try is counted and may block the next.
fn count(tx: &mut Tx<'_>, now: Time, scope: &str, key: &str, free: i64) -> Result<Option<i64>> {
    let Some(tries) = store::count(tx, scope, key, now, now.plus_s(QUIET_S))? else {
        let until = store::times(tx, scope, key)?.map_or(now, |(_, blocked_until)| blocked_until);
        return Ok(Some(until.since_s(now).max(1)));
    };
    if tries >= free {
        store::block(tx, scope, key, now.plus_s(wait_s(tries - free)))?;
    }
    Ok(None)
}

fn wait_s(excess: i64) -> i64 {
    let doublings = u32::try_from(excess).unwrap_or(u32::MAX).min(16);
    (WAIT_S << doublings).min(WAIT_MAX_S)
}

/// Takes one place in a window; a refusal when there is none.
pub(super) fn take(tx: &mut Tx<'_>, now: Time, window: &Window<'_>) -> Result<Option<Refusal>> {
    let Window { scope, key, length_s, max } = *window;
    if store::take(tx, scope, key, now, now.plus_s(length_s), max)? {
        return Ok(None);
    }
    let ends = store::times(tx, scope, key)?.map_or(now, |(resets_at, _)| resets_at);
    Ok(Some(Refusal { code: Code::TooMany, wait_s: ends.since_s(now).max(1) }))
}

/// The key of a network address: an IPv6 network has more addresses than can be counted, so its prefix stands for
/// all of them.
pub(super) fn address_key(address: &str) -> String {
    match address.parse::<IpAddr>().map(|parsed| parsed.to_canonical()) {
        Ok(IpAddr::V6(parsed)) => {
            let [a, b, c, d, ..] = parsed.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Ok(IpAddr::V4(parsed)) => parsed.to_string(),
        Err(_) => clip(address, 64),
    }
}

/// At most `max` in `length_s` seconds from the first.
pub(super) struct Window<'a> {
    pub scope: &'static str,
    pub key: &'a str,
    pub length_s: i64,
    pub max: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_network_is_one_address() {
        assert_eq!(address_key("2001:db8:1:2:3:4:5:6"), address_key("2001:db8:1:2::1"));
        assert_ne!(address_key("2001:db8:1:2::1"), address_key("2001:db8:1:3::1"));
        assert_eq!(address_key("::ffff:192.0.2.1"), "192.0.2.1");
        assert_eq!(address_key(&"x".repeat(100)).len(), 64);
    }

    #[test]
    fn each_further_wrong_try_waits_twice_as_long_up_to_an_hour() {
        let waits: Vec<_> = (0..9).map(wait_s).collect();
        assert_eq!(waits, [30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600]);
        assert_eq!(wait_s(i64::MAX), 3_600);
    }
}
