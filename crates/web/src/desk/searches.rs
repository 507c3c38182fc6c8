//! What people search for, and words that mean the same.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use kernel::{Code, Error, Result, Time};
use mall::desk::searches;
use mall::search::{self, Counted, List, Synonym, SynonymId};
use serde::Deserialize;

use super::said::Said;
use super::view::{CountedRow, SearchesPage, Section, SynonymRow, TabLink};
use super::worker::{Worker, onward};
use crate::app::App;
use crate::page::Form;
use crate::params::{Path, Query};
use crate::problem::Failure;
use crate::site::view::FieldErrors;
use crate::site::view::layout::{escape_query, search_for};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/desk/searches", get(look).post(create))
        .route("/desk/searches/synonyms/{id}", post(update))
        .route("/desk/searches/synonyms/{id}/remove", post(remove))
}

/// Queries on the page.
const QUERIES_SHOWN: i64 = 30;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Which {
    list: Option<List>,
    /// A word to begin a group with.
    word: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    words: String,
    /// Of the group as it was shown, in microseconds; none of a new one.
    #[serde(default)]
    seen: Option<i64>,
}

/// People write commas of both kinds, or a line for each.
fn split(typed: &str) -> Vec<String> {
    typed.split([',', '，', '、', '\n', ';', '；']).map(|word| word.trim().to_owned()).collect()
}

/// What was typed and is not kept yet: about a group that is there, or a new one.
#[derive(Default)]
struct Typed {
    group: Option<SynonymId>,
    words: String,
    errors: FieldErrors,
}

async fn page(app: &App, worker: &Worker, list: List, typed: Typed) -> Result<SearchesPage, Failure> {
    let now = app.now();
    let read = move |tx: &mut store::Tx<'_>| {
        Ok((search::queries(tx, now, list, QUERIES_SHOWN)?, search::synonyms(tx)?))
    };
    let (queries, synonyms) = worker.read(app, Section::Searches, read).await?;
    let t = worker.t();
    let tab = |known: &List| TabLink {
        name: match known {
            List::Popular => t.queries_popular,
            List::Rising => t.queries_rising,
            List::Vain => t.queries_vain,
        },
        href: format!("{}?list={known}", Section::Searches.href()),
        count: None,
        is_here: *known == list,
        is_pressing: false,
    };
    let counted = |counted: Counted| CountedRow {
        search: search_for(&counted.query),
        begin: format!("{}?list={list}&word={}#new", Section::Searches.href(), escape_query(&counted.query)),
        query: counted.query,
        searches: counted.searches,
        found: counted.found,
    };
    let Typed { group, words, errors } = typed;
    let mut errors = Some(errors);
    let synonym = |synonym: Synonym| {
        let is_typed = group == Some(synonym.id);
        SynonymRow {
            id: synonym.id.to_string(),
            seen: synonym.updated_at.micros(),
            words: if is_typed { words.clone() } else { synonym.words.join("、") },
            errors: if is_typed { errors.take().unwrap_or_default() } else { FieldErrors::default() },
        }
    };
    let synonyms = synonyms.into_iter().map(synonym).collect();
    Ok(SearchesPage {
        layout: worker.layout(Section::Searches, t.searches),
        tabs: List::ALL.iter().map(tab).collect(),
        queries: queries.into_iter().map(counted).collect(),
        synonyms,
        words: if group.is_none() { words } else { String::new() },
        errors: errors.unwrap_or_default(),
    })
}

async fn look(
    State(app): State<App>,
    worker: Worker,
    Query(which): Query<Which>,
) -> Result<Response, Failure> {
    let words = if which.word.is_empty() { String::new() } else { format!("{}、", which.word) };
    let typed = Typed { words, ..Typed::default() };
    let page = page(&app, &worker, which.list.unwrap_or(List::Popular), typed).await?;
    worker.show(&app, &page)
}

async fn create(
    State(app): State<App>,
    worker: Worker,
    Form(typed): Form<Words>,
) -> Result<Response, Failure> {
    let words = split(&typed.words);
    let made = worker.act(&app, move |tx, cx| searches::create_synonym(tx, cx, &words).map(drop)).await;
    answer(&app, &worker, made, None, typed).await
}

async fn update(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<SynonymId>,
    Form(typed): Form<Words>,
) -> Result<Response, Failure> {
    let words = split(&typed.words);
    let seen = Some(Time(typed.seen.ok_or(Error::new(Code::BadId))?));
    let changed =
        worker.act(&app, move |tx, cx| searches::update_synonym(tx, cx, id, seen, &words).map(drop)).await;
    answer(&app, &worker, changed, Some(id), typed).await
}

async fn answer(
    app: &App,
    worker: &Worker,
    done: Result<()>,
    group: Option<SynonymId>,
    typed: Words,
) -> Result<Response, Failure> {
    match done {
        Ok(()) => Ok(onward(app, "/desk/searches#synonyms", Said::Saved)),
        Err(error) => {
            let errors = worker.faults(error)?;
            let page = page(app, worker, List::Popular, Typed { group, words: typed.words, errors }).await?;
            worker.refuse(app, &page)
        }
    }
}

async fn remove(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<SynonymId>,
    // The button stands in the form of the group.
    Form(_): Form<Words>,
) -> Result<Response, Failure> {
    worker.act(&app, move |tx, cx| searches::delete_synonym(tx, cx, id)).await?;
    Ok(onward(&app, "/desk/searches#synonyms", Said::Done))
}
