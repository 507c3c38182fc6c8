//! Uploads are decoded within strict limits and written anew: what is served was made here.

use std::io::Cursor;

use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use kernel::{Code, Error, Result};

use super::model::{BYTES_MAX, Mime, hash_of};
use super::name::{Name, Shape};
use super::{encode, whole};

const SIDE_READ_MAX: u32 = 8_000;
const ALLOC_BYTES_MAX: u64 = 128 * 1024 * 1024;
/// Pictures are fitted into a square of this side.
const SIDE_KEPT_MAX: u32 = 1_600;

/// What is kept of a picture at most, in bytes: a photo at full size has half of it.
const KEPT_BYTES_MAX: usize = 1_536 * 1024;

/// How much of a file is looked at to find out that it is an SVG.
const SVG_LOOK_BYTES: usize = 1_024;

/// A file as somebody handed it in.
#[derive(Clone, Debug, Default)]
pub struct HandedIn {
    pub bytes: Vec<u8>,
    /// What its sender says it is, such as `image/png`; empty when nothing was said.
    pub declared: String,
}

/// A picture without metadata, upright, of bounded size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recoded {
    pub name: Name,
    pub shape: Shape,
    pub bytes: Vec<u8>,
}

/// Reads a PNG, JPEG, WebP or GIF (its first frame) and writes it as JPEG, or as PNG when parts are transparent:
/// nothing of the file but its pixels gets through.
///
/// # Errors
/// [`Code::TooLarge`] above [`BYTES_MAX`]; [`Code::PictureDrawn`] for an SVG, [`Code::PictureType`] for anything else
/// that is none of the four, [`Code::PictureMislabelled`] when it is another than its sender says;
/// [`Code::PictureTooBig`] beyond 8000 × 8000 or 128 MB of pixels; [`Code::PictureCut`] when a JPEG ends too early,
/// [`Code::FileUnreadable`] when it is damaged otherwise.
pub fn recode(file: &HandedIn) -> Result<Recoded> {
    if file.bytes.len() > BYTES_MAX {
        return Err(Code::TooLarge.into());
    }
    let format = format_of(&file.bytes)?;
    check_declared(&file.declared, format)?;
    if format == ImageFormat::Jpeg && !whole::is_whole(&file.bytes) {
        return Err(Code::PictureCut.into());
    }
    let picture = decode(&file.bytes, format).map_err(refused)?;
    let (mime, picture) = if is_transparent(&picture) {
        (Mime::Png, picture)
    } else {
        (Mime::Jpeg, DynamicImage::ImageRgb8(picture.into_rgb8()))
    };
    let (picture, bytes) = encode::within(picture, mime, KEPT_BYTES_MAX).map_err(refused)?;
    let shape = Shape { width: picture.width(), height: picture.height(), tint: Some(tint(&picture)), mime };
    let name = Name::new(&hash_of(&bytes), Some(shape)).ok_or(Code::Internal)?;
    Ok(Recoded { name, shape, bytes })
}

/// Decodes what this program wrote itself.
pub(super) fn decode_own(bytes: &[u8]) -> Result<DynamicImage> {
    let format = format_of(bytes)?;
    decode(bytes, format).map_err(refused)
}

fn refused(error: image::ImageError) -> Error {
    let code = match &error {
        image::ImageError::Limits(_) => Code::PictureTooBig,
        _ => Code::FileUnreadable,
    };
    Error::new(code).because(error)
}

/// By the first bytes, whatever the file is called.
fn format_of(bytes: &[u8]) -> Result<ImageFormat> {
    let known = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif];
    match image::guess_format(bytes) {
        Ok(format) if known.contains(&format) => Ok(format),
        Ok(_) | Err(_) if is_drawn(bytes) => Err(Code::PictureDrawn.into()),
        Ok(_) | Err(_) => Err(Code::PictureType.into()),
    }
}

fn is_drawn(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(SVG_LOOK_BYTES)];
    String::from_utf8_lossy(head).to_ascii_lowercase().contains("<svg")
}

fn check_declared(declared: &str, format: ImageFormat) -> Result<()> {
    let kind = declared.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    // Old phones say `image/jpg`; programs that do not know say nothing, or that it is bytes.
    let is_unsaid = matches!(kind.as_str(), "" | "application/octet-stream" | "binary/octet-stream");
    let is_true = kind == format.to_mime_type() || (kind == "image/jpg" && format == ImageFormat::Jpeg);
    if is_unsaid || is_true { Ok(()) } else { Err(Code::PictureMislabelled.into()) }
}

