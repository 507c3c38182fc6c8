//! Pages that many read: written once, kept as finished bytes, and completed for each reader.
//!
//! Such a page is the same for everybody but for a few small parts: the form token, the number on the cart, the links
//! of the account, the sentence about what was just done, what is announced at the moment, and which moment that is.
//! Where they go, the kept bytes have a seam; the
//! reader's own parts are put in when the page is sent. So no page holds anything of one reader, and members and
//! visitors with a cart are served from the cache too. A visitor's parts are kept apart, under the visitor's id.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use askama::Template;
use axum::body::{Body, Bytes};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use http_body::{Frame, SizeHint};
use kernel::{Code, Error, Result};
use mall::order::cart::VisitorId;
use sha2::{Digest, Sha256};

use super::note::Note;
use super::shopper::Shopper;
use super::view::{Layout, Tab};
use crate::app::App;
use crate::cache::{self, Finished, Key, Seam};
use crate::cookies::SaidOnce;
use crate::i18n::Lang;
use crate::problem::Failure;

/// Opens and closes a seam. No text of ours has it. A stranger's cannot have it: [`super::ask::Ask`] and the drafts
/// of the catalogue take no control characters; and a seam in it would show the reader nothing but the reader's own.
const MARK: u8 = 1;

/// The seams, as templates write them.
pub const TOKEN: &str = "\u{1}token\u{1}";
pub const CART: &str = "\u{1}cart\u{1}";
pub const ACCOUNT: &str = "\u{1}account\u{1}";
pub const SAY: &str = "\u{1}say\u{1}";
pub const BARS: &str = "\u{1}bars\u{1}";
pub const HOME_BARS: &str = "\u{1}home_bars\u{1}";
pub const LIVE_AFTER: &str = "\u{1}live_after\u{1}";
const SEAMS: [&str; 7] = [TOKEN, CART, ACCOUNT, SAY, BARS, HOME_BARS, LIVE_AFTER];

/// The frame of a page for everybody. `path` is the page's address in one fixed form.
pub fn layout(lang: Lang, path: String, title: impl Into<String>, tab: Tab) -> Layout {
    Layout { lang, path, title: title.into(), csrf: TOKEN.into(), is_shared: true, tab, ..Layout::default() }
}

/// The page as it is kept.
pub fn finish(page: &impl Template) -> Result<Finished> {
    let html = page.render().map_err(|error| Error::new(Code::Internal).because(error))?;
    let seams = seams(html.as_bytes());
    Ok(Finished { seams, ..Finished::new(html, "text/html; charset=utf-8") })
}

fn seams(page: &[u8]) -> Box<[Seam]> {
    let seam_at = |at: usize| {
        let part = SEAMS.iter().position(|seam| page[at..].starts_with(seam.as_bytes()))?;
        Some(Seam { bytes: at..at + SEAMS[part].len(), part })
    };
    memchr::memchr_iter(MARK, page).filter_map(seam_at).collect()
}

/// The kept page, or a new one by `fill`, completed for this reader.
pub async fn show(
    app: &App,
    shopper: &Shopper,
    request: &HeaderMap,
    key: Key,
    fill: impl Future<Output = Result<Finished>>,
) -> Result<Response, Failure> {
    let kept = app.cache.get(key, fill).await?;
    let own = own(app, shopper).await?;
    let etag = own.etag(&kept.etag);
    let is_known = cache::is_known(request, &etag);
    let mut response = if is_known && shopper.note.is_none() {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut response = Response::new(Body::new(own.complete(&kept)));
        response.headers_mut().insert(CONTENT_TYPE, kept.content_type.clone());
        response
    };
    let headers = response.headers_mut();
    if shopper.note.is_some() {
        // Said once: a browser that kept it would say it again.
        Note::take_away(app.config.secure, headers);
    } else {
        headers.insert(ETAG, etag);
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    }
    Ok(response)
}

#[derive(Template)]
#[template(path = "site/own_cart.html")]
struct CartMark<'a> {
    layout: &'a Layout,
}

#[derive(Template)]
#[template(path = "site/own_account.html")]
struct AccountLinks<'a> {
    layout: &'a Layout,
}

#[derive(Template)]
#[template(path = "site/own_say.html")]
struct Saying<'a> {
    layout: &'a Layout,
}

#[derive(Template)]
#[template(path = "site/own_bars.html")]
struct Bars<'a> {
    layout: &'a Layout,
    is_for_home: bool,
}

/// What goes into the seams for one reader.
#[derive(Debug)]
pub struct Own {
    /// In the order of [`SEAMS`].
    parts: [Bytes; SEAMS.len()],
    /// Differs when they differ.
    tag: String,
}

/// The parts of visitors who come back, by visitor, language, version of the cart and of what is announced. What another node changed in
/// the cart is seen when they are too old.
pub type Visitors = moka::future::Cache<(VisitorId, Lang, u64, u64), Arc<Own>>;

/// Visitors whose parts are kept at most.
const VISITORS_MAX: u64 = 20_000;

#[must_use]
pub fn visitors(ttl: Duration) -> Visitors {
    Visitors::builder().max_capacity(VISITORS_MAX).time_to_live(ttl).build()
}

