//! What a blob is. No I/O.

use kernel::{Code, Error, Result, words};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The largest picture that is taken or kept.
pub const BYTES_MAX: usize = 10 * 1024 * 1024;

words! {
    pub enum Mime {
        Jpeg = "image/jpeg",
        Png = "image/png",
        /// Only what this program drew.
        Svg = "image/svg+xml",
        /// Only sizes: of each there is one in an older format.
        Webp = "image/webp",
    }
}

impl Mime {
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Svg => "svg",
            Self::Webp => "webp",
        }
    }

    #[must_use]
    pub fn of_extension(extension: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|mime| mime.extension() == extension)
    }
}

words! {
    /// How far the bytes of a picture are.
    pub enum BlobState {
        /// Its object may not be there yet.
        Writing = "writing",
        /// Its bytes are durable.
        Kept = "kept",
        /// Its object may be gone already.
        Leaving = "leaving",
    }
}

/// Who may see a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Audience {
    Everybody,
    /// Served only by pages that ask who is there.
    Few,
}

/// Who shows a picture: a product, a review, …
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    pub kind: &'static str,
    pub id: i64,
    pub audience: Audience,
}

impl Owner {
    /// One that shows its pictures to everybody.
    #[must_use]
    pub const fn public(kind: &'static str, id: i64) -> Self {
        Self { kind, id, audience: Audience::Everybody }
    }

    /// One whose pictures are served only by pages that ask who is there.
    #[must_use]
    pub const fn private(kind: &'static str, id: i64) -> Self {
        Self { kind, id, audience: Audience::Few }
    }
}

#[must_use]
pub fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// SHA-256 in lower-case hexadecimal.
pub(super) fn hash_of(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// How large an SVG is: its `viewBox`, which must begin at 0 0.
pub(super) fn drawing_size(svg: &str) -> Result<(u32, u32)> {
    let wrong = || Error::from(Code::FileUnreadable);
    if svg.len() > BYTES_MAX || !svg.starts_with("<svg ") || svg.to_ascii_lowercase().contains("<script") {
        return Err(wrong());
    }
    let (_, rest) = svg.split_once("viewBox=\"0 0 ").ok_or_else(wrong)?;
    let (size, _) = rest.split_once('"').ok_or_else(wrong)?;
    let (width, height) = size.split_once(' ').ok_or_else(wrong)?;
    let side =
        |text: &str| text.parse::<u16>().ok().filter(|side| *side > 0).map(u32::from).ok_or_else(wrong);
    Ok((side(width)?, side(height)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_says_how_large_it_is() {
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 400 300\"></svg>";
        assert_eq!(drawing_size(svg).unwrap(), (400, 300));
        assert!(is_hash(&hash_of(svg.as_bytes())));
        for svg in [
            "",
            "<svg></svg>",
            "<svg viewBox=\"0 0 0 1\"></svg>",
            "<svg viewBox=\"0 0 9 9\"><SCRIPT/></svg>",
            "<svg viewBox=\"0 0 9",
        ] {
            assert_eq!(drawing_size(svg).unwrap_err().code(), Code::FileUnreadable, "{svg}");
        }
    }
}
