//! The same news by plain requests.

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use kernel::Code;
use serde::Deserialize;

use super::door::Visit;
use super::hub::Topic;
use super::{follower, seq_at};
use crate::app::App;
use crate::params::Query;
use crate::problem::Failure;

/// Of what, and from where on.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Ask {
    /// The last `seq` that was seen.
    pub after: Option<String>,
    pub topic: Topic,
}

impl Ask {
    /// # Errors
    /// [`Code::BadId`] for what is no `seq`.
    pub fn seq(&self) -> Result<Option<i64>, Failure> {
        let seq = self.after.as_deref().map(kernel::id::parse).transpose();
        seq.map_err(|_| Code::BadId.into())
    }
}

/// `{"seq":"…","reset":false,"messages":[…]}`: without `after`, where the client stands now.
pub async fn poll(State(app): State<App>, visit: Visit, Query(ask): Query<Ask>) -> Result<Response, Failure> {
    let after = ask.seq()?;
    let visit = visit.to(ask.topic, &app).await?;
    follower::wait_until_ready(&app).await?;
    let hub = &app.live.hub;
    let now = seq_at(app.now());
    let missed = after.map_or(Some(Vec::new()), |seq| hub.since(&visit.guest, seq));
    let is_reset = missed.is_none();
    let messages = missed.unwrap_or_default();
    hub.count_sent(messages.len());
    let texts: Vec<&str> = messages.iter().map(|message| message.json.as_str()).collect();
    let body = format!("{{\"seq\":\"{now}\",\"reset\":{is_reset},\"messages\":[{}]}}", texts.join(","));
    Ok(([(CONTENT_TYPE, "application/json")], body).into_response())
}
