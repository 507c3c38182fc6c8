//! What a blob is. No I/O.

use kernel::{Code, Error, Result, words};
use sha2::{Digest, Sha256};

/// The largest picture that is taken or kept.
pub const BYTES_MAX: usize = 10 * 1024 * 1024;

words! {
    pub enum Mime {
        Jpeg = "image/jpeg",
        Png = "image/png",
        /// Only what this program drew.
        Svg = "image/svg+xml",
    }
}

/// One picture as it is served. Immutable: its address is its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blob {
    /// SHA-256 of the bytes in lower-case hexadecimal.
    pub hash: String,
    pub mime: Mime,
    pub width: i64,
    pub height: i64,
    pub bytes: Vec<u8>,
}

impl Blob {
    pub(super) fn of(mime: Mime, width: i64, height: i64, bytes: Vec<u8>) -> Self {
        Self { hash: hex::encode(Sha256::digest(&bytes)), mime, width, height, bytes }
    }
}

/// Who shows a picture: a product, a review, …
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    pub kind: &'static str,
    pub id: i64,
}

#[must_use]
pub fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// The blob of an SVG; its size is that of the `viewBox`, which must begin at 0 0.
pub(super) fn drawing(svg: &str) -> Result<Blob> {
    let wrong = || Error::from(Code::FileUnreadable);
    if svg.len() > BYTES_MAX || !svg.starts_with("<svg ") || svg.to_ascii_lowercase().contains("<script") {
        return Err(wrong());
    }
    let (_, rest) = svg.split_once("viewBox=\"0 0 ").ok_or_else(wrong)?;
    let (size, _) = rest.split_once('"').ok_or_else(wrong)?;
    let (width, height) = size.split_once(' ').ok_or_else(wrong)?;
    let side =
        |text: &str| text.parse::<u16>().ok().filter(|side| *side > 0).map(i64::from).ok_or_else(wrong);
    Ok(Blob::of(Mime::Svg, side(width)?, side(height)?, svg.as_bytes().to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_says_how_large_it_is() {
        let blob =
            drawing("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 400 300\"></svg>").unwrap();
        assert_eq!((blob.width, blob.height, blob.mime), (400, 300, Mime::Svg));
        assert!(is_hash(&blob.hash));
        for svg in [
            "",
            "<svg></svg>",
            "<svg viewBox=\"0 0 0 1\"></svg>",
            "<svg viewBox=\"0 0 9 9\"><SCRIPT/></svg>",
            "<svg viewBox=\"0 0 9",
        ] {
            assert_eq!(drawing(svg).unwrap_err().code(), Code::FileUnreadable, "{svg}");
        }
    }
}
