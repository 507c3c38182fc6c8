//! Every route of the document, called as nobody, as another user, and as staff without the permission.
//!
//! A route that is new and needs a body fails here until its body is in [`body`].

use mall::account::Permission;
use mall::payment::PaymentId;
use serde_json::{Value, json};
use testkit::{Call, Item, Person, TestApp, address, db_test, order_of};

struct Route {
    method: String,
    path: String,
    operation: Value,
}

impl Route {
    fn id(&self) -> &str {
        self.operation["operationId"].as_str().unwrap()
    }

    /// Whether one must be signed in; a cart may be a visitor's.
    fn is_guarded(&self) -> bool {
        let ways = self.operation["security"].as_array().cloned().unwrap_or_default();
        !ways.is_empty() && ways.iter().all(|way| way.get("bearer").is_some())
    }

    fn is_staff(&self) -> bool {
        self.path.starts_with("/api/v1/staff/")
    }

    fn call(&self, app: &TestApp, id: &str, body: Option<Value>) -> Call {
        let path = match (self.path.split_once('{'), self.path.split_once('}')) {
            (Some((before, _)), Some((_, after))) => {
                format!("{before}{id}{after}").replace("{name}", &"0".repeat(64))
            }
            _ => self.path.clone(),
        };
        let call = app.call(self.method.to_uppercase().parse().unwrap(), path).key(self.id());
        match body {
            Some(body) => call.json(&body),
            None => call,
        }
    }
}

fn routes() -> Vec<Route> {
    let document: Value = serde_json::from_str(&web::api::openapi_json()).unwrap();
    let mut routes = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let (method, path, operation) = (method.clone(), path.clone(), operation.clone());
            routes.push(Route { method, path, operation });
        }
    }
    routes
}

/// A good body for every route that needs one.
fn body(route: &Route, item: Item) -> Option<Value> {
    let body = match route.id() {
        "place_order" => order_of(item, 1),
        "start_payment" => json!({"method": "balance"}),
        "request_aftersale" => json!({"lines": [{"line": 1, "quantity": 1}], "reason": "r"}),
        "send_aftersale" | "ship_order" => json!({"carrier": "c", "tracking": "t"}),
        "create_address" => address(),
        "change_address" => json!({"street": "s"}),
        "rename_me" => json!({"display_name": "n"}),
        "change_password" => json!({"current": "c", "new": "a quite good one"}),
        "bind_phone" => json!({"phone": "13812345678", "code": "000000"}),
        "add_to_cart" => json!({"items": [{"sku": item.sku.to_string(), "quantity": 1}]}),
        "set_cart_item" => json!({"quantity": 1}),
        "create_product" | "replace_product" => {
            json!({"handle": "h", "title": {"en": "t"}, "skus": [{"code": "c", "price": "1.00"}]})
        }
        "set_product_on_sale" => json!({"on_sale": true}),
        "create_category" | "rename_category" => json!({"name": {"en": "n"}}),
        "create_synonym" | "update_synonym" => json!({"words": ["a", "b"]}),
        "set_stock" => json!({"available": 1}),
        "approve_aftersale" | "reject_aftersale" => json!({"answer": "a"}),
        "compose_home" => json!({"revision": 1, "blocks": []}),
        "create_announcement" => json!({"title": {"en": "t"}}),
        "change_announcement" => json!({"revision": 1, "announcement": {"title": {"en": "t"}}}),
        "edit_job" => json!({"payload": {}}),
        "grant_role" | "revoke_role" => json!({"role": "support"}),
        // A picture is a form; who may not hand one in is told before it is read.
        "upload_picture" | "set_avatar" | "add_aftersale_photo" => return None,
        id => {
            let needed = route.operation["requestBody"]["required"] == true;
            assert!(!needed || !route.is_guarded(), "{id} is new: give it a body here");
            return None;
        }
    };
    Some(body)
}

/// One of everything that somebody owns.
struct Owned {
    order: String,
    payment: String,
    aftersale: String,
    address: String,
    session: String,
}

impl Owned {
    fn of(&self, path: &str) -> Option<&str> {
        let owned = path.strip_prefix("/api/v1/")?;
        Some(match owned.split('/').next()? {
            "orders" => &self.order,
            "payments" => &self.payment,
            "aftersales" => &self.aftersale,
            "addresses" => &self.address,
            "me" => &self.session,
            _ => return None,
        })
    }
}

