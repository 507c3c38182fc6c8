//! A picture on a page: in the size and format that the browser likes best, in a place that is kept for it.

use mall::media::{Mime, Name, Shape};

use crate::i18n::fill;

/// Where pictures are shown, by the class of the image, and how wide they are there.
const PLACES: &[(&str, &str)] = &[
    ("banner-picture", "(min-width: 76rem) 44rem, (min-width: 48rem) 56vw, 94vw"),
    ("hint-picture", "2.5rem"),
    ("stamp-picture", "(min-width: 64rem) 15rem, (min-width: 40rem) 30vw, 46vw"),
    ("gallery-picture", "(min-width: 56rem) 34rem, 96vw"),
    ("line-picture", "4.5rem"),
    ("tile-picture", "4.5rem"),
    ("gallery-thumb", "4rem"),
    ("thumb", "3rem"),
    ("shot", "10rem"),
    ("avatar", "4rem"),
    ("evidence", "6rem"),
    ("block-shot", "20rem"),
];
/// Of a picture of before, which does not say how large it is. Style sheets crop it to the place it is in.
const SIDE_UNKNOWN: u32 = 400;

/// A picture served by this site.
#[derive(Debug, Clone)]
pub struct Picture {
    pub src: String,
    /// What it shows; empty when the words beside it say the same.
    pub alt: String,
    shape: Option<Shape>,
    /// What comes between the address and a size.
    joint: &'static str,
}

impl Picture {
    /// A picture that everybody may see, by its name; none when there is none.
    pub fn public(name: &str, alt: &str) -> Option<Self> {
        let at = || Self { joint: "/", ..Self::at(format!("/media/{name}"), name, alt) };
        (!name.is_empty()).then(at)
    }

    /// A picture by its name, at an address that asks who is there.
    pub fn at(src: String, name: &str, alt: &str) -> Self {
        let shape = name.parse::<Name>().ok().and_then(|name| name.shape());
        Self { src, alt: alt.to_owned(), shape, joint: "?size=" }
    }

    /// The photos of a case, at the address of the case. `words` are for each, with its number.
    pub fn photos(case: &str, names: &[Name], words: &str) -> Vec<Self> {
        let photo = |(at, name): (usize, &Name)| {
            let name = name.to_string();
            Self::at(format!("{case}/photos/{name}"), &name, &fill(words, at + 1))
        };
        names.iter().enumerate().map(photo).collect()
    }

    /// The same where its words have been said already.
    pub fn without_words(&self) -> Self {
        Self { alt: String::new(), ..self.clone() }
    }

    pub fn width(&self) -> u32 {
        self.shape.map_or(SIDE_UNKNOWN, |shape| shape.width)
    }

    pub fn height(&self) -> u32 {
        self.shape.map_or(SIDE_UNKNOWN, |shape| shape.height)
    }

    /// How wide it is shown where images have this class.
    pub fn sizes(&self, class: &str) -> &'static str {
        PLACES.iter().find(|(known, _)| *known == class).map_or("100vw", |(_, sizes)| sizes)
    }

    /// Its sizes as WebP, and in its own format; none of a drawing.
    pub fn webp_set(&self) -> Option<String> {
        self.set(Mime::Webp)
    }

    pub fn set_of_its_own(&self) -> Option<String> {
        self.set(self.shape?.mime)
    }

    fn set(&self, mime: Mime) -> Option<String> {
        let shape = self.shape?;
        let one = |width: u32| {
            if width == shape.width && mime == shape.mime {
                format!("{} {width}w", self.src)
            } else {
                format!("{}{}{width}.{} {width}w", self.src, self.joint, mime.extension())
            }
        };
        let set: Vec<_> = shape.widths().into_iter().map(one).collect();
        (!set.is_empty()).then(|| set.join(", "))
    }

    /// The class of its place holder: its mean colour. None for what can be seen through.
    pub fn tint(&self) -> Option<String> {
        let shape = self.shape.filter(|shape| shape.mime == Mime::Jpeg)?;
        shape.tint.map(|tint| format!("tint-{tint:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(rest: &str) -> Picture {
        Picture::public(&format!("{}{rest}", "ab".repeat(32)), "").unwrap()
    }

    #[test]
    fn a_photo_is_offered_in_sizes_and_two_formats() {
        let photo = picture("-400x300-2b.jpg");
        let src = &photo.src;
        assert_eq!(
            photo.webp_set().unwrap(),
            format!("{src}/160.webp 160w, {src}/320.webp 320w, {src}/400.webp 400w")
        );
        assert_eq!(
            photo.set_of_its_own().unwrap(),
            format!("{src}/160.jpg 160w, {src}/320.jpg 320w, {src} 400w")
        );
        assert_eq!((photo.width(), photo.height(), photo.tint().unwrap()), (400, 300, "tint-2b".to_owned()));
    }

    #[test]
    fn drawings_and_pictures_of_before_are_offered_as_they_are() {
        let drawing = picture("-400x300.svg");
        assert_eq!((drawing.webp_set(), drawing.set_of_its_own(), drawing.tint()), (None, None, None));
        assert_eq!((drawing.width(), drawing.height()), (400, 300));
        let before = picture("");
        assert_eq!((before.webp_set(), before.width(), before.height()), (None, 400, 400));
        assert_eq!(picture("-4x3-00.png").tint(), None, "it can be seen through");
        assert!(Picture::public("", "").is_none());
    }
}
