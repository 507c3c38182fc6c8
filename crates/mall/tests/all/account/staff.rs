//! Roles and what they permit.

use mall::account::{ADMIN, Permission, UserId};

use super::*;

fn require(db: &TestDb, user: UserId, permission: Permission) -> kernel::Result<()> {
    db.read(move |tx| account::require(tx, user, permission))
}

#[db_test]
fn a_role_permits_what_it_lists_and_nothing_else(db: TestDb) {
    let id = register(&db, "xiaomai").id;
    assert_eq!(code_of(require(&db, id, Permission::OrderRead)), Code::Forbidden);
    db.write(move |tx, cx| account::grant(tx, cx, id, "dispatcher")).unwrap();
    db.write(move |tx, cx| account::grant(tx, cx, id, "dispatcher")).unwrap();
    require(&db, id, Permission::OrderShip).unwrap();
    assert_eq!(code_of(require(&db, id, Permission::UsersManage)), Code::Forbidden);
    db.write(move |tx, cx| account::grant(tx, cx, id, "support")).unwrap();
    let all = db.read(move |tx| account::permissions(tx, id)).unwrap();
    assert_eq!(all.iter().filter(|permission| **permission == Permission::OrderRead).count(), 1);
    assert!(all.contains(&Permission::AftersaleDecide) && all.contains(&Permission::OrderShip));
    db.write(move |tx, _| account::revoke(tx, id, "dispatcher")).unwrap();
    assert_eq!(code_of(require(&db, id, Permission::OrderShip)), Code::Forbidden);
    assert_eq!(code_of(db.write(move |tx, _| account::revoke(tx, id, "dispatcher"))), Code::NotFound);
    assert_eq!(code_of(db.write(move |tx, cx| account::grant(tx, cx, id, "emperor"))), Code::Invalid);
    let nobody = UserId::from_raw(4_711);
    assert_eq!(code_of(db.write(move |tx, cx| account::grant(tx, cx, nobody, "support"))), Code::NotFound);
}

#[db_test]
fn an_administrator_may_do_everything_and_one_must_stay(db: TestDb) {
    let (first, second) = (register(&db, "first").id, register(&db, "second").id);
    db.write(move |tx, cx| account::make_admin(tx, cx, first)).unwrap();
    for permission in Permission::ALL {
        require(&db, first, *permission).unwrap();
    }
    assert_eq!(code_of(db.write(move |tx, _| account::revoke(tx, first, ADMIN))), Code::LastAdmin);
    require(&db, first, Permission::UsersManage).unwrap();
    db.write(move |tx, cx| account::make_admin(tx, cx, second)).unwrap();
    db.write(move |tx, _| account::revoke(tx, first, ADMIN)).unwrap();
    assert_eq!(code_of(require(&db, first, Permission::UsersManage)), Code::Forbidden);
}

#[db_test]
fn every_request_knows_the_roles_of_the_moment(db: TestDb) {
    let user = register(&db, "xiaomai");
    let opened = open(&db, &user, SessionKind::Site);
    let (id, now) = (user.id, db.db.env().clock.now());
    let seen = |token: String| db.read(move |tx| account::site_session(tx, now, &token)).unwrap();
    assert!(!seen(opened.token.clone()).is_staff());
    db.write(move |tx, cx| account::grant(tx, cx, id, "support")).unwrap();
    db.write(move |tx, cx| account::make_admin(tx, cx, id)).unwrap();
    let signed = seen(opened.token.clone());
    assert_eq!(signed.roles, ["admin", "support"]);
    assert!(signed.is_staff() && signed.is_admin());
    assert_eq!(db.read(move |tx| account::roles_of(tx, id)).unwrap(), signed.roles);
}

#[db_test]
fn the_roles_are_listed_with_known_permissions(db: TestDb) {
    let roles = db.read(account::roles).unwrap();
    let names: Vec<_> = roles.iter().map(|role| role.name.as_str()).collect();
    assert_eq!(names, ["admin", "dispatcher", "operator", "support"]);
    assert_eq!(roles[0].permissions, Permission::ALL);
    assert!(roles.iter().all(|role| !role.permissions.is_empty() && !role.title.is_empty()));
}