async fn owner_of_everything(app: &TestApp, item: Item) -> (Person, Owned) {
    let owner = app.person("owner").await;
    app.give_money(&owner, 100_000).await;
    let order = app.buy_and_pay(&owner, item, 2, "o").await;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let order_id = text(&order["id"]);
    let claim = json!({"lines": [{"line": 1, "quantity": 1}], "reason": "r"});
    let at = format!("/api/v1/orders/{order_id}/aftersales");
    let case = app.post(at).by(&owner).key("c").json(&claim).await.expect(201).data();
    let address = app.address_of(&owner).await;
    let owned = Owned {
        payment: text(&order["payments"][0]["id"]),
        aftersale: text(&case["id"]),
        address: text(&address),
        session: owner.session.to_string(),
        order: order_id,
    };
    (owner, owned)
}

#[db_test]
async fn nobody_comes_past_a_guard(app: TestApp) {
    let item = app.item("lamp").insert().await;
    let mut guarded = 0;
    for route in routes().iter().filter(|route| route.is_guarded()) {
        guarded += 1;
        let reply = route.call(&app, "7", body(route, item)).await;
        assert_eq!(reply.status, 401, "{} {}: {}", route.method, route.path, reply.text());
        assert_eq!(reply.code(), "unauthenticated");
        assert!(reply.header("www-authenticate").is_some_and(|value| value.starts_with("Bearer")));
    }
    assert!(guarded > 50, "{guarded}");
}

#[db_test]
async fn what_is_anothers_is_not_found(app: TestApp) {
    let item = app.item("lamp").stock(100).insert().await;
    let (owner, owned) = owner_of_everything(&app, item).await;
    let stranger = app.person("stranger").await;
    let before = app.get(format!("/api/v1/orders/{}", owned.order)).by(&owner).await.expect(200);
    let mut walked = 0;
    for route in
        routes().iter().filter(|route| route.path.contains('{') && route.is_guarded() && !route.is_staff())
    {
        let id = owned.of(&route.path).unwrap_or_else(|| panic!("{} is new: who owns it?", route.path));
        let reply = route.call(&app, id, body(route, item)).by(&stranger).await;
        assert_eq!(reply.status, 404, "{} {}: {}", route.method, route.path, reply.text());
        assert_eq!(reply.code(), "not_found");
        walked += 1;
    }
    assert!(walked >= 14, "{walked}");
    let after = app.get(format!("/api/v1/orders/{}", owned.order)).by(&owner).await.expect(200);
    assert_eq!(before.body, after.body, "nothing of it was changed");
    app.get(format!("/api/v1/payments/{}", owned.payment)).by(&owner).await.expect(200);
    app.assert_sound().await;
}

#[db_test]
async fn staff_may_do_what_they_are_permitted_and_nothing_else(app: TestApp) {
    let item = app.item("lamp").insert().await;
    let shopper = app.person("shopper").await;
    let idle = app.staff("idle", &[]).await;
    let mut walked = 0;
    for route in routes().iter().filter(|route| route.is_staff()) {
        let reply = route.call(&app, "7", body(route, item)).by(&shopper).await;
        assert_eq!((reply.status.as_u16(), reply.code().as_str()), (403, "forbidden"), "{}", route.path);
        let reply = route.call(&app, "7", body(route, item)).by(&idle).await;
        if route.id() == "get_staff_me" {
            assert_eq!(reply.expect(200).data()["permissions"], json!([]));
            continue;
        }
        assert_eq!(reply.status, 403, "{} {}: {}", route.method, route.path, reply.text());
        walked += 1;
    }
    assert!(walked > 30, "{walked}");
}

#[db_test]
async fn each_staff_route_opens_to_one_permission(app: TestApp) {
    let item = app.item("lamp").insert().await;
    let mut staff = Vec::new();
    for permission in Permission::ALL {
        let name = format!("s-{}", permission.word().replace('.', "-"));
        staff.push((*permission, app.staff(&name, &[*permission]).await));
    }
    let mut opened = Vec::new();
    for route in routes().iter().filter(|route| route.is_staff() && route.id() != "get_staff_me") {
        let mut opens = Vec::new();
        for (permission, person) in &staff {
            let reply = route.call(&app, "7", body(route, item)).by(person).await;
            assert!(reply.status.as_u16() < 500, "{} {}: {}", route.method, route.path, reply.text());
            if reply.status != 403 {
                opens.push(*permission);
            }
        }
        assert_eq!(opens.len(), 1, "{} {} opens to {opens:?}", route.method, route.path);
        opened.extend(opens);
    }
    opened.sort_unstable();
    opened.dedup();
    assert_eq!(opened, Permission::ALL, "every permission opens something");
}

#[db_test]
async fn an_id_of_another_kind_is_not_found(app: TestApp) {
    let item = app.item("lamp").stock(100).insert().await;
    let (owner, owned) = owner_of_everything(&app, item).await;
    let payment: PaymentId = owned.payment.parse().unwrap();
    for path in ["orders", "aftersales", "addresses"] {
        app.get(format!("/api/v1/{path}/{payment}")).by(&owner).await.expect(404);
    }
}
