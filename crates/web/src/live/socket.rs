//! One connection, from the handshake to its end.

use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message as Frame, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::http::header::UPGRADE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use kernel::Code;
use serde::Deserialize;
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior};

use super::door::{PROTOCOL, Visit};
use super::hub::{Next, Place};
use super::poll::Ask;
use super::{follower, message, seq_at};
use crate::app::App;
use crate::params::Query;
use crate::problem::Failure;

/// Bytes of what a client may say: it has only `{"after":"…"}` to say.
const HEARD_BYTES_MAX: usize = 512;
/// How often a client may ask for what it missed, over the whole connection: each time it is told up to a thousand
/// messages. Who needs it more often comes back instead, which is limited at the door.
const ASKED_MAX: u32 = 20;
/// A frame that is not taken within this is for somebody who does not read.
const SEND_WITHIN: Duration = Duration::from_secs(10);
/// Saying good-bye to somebody who may not listen.
const CLOSE_WITHIN: Duration = Duration::from_secs(1);
/// Questions without an answer after which nobody is there.
const PINGS_MISSED_MAX: u32 = 2;

/// Why a connection ends, as the other side is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// The client has gone, or broken off.
    Gone,
    /// The server is being stopped: come back soon.
    Stopping,
    /// The reader did not keep up: come back at once and resume.
    TooSlow,
    /// Signed out, revoked or locked, or no longer permitted to hear this.
    SignedOut,
    /// What the client said is not understood, or too much.
    Unclear,
}

impl End {
    /// 1000s are of RFC 6455 and its registry, 4000s are ours.
    fn code(self) -> u16 {
        match self {
            Self::Gone => 1_000,
            Self::Stopping => 1_012,
            Self::TooSlow => 4_008,
            Self::SignedOut => 4_001,
            Self::Unclear => 1_008,
        }
    }
}

/// What a client says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Heard {
    after: String,
}

pub async fn live(
    State(app): State<App>,
    visit: Visit,
    Query(ask): Query<Ask>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Failure> {
    let Ok(upgrade) = upgrade else {
        let how = [(UPGRADE, HeaderValue::from_static("websocket"))];
        return Ok((StatusCode::UPGRADE_REQUIRED, how).into_response());
    };
    let after = ask.seq()?;
    if app.live.is_stopping() {
        return Err(Code::Busy.into());
    }
    let visit = visit.to(ask.topic, &app).await?;
    follower::wait_until_ready(&app).await?;
    // Looked at before the handshake is answered, so that it can be refused; taken for good after it.
    drop(app.live.hub.enter(visit.guest.clone())?);
    let upgrade = upgrade
        .protocols([PROTOCOL])
        .max_message_size(HEARD_BYTES_MAX)
        .max_frame_size(HEARD_BYTES_MAX)
        .write_buffer_size(0);
    Ok(upgrade.on_upgrade(move |socket| async move {
        let (sink, stream) = socket.split();
        let Ok(place) = app.live.hub.enter(visit.guest.clone()) else { return };
        Connection { app: &app, visit: &visit, place, sink, unanswered: 0, asked: 0 }
            .run(stream, after)
            .await;
    }))
}

async fn until_true(watched: &mut watch::Receiver<bool>) {
    // A watch whose other end is gone says nothing any more; the server is ending then.
    let _ = watched.wait_for(|is_true| *is_true).await;
}

struct Connection<'a> {
    app: &'a App,
    visit: &'a Visit,
    place: Place<'a>,
    sink: SplitSink<WebSocket, Frame>,
    unanswered: u32,
    asked: u32,
}

