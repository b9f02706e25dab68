use std::io::Cursor;

use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::{CompressionType, FilterType, PngDecoder, PngEncoder};
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, Limits};
use signet_fault::{Code, Fault};

use super::{gif, jpeg};

/// The most pixels a side may have.
const MAX_SIDE: u32 = 8000;

/// The most pixels a picture may have.
const MAX_PIXELS: u64 = 40_000_000;

/// The most bytes a picture may have once it is decoded.
pub(super) const MAX_DECODED: u64 = 64 * 1024 * 1024;

/// The most bytes of what is written: a small file can hold a picture that only one way of writing makes small.
const MAX_ENCODED: usize = 16 * 1024 * 1024;

/// Loses nothing that an eye would miss.
const JPEG_QUALITY: u8 = 88;

/// As small as the usual level makes photographs, in a fifth of the time.
const PNG_LEVEL: u8 = 3;

/// The kinds that are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Jpeg,
    Png,
    Gif,
}

impl Kind {
    pub(super) const ALL: [Kind; 3] = [Kind::Jpeg, Kind::Png, Kind::Gif];

    pub(super) fn extension(self) -> &'static str {
        match self {
            Kind::Jpeg => "jpg",
            Kind::Png => "png",
            Kind::Gif => "gif",
        }
    }

    pub(super) fn media_type(self) -> &'static str {
        match self {
            Kind::Jpeg => "image/jpeg",
            Kind::Png => "image/png",
            Kind::Gif => "image/gif",
        }
    }
}

/// A picture as this gateway wrote it.
#[derive(Debug)]
pub(super) struct Picture {
    pub(super) bytes: Vec<u8>,
    pub(super) kind: Kind,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// Decodes a file by what it begins with and encodes its pixels anew, so that nothing but a picture is left of it.
///
/// A JPEG stays one, turned as its EXIF data say. A PNG stays one; of an animated one the first frame is left. A GIF
/// keeps its frames. A WebP becomes a PNG where it has an alpha channel, else a JPEG.
///
/// # Errors
/// [`Code::ImageTooLarge`] and [`Code::ImageInvalid`].
pub(super) fn read(file: &[u8]) -> Result<Picture, Fault> {
    let input = || Cursor::new(file);
    let picture = match image::guess_format(file) {
        Ok(ImageFormat::Jpeg) => {
            jpeg::check_end(file)?;
            write(
                decode(JpegDecoder::new(input()).map_err(fault)?)?,
                Kind::Jpeg,
            )
        }
        Ok(ImageFormat::Png) => {
            let decoder = PngDecoder::with_limits(input(), limits()).map_err(fault)?;
            write(decode(decoder)?, Kind::Png)
        }
        Ok(ImageFormat::WebP) => {
            let image = decode(WebPDecoder::new(input()).map_err(fault)?)?;
            let has_alpha = image.color().has_alpha();
            write(image, if has_alpha { Kind::Png } else { Kind::Jpeg })
        }
        Ok(ImageFormat::Gif) => gif::read(file),
        _ => Err(invalid("its first bytes are not those of a picture")),
    }?;
    if picture.bytes.len() > MAX_ENCODED {
        return Err(Code::ImageTooLarge.into());
    }
    Ok(picture)
}

/// Whether a picture of this size may be decoded, told before it is.
pub(super) fn check_size(width: u32, height: u32, decoded: u64) -> Result<(), Fault> {
    let pixels = u64::from(width) * u64::from(height);
    if width == 0 || height == 0 {
        Err(invalid("it has no pixels"))
    } else if width > MAX_SIDE || height > MAX_SIDE || pixels > MAX_PIXELS || decoded > MAX_DECODED
    {
        Err(Code::ImageTooLarge.into())
    } else {
        Ok(())
    }
}

fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_DECODED);
    limits
}

fn decode(mut decoder: impl ImageDecoder) -> Result<DynamicImage, Fault> {
    let (width, height) = decoder.dimensions();
    check_size(width, height, decoder.total_bytes())?;
    decoder.set_limits(limits()).map_err(fault)?;
    // What cannot be read does not turn the picture.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(fault)?;
    image.apply_orientation(orientation);
    Ok(image)
}

fn write(image: DynamicImage, kind: Kind) -> Result<Picture, Fault> {
    let mut bytes = Vec::new();
    let (width, height) = (image.width(), image.height());
    let written = match kind {
        Kind::Png => {
            let compression = CompressionType::Level(PNG_LEVEL);
            image.write_with_encoder(PngEncoder::new_with_quality(
                &mut bytes,
                compression,
                FilterType::Adaptive,
            ))
        }
        _ => {
            let image = match image {
                image @ (DynamicImage::ImageLuma8(_) | DynamicImage::ImageRgb8(_)) => image,
                other => DynamicImage::ImageRgb8(other.into_rgb8()),
            };
            image.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY))
        }
    };
    written.map_err(Fault::internal)?;
    Ok(Picture {
        bytes,
        kind,
        width,
        height,
    })
}

#[track_caller]
pub(super) fn invalid(reason: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Fault {
    Fault::from(Code::ImageInvalid).caused_by(reason)
}

fn fault(error: ImageError) -> Fault {
    match error {
        ImageError::Limits(_) => Fault::from(Code::ImageTooLarge).caused_by(error),
        error => invalid(error),
    }
}
