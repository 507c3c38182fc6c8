//! Style sheets, scripts and pictures, embedded in the binary.
//!
//! Each file's address carries a hash of its content (`/assets/site.3f2a91c0de.css`), so that it may be
//! cached for ever and changes its address when it changes. Inside style sheets and scripts another asset
//! is written `"./name"`; it is replaced by the hashed name, which is why an asset may only name assets
//! listed before it.

use std::sync::LazyLock;

use sha2::{Digest, Sha256};

/// Where [`serve`] is mounted.
pub const PREFIX: &str = "/assets/";

/// Value of `cache-control` for whatever [`serve`] answers.
pub const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// A finished asset, ready to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asset {
    pub bytes: &'static [u8],
    pub mime: &'static str,
    /// With its quotation marks, as the header wants it.
    pub etag: &'static str,
}

/// One asset as it lies in the source tree; several parts are joined in order.
struct Source {
    name: &'static str,
    parts: &'static [&'static [u8]],
}

struct Built {
    name: &'static str,
    url: String,
    etag: String,
    mime: &'static str,
    bytes: Vec<u8>,
}

macro_rules! sources {
    ($($name:literal = [$($part:literal),+ $(,)?]),+ $(,)?) => {
        &[$(Source { name: $name, parts: &[$(include_bytes!(concat!("../assets/", $part))),+] }),+]
    };
}

const SOURCES: &[Source] = sources! {
    "wheat.svg" = ["img/wheat.svg"],
    "favicon.svg" = ["img/favicon.svg"],
    "guilloche.svg" = ["img/guilloche.svg"],
    "site.css" = [
        "css/tokens.css",
        "css/base.css",
        "css/forms.css",
        "css/frame.css",
        "css/ticket.css",
        "css/goods.css",
        "css/order.css",
        "css/reader.css",
        "css/search.css",
        "css/tints.css",
        "css/home.css",
    ],
    // After site.css on the same pages: only what the desk has of its own.
    "desk.css" = ["css/desk.css", "css/desk_table.css", "css/desk_parts.css", "css/desk_front.css"],
    "region.js" = ["js/region.js"],
    "stepper.js" = ["js/stepper.js"],
    "cart.js" = ["js/cart.js"],
    "picker.js" = ["js/picker.js"],
    "live.js" = ["js/live.js"],
    "orders.js" = ["js/orders.js"],
    "pay.js" = ["js/pay.js"],
    "suggest.js" = ["js/suggest.js"],
    "leaving.js" = ["js/leaving.js"],
    "announce.js" = ["js/announce.js"],
    "retry.js" = ["js/retry.js"],
    "worker.js" = ["js/worker.js"],
    "offline.js" = ["js/offline.js"],
    "site.js" = ["js/site.js"],
    "morph.js" = ["js/morph.js"],
    "desk.js" = ["js/desk.js"],
};

static BUILT: LazyLock<Vec<Built>> = LazyLock::new(|| {
    let mut built = Vec::with_capacity(SOURCES.len());
    for source in SOURCES {
        let next = build(source, &built);
        built.push(next);
    }
    built
});

fn build(source: &Source, earlier: &[Built]) -> Built {
    let mime = mime_of(source.name);
    let mut bytes = source.parts.join(&b'\n');
    if mime.starts_with("text/") {
        bytes = link(&String::from_utf8_lossy(&bytes), earlier).into_bytes();
    }
    let hash = hex::encode(&Sha256::digest(&bytes)[..6]);
    let (stem, extension) = source.name.rsplit_once('.').unwrap_or((source.name, "bin"));
    Built {
        name: source.name,
        url: format!("{PREFIX}{stem}.{hash}.{extension}"),
        etag: format!("\"{hash}\""),
        mime,
        bytes,
    }
}

/// Replaces `"./name"` by the hashed address of an asset built before.
fn link(text: &str, earlier: &[Built]) -> String {
    earlier.iter().fold(text.to_owned(), |text, asset| {
        text.replace(&format!("\"./{}\"", asset.name), &format!("\"{}\"", asset.url))
    })
}

fn mime_of(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

/// The address of an asset, e.g. `url("site.css")`.
///
/// A name that is not an asset gives an address that answers 404; a test holds that templates name none.
pub fn url(name: &str) -> &'static str {
    BUILT.iter().find(|asset| asset.name == name).map_or("/assets/unknown", |asset| &asset.url)
}

