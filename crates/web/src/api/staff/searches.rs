//! Staff look after what people find: what they search for, and words that mean the same.

use axum::extract::State;
use kernel::{Paged, Result};
use mall::account::Permission;
use mall::desk::{self, searches};
use mall::search::{self, Counted, List, Synonym, SynonymId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::answer::{Created, Done, Many, One, page_ask};
use crate::api::doc;
use crate::api::view::Stamp;
use crate::api::view::front::moment;
use crate::app::App;
use crate::auth::Staff;
use crate::json::Json;
use crate::params::{Path, Query};
use crate::problem::Failure;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_queries))
        .routes(routes!(list_synonyms, create_synonym))
        .routes(routes!(update_synonym, delete_synonym))
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, default)]
struct QueriesQuery {
    /// `popular` when it is not given.
    #[param(schema_with = doc::query_list)]
    list: Option<List>,
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
}

/// A query, counted over a week.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct CountedView {
    #[schema(example = "牛奶")]
    query: String,
    searches: i64,
    /// How many products it found, the last time.
    found: i64,
}

impl From<Counted> for CountedView {
    fn from(counted: Counted) -> Self {
        Self { query: counted.query, searches: counted.searches, found: counted.found }
    }
}

/// What people searched for within a week
#[utoipa::path(get, path = "/search/queries", tag = "staff", security(("bearer" = [])), params(QueriesQuery),
    responses((status = 200, body = Many<CountedView>), doc::StaffRead))]
async fn list_queries(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<QueriesQuery>,
) -> Result<Many<CountedView>, Failure> {
    let (user, now) = (staff.id(), app.now());
    let page = page_ask(query.limit, None)?;
    let (list, limit) = (query.list.unwrap_or(List::Popular), page.limit());
    let queries = app
        .db
        .read(move |tx| {
            desk::permit_reading(tx, user, Permission::CatalogWrite)?;
            search::queries(tx, now, list, limit)
        })
        .await?;
    Ok(Many::paged(Paged { items: queries, next: None }, &page, Into::into))
}

/// Words that mean the same.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct SynonymView {
    #[schema(value_type = String)]
    id: SynonymId,
    words: Vec<String>,
    updated_at: Stamp,
}

impl From<Synonym> for SynonymView {
    fn from(synonym: Synonym) -> Self {
        Self { id: synonym.id, words: synonym.words, updated_at: synonym.updated_at.into() }
    }
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SynonymBody {
    /// Two to twenty words, in any language.
    words: Vec<String>,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SynonymChange {
    /// Two to twenty words, in any language.
    words: Vec<String>,
    /// Of the group as you have read it: if it was changed since, that is told instead of undone.
    #[serde(default)]
    #[schema(format = DateTime)]
    updated_at: Option<String>,
}

/// All groups of words that mean the same
#[utoipa::path(get, path = "/search/synonyms", tag = "staff", security(("bearer" = [])),
    responses((status = 200, body = Many<SynonymView>), doc::StaffRead))]
async fn list_synonyms(State(app): State<App>, staff: Staff) -> Result<Many<SynonymView>, Failure> {
    let user = staff.id();
    let synonyms = app
        .db
        .read(move |tx| {
            desk::permit_reading(tx, user, Permission::CatalogWrite)?;
            search::synonyms(tx)
        })
        .await?;
    Ok(Many::whole(synonyms, Into::into))
}

/// Adds words that mean the same
#[utoipa::path(post, path = "/search/synonyms", tag = "staff", security(("bearer" = [])),
    request_body = SynonymBody, responses((status = 201, body = One<SynonymView>), doc::StaffChange))]
async fn create_synonym(
    State(app): State<App>,
    staff: Staff,
    Json(body): Json<SynonymBody>,
) -> Result<Created<SynonymView>, Failure> {
    let made =
        app.db.write(staff.actor(), move |tx, cx| searches::create_synonym(tx, cx, &body.words)).await?;
    let location = format!("/api/v1/staff/search/synonyms/{}", made.id);
    Ok(Created { location, data: made.into() })
}

/// Changes words that mean the same
#[utoipa::path(patch, path = "/search/synonyms/{id}", tag = "staff", security(("bearer" = [])),
    params(("id" = String, Path)), request_body = SynonymChange,
    responses((status = 200, body = One<SynonymView>), doc::StaffChange))]
async fn update_synonym(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<SynonymId>,
    Json(body): Json<SynonymChange>,
) -> Result<One<SynonymView>, Failure> {
    let seen = moment(body.updated_at.as_deref(), "updated_at")?;
    let change = move |tx: &mut store::Tx<'_>, cx: &kernel::Cx| {
        searches::update_synonym(tx, cx, id, seen, &body.words)
    };
    Ok(One { data: app.db.write(staff.actor(), change).await?.into() })
}

/// Takes a group away
#[utoipa::path(delete, path = "/search/synonyms/{id}", tag = "staff", security(("bearer" = [])),
    params(("id" = String, Path)), responses((status = 204), doc::StaffChange))]
async fn delete_synonym(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<SynonymId>,
) -> Result<Done, Failure> {
    app.db.write(staff.actor(), move |tx, cx| searches::delete_synonym(tx, cx, id)).await?;
    Ok(Done)
}
