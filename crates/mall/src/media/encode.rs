//! Writing pixels, within a number of bytes.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat, ImageResult};

use super::model::Mime;

/// The qualities of JPEG, tried in this order until the picture is small enough.
const JPEG_QUALITIES: [u8; 3] = [85, 75, 60];
/// A picture that is too large even so loses a quarter of its side, and may once more.
const SHRUNK_MAX: u32 = 12;

/// The picture in a format within `bytes_max`: of lower quality if need be, and then smaller. With the picture that it
/// is now.
pub(super) fn within(
    mut picture: DynamicImage,
    mime: Mime,
    bytes_max: usize,
) -> ImageResult<(DynamicImage, Vec<u8>)> {
    let mut bytes = write(&picture, mime, bytes_max)?;
    for _ in 0..SHRUNK_MAX {
        if bytes.len() <= bytes_max {
            break;
        }
        let side = |length: u32| (length / 4 * 3).max(1);
        picture = picture.resize(side(picture.width()), side(picture.height()), FilterType::CatmullRom);
        bytes = write(&picture, mime, bytes_max)?;
    }
    Ok((picture, bytes))
}

/// As large as it is; of the highest quality that is within `bytes_max`, or else of the lowest.
pub(super) fn write(picture: &DynamicImage, mime: Mime, bytes_max: usize) -> ImageResult<Vec<u8>> {
    if mime == Mime::Png {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, ImageFormat::Png)?;
        return Ok(bytes.into_inner());
    }
    let mut bytes = Vec::new();
    for quality in JPEG_QUALITIES {
        bytes.clear();
        picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, quality))?;
        if bytes.len() <= bytes_max {
            break;
        }
    }
    Ok(bytes)
}
