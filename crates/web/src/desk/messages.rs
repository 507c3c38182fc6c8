//! SMS and mail, as they went out.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use mall::account::{self, Message};

use super::show;
use super::view::{MessageRow, MessagesPage, Section};
use super::worker::{After, Worker, page_ask};
use crate::app::App;
use crate::params::Query;
use crate::problem::Failure;

pub fn routes() -> Router<App> {
    Router::new().route("/desk/messages", get(outbox))
}

fn row(message: Message) -> MessageRow {
    MessageRow {
        channel: message.channel,
        recipient: message.recipient,
        subject: message.subject,
        body: message.body,
        state: message.state,
        reason: message.reason,
        at: message.created_at.into(),
    }
}

async fn outbox(
    State(app): State<App>,
    worker: Worker,
    Query(After { after }): Query<After>,
) -> Result<Response, Failure> {
    let ask = page_ask(&after)?;
    let messages = worker.read(&app, Section::Messages, move |tx| account::messages(tx, &ask)).await?;
    worker.show(
        &app,
        &MessagesPage {
            layout: worker.layout(Section::Messages, worker.t().messages),
            older: show::older("/desk/messages", &after, &messages),
            rows: messages.items.into_iter().map(row).collect(),
        },
    )
}