fn decode(bytes: &[u8], format: ImageFormat) -> image::ImageResult<DynamicImage> {
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

/// Two bits each of red, green and blue of the mean colour, as it looks on white.
pub(super) fn tint(picture: &DynamicImage) -> u8 {
    const SIDE: u32 = 16;
    let small = picture.thumbnail_exact(SIDE, SIDE).into_rgba8();
    let mean = |channel: usize| {
        let on_white = |pixel: &image::Rgba<u8>| {
            let alpha = u32::from(pixel.0[3]);
            u32::from(pixel.0[channel]) * alpha + 255 * (255 - alpha)
        };
        small.pixels().map(on_white).sum::<u32>() / (SIDE * SIDE * 255)
    };
    let step = |channel: usize| u8::try_from((mean(channel) + 42) / 85).unwrap_or(3).min(3);
    step(0) << 4 | step(1) << 2 | step(2)
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

    fn read(bytes: &[u8]) -> Result<Recoded> {
        recode(&HandedIn { bytes: bytes.to_vec(), declared: String::new() })
    }

    fn code(bytes: &[u8]) -> Code {
        read(bytes).expect_err("it is refused").code()
    }

    fn size(recoded: &Recoded) -> (u32, u32) {
        (recoded.shape.width, recoded.shape.height)
    }

    fn plain(width: u32, height: u32) -> DynamicImage {
        DynamicImage::ImageRgb8(RgbImage::from_pixel(width, height, Rgb([200, 30, 40])))
    }

    /// Noise of so many bits a channel: hardly anything compresses it.
    fn noise(width: u32, height: u32, alpha: u8, bits: u32) -> DynamicImage {
        let mut state = 1u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            u8::try_from(state >> (32 - bits)).unwrap()
        };
        let pixels = RgbaImage::from_fn(width, height, |_, _| Rgba([next(), next(), next(), alpha]));
        let picture = DynamicImage::ImageRgba8(pixels);
        if alpha == u8::MAX { DynamicImage::ImageRgb8(picture.into_rgb8()) } else { picture }
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
            let recoded = read(&written(&plain(30, 20), format)).unwrap();
            assert_eq!((recoded.shape.mime, size(&recoded)), (Mime::Jpeg, (30, 20)), "{format:?}");
            assert_eq!(image::guess_format(&recoded.bytes).unwrap(), ImageFormat::Jpeg);
        }
    }

    #[test]
    fn what_is_transparent_stays_so() {
        let glass = DynamicImage::ImageRgba8(RgbaImage::from_pixel(8, 8, Rgba([1, 2, 3, 100])));
        assert_eq!(read(&written(&glass, ImageFormat::Png)).unwrap().shape.mime, Mime::Png);
        let opaque = DynamicImage::ImageRgba8(RgbaImage::from_pixel(8, 8, Rgba([1, 2, 3, 255])));
        assert_eq!(read(&written(&opaque, ImageFormat::Png)).unwrap().shape.mime, Mime::Jpeg);
    }

    #[test]
    fn a_large_picture_is_fitted() {
        let recoded = read(&written(&plain(3_200, 800), ImageFormat::Png)).unwrap();
        assert_eq!(size(&recoded), (1_600, 400));
    }

    #[test]
    fn a_lying_picture_is_put_upright_and_its_metadata_dropped() {
        let recoded = read(&lying_jpeg(40, 20)).unwrap();
        assert_eq!(size(&recoded), (20, 40));
        assert!(!recoded.bytes.windows(4).any(|window| window == b"Exif"));
    }

    #[test]
    fn a_bomb_is_refused_before_it_goes_off() {
        for picture in [DynamicImage::new_luma8(8_001, 1), DynamicImage::new_rgb8(7_000, 7_000)] {
            assert_eq!(code(&written(&picture, ImageFormat::Png)), Code::PictureTooBig);
        }
        assert_eq!(code(&vec![0; BYTES_MAX + 1]), Code::TooLarge);
    }

    /// A GIF that says it has ten thousand frames is read as far as its first.
    #[test]
    fn of_many_frames_the_first_is_taken() {
        let mut bytes = Vec::new();
        let frame = || image::Frame::new(plain(6, 4).into_rgba8());
        image::codecs::gif::GifEncoder::new(&mut bytes).encode_frames((0..200).map(|_| frame())).unwrap();
        let recoded = read(&bytes).unwrap();
        assert_eq!((recoded.shape.mime, size(&recoded)), (Mime::Jpeg, (6, 4)));
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        for bytes in [&b""[..], b"hello", b"BM000000000000", b"%PDF-1.7", b"PK\x03\x04", b"<html><script>"] {
            assert_eq!(code(bytes), Code::PictureType);
        }
        for svg in [
            &b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"[..],
            b"<?xml version=\"1.0\"?>\n<!-- drawn -->\n<SVG><script>alert(1)</script></SVG>",
        ] {
            assert_eq!(code(svg), Code::PictureDrawn);
        }
    }

    /// A decoder of JPEG fills up with grey what is missing, and says nothing.
    #[test]
    fn a_picture_that_was_cut_off_is_refused() {
        let jpeg = written(&noise(200, 150, 255, 8), ImageFormat::Jpeg);
        for kept in [jpeg.len() / 4, jpeg.len() / 2, jpeg.len() - 100, jpeg.len() - 2] {
            assert_eq!(code(&jpeg[..kept]), Code::PictureCut, "{kept} of {} bytes", jpeg.len());
        }
        for format in [ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
            let bytes = written(&noise(200, 150, 255, 8), format);
            assert_eq!(code(&bytes[..bytes.len() / 2]), Code::FileUnreadable, "{format:?}");
        }
    }

    #[test]
    fn what_is_kept_has_its_limit_whatever_is_in_it() {
        let picture = noise(1_600, 1_600, 255, 7);
        let best = encode::write(&picture, Mime::Jpeg, usize::MAX).unwrap();
        assert!(KEPT_BYTES_MAX < best.len(), "{}", best.len());
        let photo = read(&best).unwrap();
        assert_eq!((photo.shape.mime, size(&photo)), (Mime::Jpeg, (1_600, 1_600)), "of lower quality");
        let glass = read(&written(&noise(1_600, 1_600, 200, 8), ImageFormat::WebP)).unwrap();
        assert_eq!(glass.shape.mime, Mime::Png);
        assert!(size(&glass).0 < 1_600, "smaller: PNG has no quality to lower");
        for recoded in [photo, glass] {
            assert!(recoded.bytes.len() <= KEPT_BYTES_MAX, "{}", recoded.bytes.len());
            let kept = image::load_from_memory(&recoded.bytes).unwrap();
            assert_eq!((kept.width(), kept.height()), size(&recoded), "the shape is what was kept");
        }
    }

    #[test]
    fn a_file_must_be_what_its_sender_says() {
        let said = |declared: &str| {
            let bytes = written(&plain(3, 2), ImageFormat::Jpeg);
            recode(&HandedIn { bytes, declared: declared.to_owned() }).map(drop).map_err(|error| error.code())
        };
        for declared in
            ["", "image/jpeg", "image/jpg", "Image/JPEG; charset=binary", "application/octet-stream"]
        {
            assert_eq!(said(declared), Ok(()), "{declared}");
        }
        for declared in ["image/png", "image/svg+xml", "text/html", "application/pdf"] {
            assert_eq!(said(declared), Err(Code::PictureMislabelled), "{declared}");
        }
    }

    /// Files that are a picture for one reader and something else for another.
    #[test]
    fn of_a_polyglot_only_the_pixels_get_through() {
        const SCRIPT: &[u8] = b"<script>alert(document.domain)</script>";
        const ARCHIVE: &[u8] = b"PK\x03\x04\x14\0\0\0payload.jarPK\x05\x06";
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif] {
            for payload in [SCRIPT, ARCHIVE] {
                let recoded = read(&[&written(&plain(12, 9), format), payload].concat()).unwrap();
                assert!(!has(&recoded.bytes, payload), "{format:?}");
                assert_eq!(recoded.name.hash(), hash_of(&recoded.bytes));
            }
        }
        // In a comment, where a reader of JPEG skips it.
        let jpeg = written(&plain(12, 9), ImageFormat::Jpeg);
        let length = u16::try_from(SCRIPT.len() + 2).unwrap().to_be_bytes();
        let commented = [&jpeg[..2], &[0xff, 0xfe], &length, SCRIPT, &jpeg[2..]].concat();
        assert!(!has(&read(&commented).unwrap().bytes, SCRIPT));
        // `GIF89a=1;…`, which is a program to a browser that does not ask for types.
        assert_eq!(code(b"GIF89a=1;alert(document.domain)//"), Code::PictureTooBig);
        assert_eq!(code(b"GIF89a\x09\0\x09\0=1;alert(document.domain)//"), Code::FileUnreadable);
    }

    fn has(bytes: &[u8], part: &[u8]) -> bool {
        bytes.windows(part.len()).any(|window| window == part)
    }

    #[test]
    fn a_tint_is_the_mean_colour_on_white() {
        let of = |pixel: [u8; 4]| tint(&DynamicImage::ImageRgba8(RgbaImage::from_pixel(40, 30, Rgba(pixel))));
        assert_eq!(of([255, 0, 0, 255]), 0b11_00_00);
        assert_eq!(of([0, 170, 255, 255]), 0b00_10_11);
        assert_eq!(of([0, 0, 0, 0]), 0b11_11_11);
    }

    proptest! {
        #[test]
        fn damaged_files_never_panic(at in 0usize..400, byte in any::<u8>()) {
            for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif] {
                let mut bytes = written(&plain(9, 7), format);
                let at = at % bytes.len();
                bytes[at] = byte;
                let _ = read(&bytes);
            }
        }
    }
}
