//! A picture in smaller sizes and in two formats: WebP, and the one it is in for readers that do not know WebP.

use image::DynamicImage;
use image::imageops::FilterType;
use kernel::{Code, Error, Result};

use super::encode;
use super::model::Mime;
use super::name::Size;

/// Of libwebp's scale of 100; about what JPEG's 85 looks like, in two thirds of the bytes.
const WEBP_QUALITY: f32 = 78.0;

/// Above this it is of lower quality, as the picture itself is above its own limit.
const BYTES_MAX: usize = 768 * 1024;

/// The picture in one size.
///
/// # Errors
/// [`Code::Internal`] when an encoder fails.
pub(super) fn write(picture: &DynamicImage, size: Size) -> Result<Vec<u8>> {
    let smaller;
    let picture = if size.width < picture.width() {
        smaller = picture.resize(size.width, u32::MAX, FilterType::CatmullRom);
        &smaller
    } else {
        picture
    };
    match size.mime {
        Mime::Webp => webp(picture),
        mime @ (Mime::Png | Mime::Jpeg) => encode::write(picture, mime, BYTES_MAX).map_err(failed),
        Mime::Svg => Err(Error::new(Code::Internal).because("a drawing has no sizes")),
    }
}

fn webp(picture: &DynamicImage) -> Result<Vec<u8>> {
    let (width, height) = (picture.width(), picture.height());
    let written = match picture {
        DynamicImage::ImageRgba8(pixels) => {
            webp::Encoder::from_rgba(pixels, width, height).encode_simple(false, WEBP_QUALITY)
        }
        other => webp::Encoder::from_rgb(&other.to_rgb8(), width, height).encode_simple(false, WEBP_QUALITY),
    };
    let told = |error| Error::new(Code::Internal).because(format!("libwebp: {error:?}"));
    written.map(|memory| memory.to_vec()).map_err(told)
}

fn failed(error: image::ImageError) -> Error {
    Error::new(Code::Internal).because(error)
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, Rgba, RgbaImage};

    use super::*;

    fn noisy(width: u32, height: u32, alpha: u8) -> DynamicImage {
        let mix = |x: u32, y: u32| u8::try_from((x * 31 + y * 17) % 256).unwrap();
        let pixels = RgbaImage::from_fn(width, height, |x, y| Rgba([mix(x, y), mix(y, x), mix(x, x), alpha]));
        let picture = DynamicImage::ImageRgba8(pixels);
        if alpha == u8::MAX { DynamicImage::ImageRgb8(picture.into_rgb8()) } else { picture }
    }

    #[test]
    fn a_size_has_its_width_and_its_format() {
        for (mime, format, alpha) in [
            (Mime::Webp, ImageFormat::WebP, 255),
            (Mime::Webp, ImageFormat::WebP, 90),
            (Mime::Jpeg, ImageFormat::Jpeg, 255),
            (Mime::Png, ImageFormat::Png, 90),
        ] {
            let bytes = write(&noisy(320, 200, alpha), Size { width: 160, mime }).unwrap();
            assert_eq!(image::guess_format(&bytes).unwrap(), format);
            let read = image::load_from_memory(&bytes).unwrap();
            assert_eq!((read.width(), read.height()), (160, 100));
            assert_eq!(read.color().has_alpha(), alpha != 255, "{mime}");
        }
    }

    #[test]
    fn a_picture_is_never_blown_up_and_a_sliver_stays_one() {
        let bytes = write(&noisy(20, 10, 255), Size { width: 160, mime: Mime::Webp }).unwrap();
        assert_eq!(image::load_from_memory(&bytes).unwrap().width(), 20);
        let sliver = write(&noisy(1_600, 2, 255), Size { width: 160, mime: Mime::Jpeg }).unwrap();
        assert_eq!(image::load_from_memory(&sliver).unwrap().height(), 1);
    }

    #[test]
    fn webp_is_lossy_and_small() {
        let picture = noisy(400, 400, 255);
        let of = |mime| write(&picture, Size { width: 400, mime }).unwrap().len();
        assert!(of(Mime::Webp) < of(Mime::Png) / 2);
    }
}
