//! The tree of categories.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use kernel::{Code, Error, Lang, Result, Text2};
use mall::catalog::{self, Category, CategoryDraft, CategoryId};
use mall::desk::catalogue;
use serde::Deserialize;

use super::said::Said;
use super::show;
use super::view::{CategoriesPage, CategoryPage, CategoryRow, Choice, Link, Section};
use super::worker::{Nothing, Worker, onward};
use crate::app::App;
use crate::page::Form;
use crate::params::Path;
use crate::problem::Failure;
use crate::site::view::FieldErrors;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/desk/categories", get(tree).post(create))
        .route("/desk/categories/{id}", get(look_at).post(rename))
        .route("/desk/categories/{id}/move", post(move_it))
        .route("/desk/categories/{id}/remove", post(remove))
}

/// The categories as a select shows them: indented by their depth.
pub fn choices(tree: &[Category], lang: Lang) -> Vec<Choice> {
    let choice = |category: &Category| Choice {
        value: category.id.to_string(),
        name: format!("{}{}", "　".repeat(category.depth().saturating_sub(1)), category.name.get(lang)),
    };
    tree.iter().map(choice).collect()
}

/// A category that a form names; nothing for the top.
fn parent(typed: &str) -> Result<Option<CategoryId>> {
    if typed.is_empty() {
        return Ok(None);
    }
    typed.parse().map(Some).map_err(|_| Error::field("parent", "does not exist", "上级分类不存在"))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewCategory {
    #[serde(rename = "name.zh", default)]
    name_zh: String,
    #[serde(rename = "name.en", default)]
    name_en: String,
    #[serde(default)]
    parent: String,
}

async fn page(
    app: &App,
    worker: &Worker,
    typed: NewCategory,
    errors: FieldErrors,
) -> Result<CategoriesPage, Failure> {
    let tree = worker.read(app, Section::Categories, |tx| catalog::subtree(tx, None)).await?;
    let lang = worker.lang();
    let row = |category: &Category| CategoryRow {
        id: category.id.to_string(),
        name: category.name.get(lang).to_owned(),
        other_name: category.name.get(show::other(lang)).to_owned(),
        depth: category.depth(),
    };
    Ok(CategoriesPage {
        layout: worker.layout(Section::Categories, worker.t().categories),
        rows: tree.iter().map(row).collect(),
        name_zh: typed.name_zh,
        name_en: typed.name_en,
        parent: typed.parent,
        parents: choices(&tree, lang),
        errors,
    })
}

async fn tree(State(app): State<App>, worker: Worker) -> Result<Response, Failure> {
    let page = page(&app, &worker, NewCategory::default(), FieldErrors::default()).await?;
    worker.show(&app, &page)
}

async fn create(
    State(app): State<App>,
    worker: Worker,
    Form(typed): Form<NewCategory>,
) -> Result<Response, Failure> {
    let name = Text2::new(typed.name_zh.trim(), typed.name_en.trim());
    let made = match parent(&typed.parent) {
        Ok(parent) => {
            let draft = CategoryDraft { parent, name };
            worker.act(&app, move |tx, cx| catalogue::create_category(tx, cx, &draft).map(drop)).await
        }
        Err(error) => Err(error),
    };
    match made {
        Ok(()) => Ok(onward(&app, Section::Categories.href(), Said::Saved)),
        Err(error) => {
            let errors = worker.faults(error)?;
            let page = page(&app, &worker, typed, errors).await?;
            worker.refuse(&app, &page)
        }
    }
}

/// What was typed on the page of one category; what was not is as stored.
#[derive(Clone, Debug, Default)]
struct Typed {
    name: Option<Text2>,
    place: Option<MoveForm>,
    errors: FieldErrors,
}

async fn one(app: &App, worker: &Worker, id: CategoryId, typed: Typed) -> Result<CategoryPage, Failure> {
    let (tree, crumbs) = worker
        .read(app, Section::Categories, move |tx| {
            let crumbs = catalog::breadcrumbs(tx, id)?;
            Ok((catalog::subtree(tx, None)?, crumbs))
        })
        .await?;
    let lang = worker.lang();
    let link =
        |category: &Category| Link::new(category.name.get(lang), format!("/desk/categories/{}", category.id));
    let (here, above) = crumbs.split_last().ok_or(Code::NotFound)?;
    let mut siblings = tree.iter().filter(|category| category.parent == here.parent);
    let position = siblings.position(|category| category.id == id).map_or(1, |at| at + 1);
    let heading = here.name.get(lang).to_owned();
    let name = typed.name.unwrap_or_else(|| here.name.clone());
    let place = typed.place.unwrap_or_else(|| MoveForm {
        parent: here.parent.map(|parent| parent.to_string()).unwrap_or_default(),
        position: position.to_string(),
    });
    Ok(CategoryPage {
        layout: worker.layout(Section::Categories, heading.clone()),
        id: id.to_string(),
        crumbs: above.iter().map(link).collect(),
        heading,
        name_zh: name.zh,
        name_en: name.en,
        parent: place.parent,
        position: place.position,
        parents: choices(&tree, lang),
        children: tree.iter().filter(|category| category.parent == Some(id)).map(link).collect(),
        errors: typed.errors,
    })
}

async fn look_at(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<CategoryId>,
) -> Result<Response, Failure> {
    let page = one(&app, &worker, id, Typed::default()).await?;
    worker.show(&app, &page)
}

/// On to the category, or its page again.
async fn answer(
    app: &App,
    worker: &Worker,
    id: CategoryId,
    done: Result<()>,
    typed: Typed,
) -> Result<Response, Failure> {
    match done {
        Ok(()) => Ok(onward(app, &format!("/desk/categories/{id}"), Said::Saved)),
        Err(error) => {
            let errors = worker.faults(error)?;
            let page = one(app, worker, id, Typed { errors, ..typed }).await?;
            worker.refuse(app, &page)
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NameForm {
    #[serde(rename = "name.zh", default)]
    name_zh: String,
    #[serde(rename = "name.en", default)]
    name_en: String,
}

async fn rename(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<CategoryId>,
    Form(typed): Form<NameForm>,
) -> Result<Response, Failure> {
    let name = Text2::new(typed.name_zh.trim(), typed.name_en.trim());
    let wanted = name.clone();
    let done = worker.act(&app, move |tx, cx| catalogue::rename_category(tx, cx, id, &wanted)).await;
    answer(&app, &worker, id, done, Typed { name: Some(name), ..Typed::default() }).await
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct MoveForm {
    parent: String,
    position: String,
}

async fn move_it(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<CategoryId>,
    Form(typed): Form<MoveForm>,
) -> Result<Response, Failure> {
    let place = parent(&typed.parent).and_then(|parent| Ok((parent, position(&typed.position)?)));
    let done = match place {
        Ok((parent, place)) => {
            worker.act(&app, move |tx, cx| catalogue::move_category(tx, cx, id, parent, place)).await
        }
        Err(error) => Err(error),
    };
    answer(&app, &worker, id, done, Typed { place: Some(typed), ..Typed::default() }).await
}

/// People count from one.
fn position(typed: &str) -> Result<usize> {
    let position = typed.trim().parse::<usize>().ok().and_then(|position| position.checked_sub(1));
    position.ok_or_else(|| Error::field("position", "is out of range", "超出范围"))
}

async fn remove(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<CategoryId>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Failure> {
    let done = worker.act(&app, move |tx, cx| catalogue::delete_category(tx, cx, id)).await;
    match done {
        Ok(()) => Ok(onward(&app, Section::Categories.href(), Said::Done)),
        Err(error) => answer(&app, &worker, id, Err(error), Typed::default()).await,
    }
}
