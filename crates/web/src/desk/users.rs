//! Users, and the roles of those who work here.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use kernel::{Cx, Money, PageAsk, Paged, Result};
use mall::account::{self, Permission, Role, User, UserId, UserKind};
use mall::desk::system;
use mall::ledger::{self, AccountKey};
use mall::order::{self, Order};
use serde::Deserialize;
use store::Tx;

use super::said::Said;
use super::show;
use super::view::{Choice, RoleRow, Section, UserPage, UserRow, UsersPage, Worded};
use super::worker::{Nothing, Worker, onward, page_ask, to};
use crate::app::App;
use crate::page::Form;
use crate::params::{Path, Query};
use crate::problem::Failure;

/// Orders on the page of a user.
const ORDERS: i64 = 10;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/desk/users", get(list))
        .route("/desk/users/{id}", get(look_at))
        .route("/desk/users/{id}/lock", post(lock))
        .route("/desk/users/{id}/unlock", post(unlock))
        .route("/desk/users/{id}/grant", post(grant))
        .route("/desk/users/{id}/revoke", post(revoke))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct UsersQuery {
    q: String,
    after: String,
}

fn row(user: &User, roles: Vec<String>) -> UserRow {
    UserRow {
        id: user.id.to_string(),
        username: user.username.to_string(),
        name: user.display_name.clone(),
        phone: user.phone.as_ref().map(account::Phone::masked).unwrap_or_default(),
        kind: user.kind,
        state: user.state,
        at: user.created_at.into(),
        roles,
    }
}

async fn list(
    State(app): State<App>,
    worker: Worker,
    Query(UsersQuery { q, after }): Query<UsersQuery>,
) -> Result<Response, Failure> {
    let (ask, wanted, lang) = (page_ask(&after)?, q.trim().to_owned(), worker.lang());
    let (found, users) = worker
        .read(&app, Section::Users, move |tx| {
            if !wanted.is_empty() {
                let nobody = Paged { items: Vec::new(), next: None };
                return Ok((account::find(tx, &wanted)?.map(|user| user.id), nobody));
            }
            let titles = account::roles(tx)?;
            let users = account::users(tx, &ask)?;
            let mut rows = Vec::with_capacity(users.items.len());
            for user in &users.items {
                let roles = account::roles_of(tx, user.id)?;
                let title = |name: &String| {
                    titles.iter().find(|role| role.name == *name).map(|role| role.title.get(lang).to_owned())
                };
                rows.push(row(user, roles.iter().filter_map(title).collect()));
            }
            Ok((None, Paged { items: rows, next: users.next }))
        })
        .await?;
    if let Some(user) = found {
        return Ok(to(&place(user)));
    }
    worker.show(
        &app,
        &UsersPage {
            layout: worker.layout(Section::Users, worker.t().users),
            query: q,
            older: show::older("/desk/users", &after, &users),
            rows: users.items,
        },
    )
}

/// A user with all that the page shows.
struct Whole {
    user: User,
    held: Vec<String>,
    roles: Vec<Role>,
    balance: Option<Money>,
    orders: Vec<Order>,
}

fn whole(tx: &mut Tx<'_>, id: UserId, with_books: bool, with_orders: bool) -> Result<Whole> {
    let user = account::user(tx, id)?;
    let currency = kernel::Currency::default();
    let balance =
        if with_books { Some(ledger::balance(tx, AccountKey::wallet(id), currency)?) } else { None };
    let orders = if with_orders {
        order::list::of_user(tx, id, None, &PageAsk::first(ORDERS))?.items
    } else {
        Vec::new()
    };
    Ok(Whole { held: account::roles_of(tx, id)?, roles: account::roles(tx)?, user, balance, orders })
}

async fn look_at(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<UserId>,
) -> Result<Response, Failure> {
    let (with_books, with_orders) = (worker.sees(Section::Ledger), worker.sees(Section::Orders));
    let whole = worker.read(&app, Section::Users, move |tx| whole(tx, id, with_books, with_orders)).await?;
    let (t, lang) = (worker.t(), worker.lang());
    let (held, others): (Vec<&Role>, Vec<&Role>) =
        whole.roles.iter().partition(|role| whole.held.contains(&role.name));
    let role_row = |role: &&Role| RoleRow {
        role: role.name.clone(),
        title: role.title.get(lang).to_owned(),
        permits: role.permissions.iter().map(|permission| permission.named(t).text).collect(),
    };
    let choice = |role: &&Role| Choice { value: role.name.clone(), name: role.title.get(lang).to_owned() };
    let may_manage = worker.may(Permission::UsersManage);
    let can_work = may_manage && whole.user.kind == UserKind::Person;
    let titles = held.iter().map(|role| role.title.get(lang).to_owned()).collect();
    worker.show(
        &app,
        &UserPage {
            layout: worker.layout(Section::Users, whole.user.username.as_str()),
            row: row(&whole.user, titles),
            bucket: id.bucket().number().to_string(),
            balance: whole.balance.map(Into::into),
            roles: held.iter().map(role_row).collect(),
            grantable: if can_work { others.iter().map(choice).collect() } else { Vec::new() },
            may_manage,
            orders: whole.orders.iter().map(show::order_row).collect(),
        },
    )
}

fn place(id: UserId) -> String {
    format!("/desk/users/{id}")
}

async fn change(
    app: &App,
    worker: &Worker,
    id: UserId,
    said: Said,
    run: impl Fn(&mut Tx<'_>, &Cx) -> Result<()> + Send + 'static,
) -> Result<Response, Failure> {
    worker.act(app, run).await?;
    Ok(onward(app, &place(id), said))
}

async fn lock(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<UserId>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Failure> {
    change(&app, &worker, id, Said::Locked, move |tx, cx| system::lock_user(tx, cx, id)).await
}

async fn unlock(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<UserId>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Failure> {
    change(&app, &worker, id, Said::Unlocked, move |tx, cx| system::unlock_user(tx, cx, id)).await
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RoleForm {
    role: String,
}

async fn grant(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<UserId>,
    Form(RoleForm { role }): Form<RoleForm>,
) -> Result<Response, Failure> {
    change(&app, &worker, id, Said::Granted, move |tx, cx| system::grant(tx, cx, id, &role)).await
}

async fn revoke(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<UserId>,
    Form(RoleForm { role }): Form<RoleForm>,
) -> Result<Response, Failure> {
    change(&app, &worker, id, Said::Revoked, move |tx, cx| system::revoke(tx, cx, id, &role)).await
}
