//! The address book.

use mall::account::{ADDRESSES_MAX, Address, AddressId, Place, PlaceForm, UserId};

use super::*;

fn place(street: &str) -> Place {
    let form = PlaceForm {
        recipient: " 王小麦 ",
        phone: "138 1234 5678",
        province: "浙江省",
        city: "杭州市",
        district: "",
        street,
        postcode: "310000",
    };
    form.check().unwrap()
}

fn add(db: &TestDb, user: UserId, street: &str, is_default: bool) -> kernel::Result<Address> {
    let place = place(street);
    db.write(move |tx, cx| account::add_address(tx, cx, user, &place, is_default))
}

/// Streets in the order of the list, the default one marked.
fn streets(db: &TestDb, user: UserId) -> Vec<String> {
    let mark =
        |address: Address| format!("{}{}", address.place.street, if address.is_default { "*" } else { "" });
    db.read(move |tx| account::addresses(tx, user)).unwrap().into_iter().map(mark).collect()
}

#[db_test]
fn one_address_is_the_default_whatever_happens(db: TestDb) {
    let user = register(&db, "xiaomai").id;
    let first = add(&db, user, "one", false).unwrap();
    assert!(first.is_default);
    assert_eq!((first.place.recipient.as_str(), first.place.phone.as_str()), ("王小麦", "+8613812345678"));
    let second = add(&db, user, "two", false).unwrap();
    assert_eq!(streets(&db, user), ["one*", "two"]);
    let third = add(&db, user, "three", true).unwrap();
    assert_eq!(streets(&db, user), ["three*", "two", "one"]);
    let id = second.id;
    db.write(move |tx, _| account::set_default_address(tx, user, id)).unwrap();
    assert_eq!(streets(&db, user), ["two*", "three", "one"]);
    db.write(move |tx, _| account::delete_address(tx, user, id)).unwrap();
    assert_eq!(streets(&db, user), ["three*", "one"]);
    let changed = place("four");
    let changed = db.write(move |tx, cx| account::change_address(tx, cx, user, third.id, &changed)).unwrap();
    assert_eq!((changed.place.street.as_str(), changed.is_default), ("four", true));
    for id in [first.id, third.id] {
        db.write(move |tx, _| account::delete_address(tx, user, id)).unwrap();
    }
    assert!(streets(&db, user).is_empty());
}

#[db_test]
fn an_address_of_somebody_else_is_not_there(db: TestDb) {
    let (owner, other) = (register(&db, "xiaomai").id, register(&db, "other").id);
    let id = add(&db, owner, "one", true).unwrap().id;
    add(&db, other, "two", true).unwrap();
    for id in [id, AddressId::from_raw(1)] {
        assert_eq!(code_of(db.read(move |tx| account::address(tx, other, id))), Code::NotFound);
        let changed = place("stolen");
        let change = db.write(move |tx, cx| account::change_address(tx, cx, other, id, &changed));
        assert_eq!(code_of(change), Code::NotFound);
        assert_eq!(
            code_of(db.write(move |tx, _| account::set_default_address(tx, other, id))),
            Code::NotFound
        );
        assert_eq!(code_of(db.write(move |tx, _| account::delete_address(tx, other, id))), Code::NotFound);
    }
    assert_eq!(streets(&db, owner), ["one*"]);
    // Refused, it left the other's own default as it was.
    assert_eq!(streets(&db, other), ["two*"]);
    assert_eq!(code_of(add(&db, UserId::from_raw(5), "x", true)), Code::NotFound);
}

#[db_test]
fn the_book_has_an_end_even_for_the_hasty(db: TestDb) {
    let user = register(&db, "xiaomai").id;
    for n in 0..ADDRESSES_MAX - 2 {
        add(&db, user, &n.to_string(), false).unwrap();
    }
    let added: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..5).map(|_| scope.spawn(|| add(&db, user, "late", true))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(added.iter().filter(|outcome| outcome.is_ok()).count(), 2);
    assert!(added.into_iter().filter_map(Result::err).all(|error| error.code() == Code::AddressBookFull));
    let listed = streets(&db, user);
    assert_eq!(listed.len(), 20);
    assert_eq!(listed.iter().filter(|street| street.ends_with('*')).count(), 1);
}
