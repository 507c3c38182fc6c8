//! The pictures of a product: handed in, put first, taken away.

use axum::Router;
use axum::extract::{FromRequest, Request, State};
use axum::response::Response;
use axum::routing::post;
use kernel::{Code, Result};
use mall::account::Permission;
use mall::catalog::{Picture, ProductDraft, SpuId};
use mall::desk::{self, catalogue};
use mall::media::Audience;
use serde::Deserialize;

use super::products::place;
use super::said::Said;
use super::worker::{Worker, onward};
use crate::app::App;
use crate::page::{Form, Upload};
use crate::params::Path;
use crate::problem::Failure;
use crate::upload;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/desk/products/{id}/pictures", post(add))
        .route("/desk/products/{id}/pictures/first", post(put_first))
        .route("/desk/products/{id}/pictures/remove", post(remove))
}

async fn add(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<SpuId>,
    request: Request,
) -> Result<Response, Failure> {
    let staff = worker.id();
    // Asked before ten megabytes are read, and again when the picture is kept.
    app.db.glance(move |tx| desk::permit_reading(tx, staff, Permission::CatalogWrite)).await?;
    let Upload { file, turn: _turn } = Upload::from_request(request, &app).await?;
    let intents = upload::put(&app, worker.actor(), staff, Audience::Everybody, vec![file]).await?;
    worker
        .act(&app, move |tx, cx| {
            let names = intents.iter().map(|intent| catalogue::keep_picture(tx, cx, intent));
            let kept = names.map(|name| Ok(Picture::Media(name?.to_string()))).collect::<Result<Vec<_>>>()?;
            catalogue::revise_product(tx, cx, id, |mut draft| {
                for picture in kept {
                    if !draft.pictures.contains(&picture) {
                        draft.pictures.push(picture);
                    }
                }
                Ok(draft)
            })
        })
        .await?;
    Ok(onward(&app, &shots(id), Said::Saved))
}

fn shots(id: SpuId) -> String {
    format!("{}#pictures", place(id))
}

/// Which picture, by its place.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct At {
    at: usize,
}

async fn change(
    app: &App,
    worker: &Worker,
    id: SpuId,
    At { at }: At,
    run: fn(&mut ProductDraft, Picture),
) -> Result<Response, Failure> {
    worker
        .act(app, move |tx, cx| {
            catalogue::revise_product(tx, cx, id, |mut draft| {
                if at >= draft.pictures.len() {
                    return Err(Code::NotFound.into());
                }
                let picture = draft.pictures.remove(at);
                run(&mut draft, picture);
                Ok(draft)
            })
        })
        .await?;
    Ok(onward(app, &shots(id), Said::Saved))
}

async fn put_first(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<SpuId>,
    Form(at): Form<At>,
) -> Result<Response, Failure> {
    change(&app, &worker, id, at, |draft, picture| draft.pictures.insert(0, picture)).await
}

async fn remove(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<SpuId>,
    Form(at): Form<At>,
) -> Result<Response, Failure> {
    change(&app, &worker, id, at, |_, _| {}).await
}