impl Connection<'_> {
    async fn run(mut self, stream: SplitStream<WebSocket>, after: Option<i64>) {
        let end = match self.begin(after).await {
            Ok(()) => self.carry(stream).await,
            Err(end) => end,
        };
        tracing::debug!(?end, "a live connection ended");
        let reason = Utf8Bytes::from_static("");
        let close = Frame::Close(Some(CloseFrame { code: end.code(), reason }));
        let _ = tokio::time::timeout(CLOSE_WITHIN, self.sink.send(close)).await;
    }

    async fn begin(&mut self, after: Option<i64>) -> Result<(), End> {
        self.say(message::hello(seq_at(self.app.now()))).await?;
        match after {
            Some(seq) => self.resume(seq).await,
            None => Ok(()),
        }
    }

    /// Carries messages until there is a reason to end.
    async fn carry(&mut self, mut stream: SplitStream<WebSocket>) -> End {
        let ping_every = self.app.live.config.ping_every;
        let mut pings = tokio::time::interval_at(Instant::now() + ping_every, ping_every);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut stopping = self.app.live.stopping.subscribe();
        loop {
            let done = tokio::select! {
                () = until_true(&mut stopping) => Err(End::Stopping),
                next = self.place.next() => self.tell(next).await,
                frame = stream.next() => self.hear(frame).await,
                _ = pings.tick() => self.ping().await,
            };
            if let Err(end) = done {
                return end;
            }
        }
    }

    async fn tell(&mut self, next: Next) -> Result<(), End> {
        match next {
            Next::Message(message) => {
                self.app.live.hub.count_sent(1);
                self.say(message.json.clone()).await
            }
            Next::TooSlow => Err(End::TooSlow),
        }
    }

    async fn say(&mut self, text: Utf8Bytes) -> Result<(), End> {
        self.send(Frame::Text(text)).await
    }

    async fn send(&mut self, frame: Frame) -> Result<(), End> {
        match tokio::time::timeout(SEND_WITHIN, self.sink.send(frame)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(End::Gone),
            Err(_) => Err(End::TooSlow),
        }
    }

    async fn hear(&mut self, frame: Option<Result<Frame, axum::Error>>) -> Result<(), End> {
        let frame = match frame {
            Some(Ok(frame)) => frame,
            // Too long, or no frame at all. Who has broken off does not hear it.
            Some(Err(_)) => return Err(End::Unclear),
            None => return Err(End::Gone),
        };
        self.unanswered = 0;
        match frame {
            Frame::Text(text) => {
                self.asked += 1;
                if ASKED_MAX < self.asked {
                    return Err(End::Unclear);
                }
                let heard: Heard = serde_json::from_str(&text).map_err(|_| End::Unclear)?;
                let seq = kernel::id::parse(&heard.after).map_err(|_| End::Unclear)?;
                self.resume(seq).await
            }
            Frame::Binary(_) => Err(End::Unclear),
            Frame::Close(_) => Err(End::Gone),
            // Pings are answered by the library, and no answer is longer than its question: some clients ask every few
            // seconds for days.
            Frame::Ping(_) | Frame::Pong(_) => Ok(()),
        }
    }

    /// Tells what was missed. What comes in meanwhile waits in the queue, so that nothing falls between.
    async fn resume(&mut self, seq: i64) -> Result<(), End> {
        let Some(missed) = self.app.live.hub.since(self.place.guest(), seq) else {
            return self.say(message::reset(seq_at(self.app.now()))).await;
        };
        self.app.live.hub.count_sent(missed.len());
        let all = async {
            for message in missed {
                self.say(message.json.clone()).await?;
            }
            Ok(())
        };
        // All of it in the time of one message: meanwhile nothing else of this connection is looked at.
        tokio::time::timeout(SEND_WITHIN, all).await.unwrap_or(Err(End::TooSlow))
    }

    async fn ping(&mut self) -> Result<(), End> {
        if PINGS_MISSED_MAX <= self.unanswered {
            return Err(End::Gone);
        }
        self.unanswered += 1;
        self.send(Frame::Ping(bytes::Bytes::new())).await?;
        if self.visit.is_still_known(self.app).await { Ok(()) } else { Err(End::SignedOut) }
    }
}