async fn own(app: &App, shopper: &Shopper) -> Result<Arc<Own>> {
    let (reader, lang) = (&shopper.reader, shopper.lang());
    let make = async { Own::of(&shopper.layout(app, "", Tab::None).await?).map(Arc::new) };
    // A new visitor may never come back, and a member's name may change.
    if reader.signed.is_some() || reader.is_new || shopper.note.is_some() {
        return make.await;
    }
    let key = (reader.visitor, lang, app.cache.cart_version(reader.cart_owner()), app.cache.board_version());
    if let Some(kept) = app.visitors.get(&key).await {
        return Ok(kept);
    }
    let own = make.await?;
    app.visitors.insert(key, Arc::clone(&own)).await;
    Ok(own)
}

impl Own {
    fn of(layout: &Layout) -> Result<Self> {
        let failed = |error: askama::Error| Error::new(Code::Internal).because(error);
        let parts: [Bytes; SEAMS.len()] = [
            layout.csrf.clone().into(),
            CartMark { layout }.render().map_err(failed)?.into(),
            AccountLinks { layout }.render().map_err(failed)?.into(),
            Saying { layout }.render().map_err(failed)?.into(),
            Bars { layout, is_for_home: false }.render().map_err(failed)?.into(),
            Bars { layout, is_for_home: true }.render().map_err(failed)?.into(),
            layout.live_after.map_or(String::new(), |seq| seq.to_string()).into(),
        ];
        let mut hasher = Sha256::new();
        // A page with an older moment in it is as good: it is told more.
        for (part, _) in parts.iter().zip(SEAMS).filter(|(_, seam)| *seam != LIVE_AFTER) {
            hasher.update(part);
            hasher.update([0]);
        }
        let tag = hex::encode(&hasher.finalize()[..12]);
        Ok(Self { parts, tag })
    }

    /// Of the kept page and of what this reader adds to it.
    fn etag(&self, kept: &HeaderValue) -> HeaderValue {
        let kept = kept.to_str().unwrap_or_default().trim_matches('"');
        // Hexadecimal digits are always a header value.
        HeaderValue::try_from(format!("\"{kept}-{}\"", self.tag)).unwrap_or(HeaderValue::from_static("\"\""))
    }

    fn complete(&self, kept: &Finished) -> Pieces {
        let mut pieces = Vec::with_capacity(2 * kept.seams.len() + 1);
        let mut from = 0;
        for Seam { bytes, part } in &kept.seams {
            pieces.push(kept.bytes.slice(from..bytes.start));
            pieces.push(self.parts[*part].clone());
            from = bytes.end;
        }
        pieces.push(kept.bytes.slice(from..));
        pieces.retain(|piece| !piece.is_empty());
        let left = pieces.iter().map(|piece| piece.len() as u64).sum();
        Pieces { rest: pieces.into_iter(), left }
    }
}

/// A body that is sent piece by piece, of a length known before: nothing of the kept page is copied.
struct Pieces {
    rest: std::vec::IntoIter<Bytes>,
    left: u64,
}

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let next = self.rest.next();
        self.left -= next.as_ref().map_or(0, |piece| piece.len() as u64);
        Poll::Ready(next.map(|piece| Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::view::{Bar, CategoriesPage, Flash, Tone};

    fn sent(pieces: Pieces) -> String {
        let length = pieces.left;
        let all: Vec<Bytes> = pieces.rest.collect();
        let all = all.concat();
        assert_eq!(all.len() as u64, length);
        String::from_utf8(all).unwrap()
    }

    fn reader(cart_count: u32) -> Layout {
        Layout {
            signed_in: Some("<小麦>".into()),
            cart_count,
            csrf: "my-token".into(),
            flash: Some(Flash::good("好了")),
            bars: vec![Bar {
                id: "7".into(),
                revision: 1,
                tone: Tone::Info,
                title: "<公告>".into(),
                body: String::new(),
                href: Some("/c".into()),
                is_for_home: false,
            }],
            live_after: Some(7),
            ..Layout::default()
        }
    }

    #[test]
    fn a_kept_page_is_completed_to_what_it_would_have_been() {
        let private = CategoriesPage { layout: Layout { tab: Tab::Home, ..reader(3) }, branches: vec![] };
        let shared =
            CategoriesPage { layout: layout(Lang::Zh, String::new(), "", Tab::Home), branches: vec![] };
        let kept = finish(&shared).unwrap();
        assert!(kept.bytes.contains(&MARK));
        let completed = Own::of(&private.layout).unwrap().complete(&kept);
        assert_eq!(sent(completed), private.render().unwrap());
    }

    #[test]
    fn what_differs_for_a_reader_differs_in_the_etag() {
        let kept = HeaderValue::from_static("\"x\"");
        let tag = |layout: &Layout| Own::of(layout).unwrap().etag(&kept);
        assert_eq!(tag(&reader(3)), tag(&reader(3)));
        assert_ne!(tag(&reader(3)), tag(&reader(4)));
        assert_ne!(tag(&reader(3)), tag(&Layout { csrf: "other".into(), ..reader(3) }));
        assert_eq!(
            tag(&reader(3)),
            tag(&Layout { live_after: Some(8), ..reader(3) }),
            "nothing else has changed"
        );
    }

    #[test]
    fn a_strangers_mark_stays_a_mark() {
        let own = Own::of(&reader(0)).unwrap();
        let page = "a\u{1}b\u{1}\u{1}token\u{1}c\u{1}";
        let kept = Finished { seams: seams(page.as_bytes()), ..Finished::new(page, "text/html") };
        assert_eq!(sent(own.complete(&kept)), "a\u{1}b\u{1}my-tokenc\u{1}");
    }
}
