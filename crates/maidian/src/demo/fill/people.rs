//! The demo's people: shoppers with an address and a balance, and staff. Passwords are drawn at the first start
//! and kept in a private file, so that a demo that somebody left open has no password everybody knows.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use kernel::{Actor, Currency, Money, Random};
use mall::account::{self, PlaceForm, Register, SignUpForm, password};
use mall::ledger::{self, Posting};
use store::{Db, Transactor};

use crate::files;
use crate::trouble::{Result, Trouble};

/// The balance that a shopper begins with.
const BALANCE_FEN: i64 = 88_800;

/// Who can sign in, and how.
#[derive(Clone, Debug)]
pub struct Credentials {
    pub name: &'static str,
    pub password: String,
    /// Empty for a shopper.
    pub role: &'static str,
}

struct Person {
    name: &'static str,
    shown: &'static str,
    role: &'static str,
    address: Option<PlaceForm<'static>>,
}

pub(super) const SHOPPERS: [&str; 3] = ["xiaomai", "linlan", "chenyu"];

/// Where somebody may live whose address does not matter.
pub const DORM: PlaceForm<'static> = PlaceForm {
    recipient: "麦小禾",
    phone: "13800000001",
    province: "湖北省",
    city: "武汉市",
    district: "洪山区",
    street: "珞喻路 1037 号 韵苑学生公寓 12 栋 305",
    postcode: "430074",
};

const PEOPLE: [Person; 6] = [
    Person { name: SHOPPERS[0], shown: "小麦", role: "", address: Some(DORM) },
    Person {
        name: SHOPPERS[1],
        shown: "林岚",
        role: "",
        address: Some(PlaceForm {
            recipient: "林岚",
            phone: "13800000002",
            province: "浙江省",
            city: "杭州市",
            district: "西湖区",
            street: "余杭塘路 866 号 蓝田学园 3 幢 218",
            postcode: "310058",
        }),
    },
    Person {
        name: SHOPPERS[2],
        shown: "陈宇",
        role: "",
        address: Some(PlaceForm {
            recipient: "陈宇",
            phone: "13800000003",
            province: "广东省",
            city: "广州市",
            district: "番禺区",
            street: "大学城外环东路 132 号 明德园 6 号 411",
            postcode: "510006",
        }),
    },
    Person { name: "admin", shown: "店长", role: account::ADMIN, address: None },
    Person { name: "operator", shown: "运营小周", role: "operator", address: None },
    Person { name: "dispatcher", shown: "调度老何", role: "dispatcher", address: None },
];

pub fn fill(db: &Db, file: &Path) -> Result<Vec<Credentials>> {
    let passwords = passwords(db.env().random.as_ref(), file)?;
    let mut credentials = Vec::new();
    for person in &PEOPLE {
        let Some(password) = passwords.get(person.name) else {
            return Err(Trouble::file(file, format!("there is no password of {}", person.name)));
        };
        if db.read_blocking(|tx| account::find(tx, person.name))?.is_none() {
            add(db, person, password)?;
        }
        credentials.push(Credentials { name: person.name, password: password.clone(), role: person.role });
    }
    Ok(credentials)
}

fn passwords(random: &dyn Random, file: &Path) -> Result<BTreeMap<String, String>> {
    match std::fs::read_to_string(file) {
        Ok(text) => toml::from_str(&text).map_err(|error| Trouble::file(file, error.message())),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let drawn = PEOPLE.iter().map(|person| (person.name.to_owned(), draw(random)));
            let passwords: BTreeMap<_, _> = drawn.collect();
            let text = toml::to_string(&passwords).map_err(|error| Trouble::file(file, error))?;
            files::write_private(file, &text).map_err(|error| Trouble::file(file, error))?;
            Ok(passwords)
        }
        Err(error) => Err(Trouble::file(file, error)),
    }
}

/// Twelve letters that are told apart on paper: 60 bits.
fn draw(random: &dyn Random) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let letters: [u8; 12] = random.bytes();
    letters.iter().map(|letter| char::from(LETTERS[usize::from(letter % 32)])).collect()
}

fn add(db: &Db, person: &'static Person, password: &str) -> Result<()> {
    let form = SignUpForm { username: person.name, password, display_name: person.shown, phone: "" };
    let sign_up = form.check()?;
    let hash = password::hash(db.env().random.as_ref(), password)?;
    let ask = Register {
        username: sign_up.username,
        phone: None,
        hash: Some(hash),
        display_name: sign_up.display_name,
    };
    let place = person.address.as_ref().map(PlaceForm::check).transpose()?;
    db.transact(Actor::System, move |tx, cx| {
        let user = account::register(tx, cx, &ask)?.id;
        if !person.role.is_empty() {
            account::grant(tx, cx, user, person.role)?;
        }
        if let Some(place) = &place {
            account::add_address(tx, cx, user, place, true)?;
            let balance = Money::new(BALANCE_FEN, Currency::CNY)?;
            ledger::post(tx, cx, &Posting::opening(user, user.raw(), balance))?;
        }
        Ok(())
    })?;
    Ok(())
}
