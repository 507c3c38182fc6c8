//! Pictures as the API shows them.

use mall::media::{Name, Shape, Size};
use serde::Serialize;
use utoipa::ToSchema;

/// A picture in one size and format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SizeView {
    #[schema(example = "/media/9f86d0…-1600x1200-2b.jpg/320.webp")]
    pub url: String,
    pub width: u32,
    pub height: u32,
    #[schema(example = "image/webp")]
    pub mime: &'static str,
}

/// A picture that is kept here.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UploadView {
    /// Names it in a product.
    pub hash: String,
    pub url: String,
    pub width: u32,
    pub height: u32,
    /// Its sizes: made soon after; until then the picture itself is answered in their place.
    pub sizes: Vec<SizeView>,
}

impl UploadView {
    /// None of a picture of before, which does not say how large it is.
    pub fn new(name: &Name) -> Option<Self> {
        let shape = name.shape()?;
        let (width, height) = (shape.width, shape.height);
        Some(Self { hash: name.hash().to_owned(), url: url(name), width, height, sizes: sizes(name, shape) })
    }
}

/// Where a picture of this site is.
pub fn url(name: &Name) -> String {
    format!("/media/{name}")
}

/// The sizes of a picture by its name; none of a drawing, which fits every size.
pub fn sizes_of(name: &str) -> Vec<SizeView> {
    let name = name.parse::<Name>().ok();
    name.and_then(|name| name.shape().map(|shape| sizes(&name, shape))).unwrap_or_default()
}

fn sizes(name: &Name, shape: Shape) -> Vec<SizeView> {
    sizes_at(&format!("{}/", url(name)), shape)
}

/// The sizes of a picture whose addresses begin so.
pub fn sizes_at(begin: &str, shape: Shape) -> Vec<SizeView> {
    let view = |size: Size| SizeView {
        url: format!("{begin}{size}"),
        width: size.width,
        height: shape.height_at(size.width),
        mime: size.mime.word(),
    };
    shape.sizes().into_iter().map(view).collect()
}
