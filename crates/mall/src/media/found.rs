//! What there is of a picture, and which of it is shown when a size is asked for.

use super::model::Mime;
use super::name::{Shape, Size};

/// Where the bytes of a picture are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A drawing's are in its row, and so are those of a picture that has not been moved out yet.
    Row(Vec<u8>),
    /// In [`super::Blobs`], under this name.
    Object(String),
}

/// A picture, or one of its sizes, ready to be served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub mime: Mime,
    pub place: Place,
    /// Whether it is what was asked for, and not something in its place.
    pub is_exact: bool,
}

/// A picture with the sizes that are made of it.
pub(super) struct Stored {
    pub shape: Shape,
    pub whole: Place,
    pub sizes: Vec<(Size, String)>,
}

impl Stored {
    /// What may be shown for a size (or for the picture itself), the best first: the size, then what is wider, the
    /// nearest first, then what is smaller. Nothing for a size that is never made of this picture.
    pub(super) fn best_first(self, asked: Option<Size>) -> Vec<Found> {
        let itself = Size { width: self.shape.width, mime: self.shape.mime };
        let wanted = asked.unwrap_or(itself);
        if wanted != itself && !self.shape.sizes().contains(&wanted) {
            return Vec::new();
        }
        let sizes = self.sizes.into_iter().map(|(size, object)| (size, Place::Object(object)));
        let mut shown: Vec<_> = sizes.chain([(itself, self.whole)]).collect();
        // Who asks for the older format may not know the other.
        shown.retain(|(size, _)| size.mime == wanted.mime || size.mime == itself.mime);
        shown.sort_by_key(|(size, _)| {
            (size.width < wanted.width, size.width.abs_diff(wanted.width), size.mime != wanted.mime)
        });
        let found = |(size, place): (Size, Place)| Found { mime: size.mime, place, is_exact: size == wanted };
        shown.into_iter().map(found).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(made: &[&str], asked: &str) -> Vec<String> {
        let shape = Shape { width: 1_600, height: 900, tint: Some(0), mime: Mime::Jpeg };
        let sizes = made.iter().map(|size| (size.parse().unwrap(), (*size).to_owned())).collect();
        let stored = Stored { shape, whole: Place::Object("whole".to_owned()), sizes };
        let asked = (!asked.is_empty()).then(|| asked.parse().unwrap());
        let names = stored.best_first(asked).into_iter().map(|found| match found.place {
            Place::Object(name) => format!("{}{name}", if found.is_exact { "=" } else { "" }),
            Place::Row(_) => unreachable!("nothing is in a row"),
        });
        names.collect()
    }

    #[test]
    fn the_nearest_that_is_there_stands_in() {
        let made = ["160.webp", "160.jpg", "640.webp", "640.jpg", "1280.webp"];
        assert_eq!(
            shown(&made, "640.webp"),
            ["=640.webp", "640.jpg", "1280.webp", "whole", "160.webp", "160.jpg"]
        );
        assert_eq!(
            shown(&made, "320.webp"),
            ["640.webp", "640.jpg", "1280.webp", "whole", "160.webp", "160.jpg"]
        );
        assert_eq!(shown(&made, "1280.jpg"), ["whole", "640.jpg", "160.jpg"]);
        assert_eq!(shown(&made, "1600.webp")[0], "whole");
        assert_eq!(shown(&made, ""), ["=whole", "640.jpg", "160.jpg"]);
        assert_eq!(shown(&[], "160.webp"), ["whole"]);
        for never in ["161.webp", "160.png", "1600.svg", "0.webp"] {
            assert!(shown(&made, never).is_empty(), "{never}");
        }
    }
}
