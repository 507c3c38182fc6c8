//! The people of a story.

use kernel::{Code, Currency, Money, Result, params};
use mall::account::{self, Device, Permission, Register, SessionId, SessionKind, UserId, Username};
use mall::ledger::{self, Posting};
use serde_json::{Value, json};
use store::{Tx, sql};

use super::TestApp;

sql! {
    NEW_ROLE = "insert into roles (name, title_zh, title_en) values (?1, ?1, ?1)";
    NEW_PERMISSION = "insert into role_permissions (role, permission) values (?1, ?2)";
}

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: UserId,
    pub session: SessionId,
    pub name: String,
    pub refresh: String,
}

impl Person {
    /// An access token, issued now.
    ///
    /// # Panics
    /// When signing fails.
    #[must_use]
    pub fn access(&self, app: &TestApp) -> String {
        let web = app.web();
        web.keys.issue(self.id, self.session, web.now()).expect("tokens can be signed")
    }
}

fn new_person(tx: &mut Tx<'_>, cx: &kernel::Cx, name: &str) -> Result<Person> {
    let ask =
        Register { username: Username::parse(name)?, phone: None, hash: None, display_name: name.to_owned() };
    let user = account::register(tx, cx, &ask)?;
    let device =
        Device { kind: SessionKind::Api, agent: "story".to_owned(), address: "192.0.2.1".to_owned() };
    let opened = account::sign_in(tx, cx, user.id, &device)?;
    Ok(Person { id: user.id, session: opened.session, name: name.to_owned(), refresh: opened.token })
}

impl TestApp {
    /// A new user without a password, signed in.
    ///
    /// # Panics
    /// When the name is taken or is no name.
    pub async fn person(&self, name: &str) -> Person {
        let name = name.to_owned();
        self.write(move |tx, cx| new_person(tx, cx, &name)).await.expect("a new person")
    }

    /// A new member of staff with exactly these permissions.
    ///
    /// # Panics
    /// As [`TestApp::person`].
    pub async fn staff(&self, name: &str, permissions: &[Permission]) -> Person {
        let (name, permissions) = (name.to_owned(), permissions.to_vec());
        self.write(move |tx, cx| {
            let person = new_person(tx, cx, &name)?;
            let role = format!("only-{name}");
            tx.execute(NEW_ROLE, params![role])?;
            for permission in &permissions {
                tx.execute(NEW_PERMISSION, params![role, *permission])?;
            }
            account::grant(tx, cx, person.id, &role)?;
            Ok(person)
        })
        .await
        .expect("a new member of staff")
    }

    /// A new administrator.
    ///
    /// # Panics
    /// As [`TestApp::person`].
    pub async fn admin(&self, name: &str) -> Person {
        let person = self.person(name).await;
        let id = person.id;
        self.write(move |tx, cx| account::make_admin(tx, cx, id)).await.expect("a new administrator");
        person
    }

    /// Puts money on a person's balance.
    ///
    /// # Panics
    /// When the ledger refuses.
    pub async fn give_money(&self, person: &Person, minor: i64) {
        let user = person.id;
        self.write(move |tx, cx| {
            let amount = Money::new(minor, Currency::CNY)?;
            let posting = Posting::opening(user, cx.now.micros(), amount);
            match ledger::post(tx, cx, &posting)? {
                ledger::Posted::Now => Ok(()),
                ledger::Posted::Before => Err(Code::AlreadyExists.into()),
            }
        })
        .await
        .expect("money arrives");
    }

    /// Adds an address to the person's book; its id.
    ///
    /// # Panics
    /// When the API refuses.
    pub async fn address_of(&self, person: &Person) -> Value {
        let reply = self.post("/api/v1/addresses").by(person).json(&address()).await.expect(201);
        reply.data()["id"].clone()
    }
}

/// A good address, as a body.
#[must_use]
pub fn address() -> Value {
    json!({
        "recipient": "麦小麦", "phone": "13812345678", "province": "浙江省", "city": "杭州市",
        "district": "西湖区", "street": "余杭塘路 866 号",
    })
}
