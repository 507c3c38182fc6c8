//! Uploads are decoded within strict limits and written anew: what is served was made here.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use kernel::{Code, Error, Result};

use super::model::{BYTES_MAX, Mime};

const SIDE_READ_MAX: u32 = 8_000;
const ALLOC_BYTES_MAX: u64 = 128 * 1024 * 1024;
/// Pictures are fitted into a square of this side.
const SIDE_KEPT_MAX: u32 = 1_600;
const JPEG_QUALITY: u8 = 85;

/// A picture without metadata, upright, of bounded size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recoded {
    pub mime: Mime,
    pub width: i64,
    pub height: i64,
    pub bytes: Vec<u8>,
}

/// Reads a PNG, JPEG, WebP or GIF (its first frame) and writes it as JPEG, or as PNG when parts are transparent.
///
/// # Errors
/// [`Code::TooLarge`] above [`BYTES_MAX`]; [`Code::FileUnreadable`] for anything that is not such a picture of at
/// most 8000 × 8000 that decodes within 128 MB.
pub fn recode(bytes: &[u8]) -> Result<Recoded> {
    if bytes.len() > BYTES_MAX {
        return Err(Code::TooLarge.into());
    }
    let mut picture = decode(bytes).map_err(unreadable)?;
    let (mime, bytes) = if is_transparent(&picture) {
        (Mime::Png, encode_png(&picture))
    } else {
        picture = DynamicImage::ImageRgb8(picture.into_rgb8());
        (Mime::Jpeg, encode_jpeg(&picture))
    };
    let bytes = bytes.map_err(unreadable)?;
    Ok(Recoded { mime, width: picture.width().into(), height: picture.height().into(), bytes })
}

fn unreadable(error: image::ImageError) -> Error {
    Error::new(Code::FileUnreadable).because(error)
}

fn decode(bytes: &[u8]) -> image::ImageResult<DynamicImage> {
    let format = image::guess_format(bytes)?;
    if !matches!(format, ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP | ImageFormat::Gif) {
        return Err(image::ImageError::Unsupported(image::error::ImageFormatHint::Exact(format).into()));
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_READ_MAX);
    limits.max_image_height = Some(SIDE_READ_MAX);
    limits.max_alloc = Some(ALLOC_BYTES_MAX);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder()?;
    // The decoder keeps to the limits for what it needs itself; the finished picture is ours to count.
    limits.reserve(decoder.total_bytes())?;
    let orientation = decoder.orientation()?;
    let mut picture = fitted(DynamicImage::from_decoder(decoder)?);
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// Within the square, and in eight bits a channel. Averaging down to twice the square first keeps the resampling,
/// which works in wide numbers, within a few tens of megabytes. Done before the picture is turned, which copies it.
fn fitted(mut picture: DynamicImage) -> DynamicImage {
    let side = |picture: &DynamicImage| picture.width().max(picture.height());
    if side(&picture) > 2 * SIDE_KEPT_MAX {
        picture = picture.thumbnail(2 * SIDE_KEPT_MAX, 2 * SIDE_KEPT_MAX);
    }
    if side(&picture) > SIDE_KEPT_MAX {
        picture = picture.resize(SIDE_KEPT_MAX, SIDE_KEPT_MAX, FilterType::CatmullRom);
    }
    if picture.color().has_alpha() {
        DynamicImage::ImageRgba8(picture.into_rgba8())
    } else {
        DynamicImage::ImageRgb8(picture.into_rgb8())
    }
}

fn is_transparent(picture: &DynamicImage) -> bool {
    picture.as_rgba8().is_some_and(|pixels| pixels.pixels().any(|pixel| pixel.0[3] != u8::MAX))
}

fn encode_png(picture: &DynamicImage) -> image::ImageResult<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png)?;
    Ok(bytes.into_inner())
}

fn encode_jpeg(picture: &DynamicImage) -> image::ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage, Rgba, RgbaImage};
    use proptest::prelude::*;

    use super::*;

    fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    fn plain(width: u32, height: u32) -> DynamicImage {
        DynamicImage::ImageRgb8(RgbImage::from_pixel(width, height, Rgb([200, 30, 40])))
    }

    /// A JPEG whose EXIF says that it lies on its side, as a phone writes it.
    fn lying_jpeg(width: u32, height: u32) -> Vec<u8> {
        let jpeg = written(&plain(width, height), ImageFormat::Jpeg);
        let exif: &[u8] = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        [&jpeg[..2], &[0xff, 0xe1], &length, exif, &jpeg[2..]].concat()
    }

    #[test]
    fn every_kind_is_read_and_becomes_a_jpeg() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif] {
            let recoded = recode(&written(&plain(30, 20), format)).unwrap();
            assert_eq!((recoded.mime, recoded.width, recoded.height), (Mime::Jpeg, 30, 20), "{format:?}");
            assert_eq!(image::guess_format(&recoded.bytes).unwrap(), ImageFormat::Jpeg);
        }
    }

    #[test]
    fn what_is_transparent_stays_so() {
        let glass = DynamicImage::ImageRgba8(RgbaImage::from_pixel(8, 8, Rgba([1, 2, 3, 100])));
        assert_eq!(recode(&written(&glass, ImageFormat::Png)).unwrap().mime, Mime::Png);
        let opaque = DynamicImage::ImageRgba8(RgbaImage::from_pixel(8, 8, Rgba([1, 2, 3, 255])));
        assert_eq!(recode(&written(&opaque, ImageFormat::Png)).unwrap().mime, Mime::Jpeg);
    }

    #[test]
    fn a_large_picture_is_fitted() {
        let recoded = recode(&written(&plain(3_200, 800), ImageFormat::Png)).unwrap();
        assert_eq!((recoded.width, recoded.height), (1_600, 400));
    }

    #[test]
    fn a_lying_picture_is_put_upright_and_its_metadata_dropped() {
        let recoded = recode(&lying_jpeg(40, 20)).unwrap();
        assert_eq!((recoded.width, recoded.height), (20, 40));
        assert!(!recoded.bytes.windows(4).any(|window| window == b"Exif"));
    }

    #[test]
    fn a_picture_beyond_the_limits_is_refused() {
        for picture in [DynamicImage::new_luma8(8_001, 1), DynamicImage::new_rgb8(7_000, 7_000)] {
            let bomb = written(&picture, ImageFormat::Png);
            assert_eq!(recode(&bomb).unwrap_err().code(), Code::FileUnreadable);
        }
        assert_eq!(recode(&vec![0; BYTES_MAX + 1]).unwrap_err().code(), Code::TooLarge);
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        let cut = written(&plain(30, 20), ImageFormat::Png);
        let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>";
        for bytes in [&b""[..], b"hello", svg, b"BM000000000000", &cut[..cut.len() / 2]] {
            assert_eq!(recode(bytes).unwrap_err().code(), Code::FileUnreadable);
        }
    }

    proptest! {
        #[test]
        fn damaged_files_never_panic(at in 0usize..400, byte in any::<u8>()) {
            for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif] {
                let mut bytes = written(&plain(9, 7), format);
                let at = at % bytes.len();
                bytes[at] = byte;
                let _ = recode(&bytes);
            }
        }
    }
}
