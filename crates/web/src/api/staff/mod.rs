//! What staff do, through the use cases of the desk: each asks for its permission and leaves an entry in the record.

mod aftersales;
mod books;
mod front;
mod goods;
mod orders;
mod payments;
mod people;
mod pictures;
mod product_body;
mod searches;
mod system;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(goods::routes())
        .merge(front::routes())
        .merge(pictures::routes())
        .merge(orders::routes())
        .merge(aftersales::routes())
        .merge(payments::routes())
        .merge(books::routes())
        .merge(people::routes())
        .merge(searches::routes())
        .merge(system::routes())
}
