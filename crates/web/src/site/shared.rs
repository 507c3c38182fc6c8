//! Pages that many read: written once, kept as finished bytes, and completed for each reader.
//!
//! Such a page is the same for everybody but for four small parts: the form token, the number on the cart, the links
//! of the account, and the sentence about what was just done. Where they go, the kept bytes have a seam; the
//! reader's own parts are put in when the page is sent. So nothing of one reader is ever kept, and members and
//! visitors with a cart are served from the cache too.

use askama::Template;
use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use kernel::{Code, Error, Result};
use sha2::{Digest, Sha256};

use super::note::Note;
use super::shopper::Shopper;
use super::view::{Layout, Tab};
use crate::app::App;
use crate::cache::{Finished, Hot, Key};
use crate::cookies::SaidOnce;
use crate::i18n::Lang;
use crate::problem::Failure;

/// Opens and closes a seam. No text of ours has it, and a stranger's text that does is left as it is.
const MARK: u8 = 1;

/// The seams, as templates write them.
pub const TOKEN: &str = "\u{1}token\u{1}";
pub const CART: &str = "\u{1}cart\u{1}";
pub const ACCOUNT: &str = "\u{1}account\u{1}";
pub const SAY: &str = "\u{1}say\u{1}";

/// The frame of a page for everybody. `path` is the page's address in one fixed form.
pub fn layout(lang: Lang, path: String, title: impl Into<String>, tab: Tab) -> Layout {
    Layout { lang, path, title: title.into(), csrf: TOKEN.into(), is_shared: true, tab, ..Layout::default() }
}

/// The page as it is kept.
pub fn finish(page: &impl Template) -> Result<Finished> {
    let html = page.render().map_err(|error| Error::new(Code::Internal).because(error))?;
    Ok(Finished::new(html, "text/html; charset=utf-8"))
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
    let own = Own::of(&shopper.layout(app, "", Tab::None).await?)?;
    let etag = own.etag(&kept.etag);
    let is_known = request.get(IF_NONE_MATCH).is_some_and(|known| *known == etag);
    let mut response = if is_known && shopper.note.is_none() {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut response = Response::new(Body::from(own.complete(&kept.bytes)));
        response.headers_mut().insert(CONTENT_TYPE, kept.content_type.clone());
        response
    };
    response.extensions_mut().insert(Hot);
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

/// What goes into the seams for one reader.
struct Own {
    token: String,
    cart: String,
    account: String,
    say: String,
}

impl Own {
    fn of(layout: &Layout) -> Result<Self> {
        let failed = |error: askama::Error| Error::new(Code::Internal).because(error);
        Ok(Self {
            token: layout.csrf.clone(),
            cart: CartMark { layout }.render().map_err(failed)?,
            account: AccountLinks { layout }.render().map_err(failed)?,
            say: Saying { layout }.render().map_err(failed)?,
        })
    }

    fn parts(&self) -> [(&'static str, &str); 4] {
        [(TOKEN, &self.token), (CART, &self.cart), (ACCOUNT, &self.account), (SAY, &self.say)]
    }

    /// Of the kept page and of what this reader adds to it.
    fn etag(&self, kept: &HeaderValue) -> HeaderValue {
        let mut hasher = Sha256::new();
        hasher.update(kept.as_bytes());
        for (_, text) in self.parts() {
            hasher.update(text.as_bytes());
            hasher.update([0]);
        }
        let tag = format!("\"{}\"", hex::encode(&hasher.finalize()[..12]));
        // Hexadecimal digits are always a header value.
        HeaderValue::try_from(tag).unwrap_or(HeaderValue::from_static("\"\""))
    }

    fn complete(&self, kept: &[u8]) -> Vec<u8> {
        let parts = self.parts();
        let room: usize = parts.iter().map(|(_, text)| 2 * text.len()).sum();
        let mut page = Vec::with_capacity(kept.len() + room);
        let mut rest = kept;
        while let Some(at) = memchr::memchr(MARK, rest) {
            let (before, from) = rest.split_at(at);
            page.extend_from_slice(before);
            let part = parts.iter().find(|(seam, _)| from.starts_with(seam.as_bytes()));
            let taken = match part {
                Some((seam, text)) => {
                    page.extend_from_slice(text.as_bytes());
                    seam.len()
                }
                None => {
                    page.push(MARK);
                    1
                }
            };
            rest = &from[taken..];
        }
        page.extend_from_slice(rest);
        page
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::view::{CategoriesPage, Flash};

    fn reader(cart_count: u32) -> Layout {
        Layout {
            signed_in: Some("<小麦>".into()),
            cart_count,
            csrf: "my-token".into(),
            flash: Some(Flash::good("好了")),
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
        let completed = Own::of(&private.layout).unwrap().complete(&kept.bytes);
        assert_eq!(String::from_utf8(completed).unwrap(), private.render().unwrap());
    }

    #[test]
    fn what_differs_for_a_reader_differs_in_the_etag() {
        let kept = HeaderValue::from_static("\"x\"");
        let tag = |layout: &Layout| Own::of(layout).unwrap().etag(&kept);
        assert_eq!(tag(&reader(3)), tag(&reader(3)));
        assert_ne!(tag(&reader(3)), tag(&reader(4)));
        assert_ne!(tag(&reader(3)), tag(&Layout { csrf: "other".into(), ..reader(3) }));
    }

    #[test]
    fn a_strangers_mark_stays_a_mark() {
        let own = Own::of(&reader(0)).unwrap();
        assert_eq!(own.complete(b"a\x01b\x01\x01token\x01c\x01"), b"a\x01b\x01my-tokenc\x01");
    }
}
