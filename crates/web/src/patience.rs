//! How long a request may take. The limit begins anew with every piece of its body: a picture that comes slowly over a
//! weak line is no reason to give up, one that stops coming is.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use tokio::time::{Instant, timeout_at};

/// A body may take this long in all, however steadily it comes.
const BODY_WITHIN: Duration = Duration::from_secs(300);

/// A request's time, from its beginning to the last piece of its body.
pub struct Patience {
    began: Instant,
    /// In milliseconds after the beginning.
    last_piece: Arc<AtomicU64>,
}

impl Patience {
    /// Watches the body of a request.
    pub fn with(request: Request) -> (Request, Self) {
        let patience = Self { began: Instant::now(), last_piece: Arc::default() };
        if request.body().is_end_stream() {
            return (request, patience);
        }
        let (began, last_piece) = (patience.began, Arc::clone(&patience.last_piece));
        (request.map(|body| Body::new(Watched { body, began, last_piece })), patience)
    }

    /// What comes of the request; nothing when it takes longer than `limit` after the last piece of its body.
    pub async fn wait<T>(&self, limit: Duration, handled: impl Future<Output = T>) -> Option<T> {
        let mut handled = pin!(handled);
        let mut until = limit;
        loop {
            if let Ok(answer) = timeout_at(self.began + until, handled.as_mut()).await {
                return Some(answer);
            }
            let piece = Duration::from_millis(self.last_piece.load(Ordering::Relaxed));
            let later = (piece + limit).min(BODY_WITHIN.max(limit));
            if later <= until {
                return None;
            }
            until = later;
        }
    }
}

/// A body that notes when its pieces come.
struct Watched {
    body: Body,
    began: Instant,
    last_piece: Arc<AtomicU64>,
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        let after_ms = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.last_piece.store(after_ms, Ordering::Relaxed);
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use futures_util::stream::unfold;

    use super::*;

    const LIMIT: Duration = Duration::from_millis(400);

    /// A body of five pieces, each after a pause, and what becomes of a request that has it.
    async fn sent(pause: Duration, then: Duration) -> Option<usize> {
        let pieces = unfold(0, move |piece| async move {
            tokio::time::sleep(pause).await;
            (piece < 5).then_some((Ok::<_, axum::Error>(Bytes::from_static(b"piece")), piece + 1))
        });
        let (request, patience) = Patience::with(Request::new(Body::from_stream(pieces)));
        let handled = async {
            let read = axum::body::to_bytes(request.into_body(), 100).await.unwrap().len();
            tokio::time::sleep(then).await;
            read
        };
        patience.wait(LIMIT, handled).await
    }

    #[tokio::test]
    async fn a_slow_body_is_waited_for_and_one_that_stops_is_not() {
        let began = Instant::now();
        assert_eq!(sent(Duration::from_millis(150), Duration::ZERO).await, Some(25));
        assert!(LIMIT < began.elapsed(), "it took longer than the limit in all");
        assert_eq!(sent(Duration::from_secs(20), Duration::ZERO).await, None);
        assert_eq!(sent(Duration::ZERO, Duration::from_secs(20)).await, None, "the handler has its limit");
    }
}
