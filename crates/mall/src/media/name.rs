//! The name of a picture says what it is, so that a page that shows it need not look it up:
//! `<hash>-<width>x<height>-<tint>.<format>`. Pictures of before are named by their hash alone.

use std::fmt;
use std::str::FromStr;

use kernel::{Code, Error};

use super::model::{Mime, is_hash};

/// Widths in which a picture is kept beside its own, in pixels.
pub const WIDTHS: [u32; 4] = [160, 320, 640, 1280];

/// A picture's name, parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    hash: String,
    shape: Option<Shape>,
}

/// What a page needs to know of a picture before it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    pub width: u32,
    pub height: u32,
    /// Its mean colour, two bits each of red, green and blue. Drawings have none.
    pub tint: Option<u8>,
    pub mime: Mime,
}

/// One of a picture's sizes, as an address names it: `640.webp`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub width: u32,
    pub mime: Mime,
}

impl Name {
    /// `None` unless the hash is one.
    #[must_use]
    pub(super) fn new(hash: &str, shape: Option<Shape>) -> Option<Self> {
        is_hash(hash).then(|| Self { hash: hash.to_owned(), shape })
    }

    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    #[must_use]
    pub fn shape(&self) -> Option<Shape> {
        self.shape
    }
}

impl Shape {
    /// The widths in which a picture is offered in a format, its own last: none of a drawing, which fits every size.
    #[must_use]
    pub fn widths(self) -> Vec<u32> {
        if self.mime == Mime::Svg {
            return Vec::new();
        }
        WIDTHS.into_iter().filter(|width| *width < self.width).chain([self.width]).collect()
    }

    /// The sizes to make of it. In its own format and width it is there already.
    #[must_use]
    pub fn sizes(self) -> Vec<Size> {
        let of = |width| [Size { width, mime: Mime::Webp }, Size { width, mime: self.mime }];
        let is_itself = |size: &Size| size.width == self.width && size.mime == self.mime;
        self.widths().into_iter().flat_map(of).filter(|size| !is_itself(size)).collect()
    }

    /// How high it is when it is so wide.
    #[must_use]
    pub fn height_at(self, width: u32) -> u32 {
        let height = u64::from(width) * u64::from(self.height) / u64::from(self.width.max(1));
        u32::try_from(height).unwrap_or(u32::MAX).max(1)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hash)?;
        let Some(shape) = self.shape else { return Ok(()) };
        write!(f, "-{}x{}", shape.width, shape.height)?;
        if let Some(tint) = shape.tint {
            write!(f, "-{tint:02x}")?;
        }
        write!(f, ".{}", shape.mime.extension())
    }
}

fn unknown() -> Error {
    Error::from(Code::NotFound)
}

impl FromStr for Name {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let (hash, shape) = match text.split_once('-') {
            None => (text, None),
            Some((hash, rest)) => (hash, Some(rest.parse::<Shape>()?)),
        };
        let name = Self::new(hash, shape).ok_or_else(unknown)?;
        // One picture has one name: no leading zeros, no capitals.
        if name.to_string() == text { Ok(name) } else { Err(unknown()) }
    }
}

impl FromStr for Shape {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let (rest, extension) = text.rsplit_once('.').ok_or_else(unknown)?;
        let (size, tint) = match rest.split_once('-') {
            None => (rest, None),
            Some((size, tint)) => (size, Some(u8::from_str_radix(tint, 16).map_err(|_| unknown())?)),
        };
        let (width, height) = size.split_once('x').ok_or_else(unknown)?;
        let side = |text: &str| text.parse().ok().filter(|side| *side > 0).ok_or_else(unknown);
        Ok(Self {
            width: side(width)?,
            height: side(height)?,
            tint,
            mime: Mime::of_extension(extension).ok_or_else(unknown)?,
        })
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.width, self.mime.extension())
    }
}

impl FromStr for Size {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let (width, extension) = text.split_once('.').ok_or_else(unknown)?;
        let width = width.parse().map_err(|_| unknown())?;
        let size = Self { width, mime: Mime::of_extension(extension).ok_or_else(unknown)? };
        if size.to_string() == text { Ok(size) } else { Err(unknown()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_it_was_written() {
        let hash = "0a".repeat(32);
        for rest in ["", "-1600x1200-2b.jpg", "-3x900-00.png", "-400x300.svg"] {
            let text = format!("{hash}{rest}");
            assert_eq!(text.parse::<Name>().unwrap().to_string(), text);
        }
        let shape = format!("{hash}-1600x1200-2b.jpg").parse::<Name>().unwrap().shape().unwrap();
        assert_eq!((shape.width, shape.height, shape.tint, shape.mime), (1600, 1200, Some(0x2b), Mime::Jpeg));
    }

    #[test]
    fn what_is_no_name_is_not_taken_for_one() {
        let hash = "0a".repeat(32);
        for rest in [
            "-",
            "-1x1",
            "-0x1-00.jpg",
            "-01x1-00.jpg",
            "-1x1-0.jpg",
            "-1x1-00.gif",
            "-1x1-00.JPG",
            "-1x1-100.jpg",
            "/160.webp",
            " ",
            "-1x1-+1.jpg",
        ] {
            assert!(format!("{hash}{rest}").parse::<Name>().is_err(), "{rest}");
        }
        assert!("../etc/passwd".parse::<Name>().is_err());
        for size in ["640", "640.gif", "0640.webp", "+640.webp", "-1.webp", "640.webp/"] {
            assert!(size.parse::<Size>().is_err(), "{size}");
        }
    }

    #[test]
    fn smaller_sizes_are_made_and_never_larger_ones() {
        let shape = |width, mime| Shape { width, height: 100, tint: Some(0), mime };
        assert_eq!(shape(400, Mime::Jpeg).widths(), [160, 320, 400]);
        let sizes: Vec<_> = shape(400, Mime::Jpeg).sizes().iter().map(ToString::to_string).collect();
        assert_eq!(sizes, ["160.webp", "160.jpg", "320.webp", "320.jpg", "400.webp"]);
        assert_eq!(shape(160, Mime::Png).sizes(), [Size { width: 160, mime: Mime::Webp }]);
        assert!(shape(400, Mime::Svg).sizes().is_empty());
        assert_eq!(shape(400, Mime::Jpeg).height_at(160), 40);
    }
}