/// The asset at `path`, given with or without the leading `/assets/`.
pub fn serve(path: &str) -> Option<Asset> {
    let file = path.strip_prefix(PREFIX).unwrap_or(path);
    let asset = BUILT.iter().find(|asset| asset.url.strip_prefix(PREFIX) == Some(file))?;
    Some(Asset { bytes: &asset.bytes, mime: asset.mime, etag: &asset.etag })
}

/// Every asset's address and content.
pub fn all() -> impl Iterator<Item = (&'static str, Asset)> {
    BUILT.iter().filter_map(|asset| Some((asset.url.as_str(), serve(&asset.url)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_carries_the_hash_and_answers() {
        let url = url("site.css");
        assert!(url.starts_with("/assets/site.") && url.ends_with(".css"), "{url}");
        let asset = serve(url).unwrap();
        assert_eq!(asset.mime, "text/css; charset=utf-8");
        assert!(asset.etag.starts_with('"') && asset.etag.ends_with('"'));
        assert_eq!(serve(url.strip_prefix(PREFIX).unwrap()), Some(asset));
    }

    #[test]
    fn what_is_not_an_asset_is_not_served() {
        for path in
            ["", "/", "site.css", "/assets/", "/assets/../Cargo.toml", "/assets/site.000000000000.css"]
        {
            assert_eq!(serve(path), None, "{path}");
        }
    }

    #[test]
    fn every_link_inside_an_asset_is_resolved_and_local() {
        for (url, asset) in all() {
            if asset.mime.starts_with("text/") {
                let text = std::str::from_utf8(asset.bytes).unwrap();
                assert!(!text.contains("\"./"), "{url} names an asset that is not listed before it");
                assert!(!text.contains("//fonts") && !text.contains("data:"), "{url} leaves this host");
            }
        }
    }

    #[test]
    fn templates_and_views_name_only_assets_that_exist() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
        let mut folders = vec![root];
        let mut seen = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
                if entry.file_type().unwrap().is_dir() {
                    folders.push(entry.path());
                    continue;
                }
                let text = std::fs::read_to_string(entry.path()).unwrap();
                for name in text.split("assets::url(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                    assert_ne!(url(name), "/assets/unknown", "{name} in {}", entry.path().display());
                    seen += 1;
                }
            }
        }
        assert!(seen > 0, "the base template links the style sheet");
    }

    /// Foreground and background of texts, as the style sheets pair them.
    const PAIRS: &[(&str, &[&str])] = &[
        ("text", &["paper", "card", "sunk", "gold-soft", "ink-soft"]),
        ("text-2", &["paper", "card", "sunk", "gold-soft", "ink-soft"]),
        ("text-3", &["paper", "card", "sunk", "gold-soft"]),
        ("link", &["paper", "card", "sunk", "gold-soft"]),
        ("seal", &["paper", "card", "gold-soft"]),
        ("gold-text", &["paper", "card", "gold-soft"]),
        ("on-ink", &["ink", "ink-deep"]),
        ("on-ink-2", &["ink-deep"]),
        ("gold", &["ink-deep"]),
        ("on-gold", &["gold", "gold-press"]),
        ("on-seal", &["seal"]),
        ("good", &["good-soft", "card"]),
        ("warn", &["warn-soft"]),
        ("bad", &["bad-soft", "card"]),
        ("info", &["info-soft"]),
    ];

    fn luminance(sheet: &str, token: &str) -> f64 {
        let value =
            sheet.split(&format!("--{token}: #")).nth(1).unwrap_or_else(|| panic!("no token {token}"));
        let channel = |at: usize| {
            let part = f64::from(u8::from_str_radix(&value[at..at + 2], 16).unwrap()) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
    }

    #[test]
    fn texts_stand_out_by_day_and_by_night() {
        let (day, night) = include_str!("../assets/css/tokens.css").split_once("@media").unwrap();
        for (theme, sheet) in [("day", day), ("night", night)] {
            for (text, grounds) in PAIRS {
                for ground in *grounds {
                    let (a, b) = (luminance(sheet, text), luminance(sheet, ground));
                    let ratio = (a.max(b) + 0.05) / (a.min(b) + 0.05);
                    assert!(ratio >= 4.5, "{theme}: {text} on {ground} is {ratio:.2}");
                }
            }
        }
    }
}
