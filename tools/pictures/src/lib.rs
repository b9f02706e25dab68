//! Pictures to upload, good and hostile.
//!
//! - the root: pictures as encoders write them, and some whose headers declare a wrong size
//! - [`files`]: files built by hand

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

pub mod files;

use std::io::Cursor;

use gif::{Encoder, Frame, Repeat};
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

/// Returns a picture with noise, in which neighbouring pixels differ, so that its file is not small.
pub fn photo(width: u32, height: u32) -> RgbImage {
    let mut state = 1_u32;
    RgbImage::from_fn(width, height, |x, y| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = u8::try_from(state >> 26).unwrap();
        let shade = |at: u32| u8::try_from(at % 192).unwrap() + noise;
        Rgb([shade(x), shade(y), shade(x + y)])
    })
}

/// Returns a picture in a format.
pub fn encoded(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    encode(&image.into(), format)
}

/// Returns a picture in a format. This function is not generic, so that it is compiled in this crate, with optimisation.
fn encode(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Returns a [`photo`] as a JPEG.
pub fn jpeg(width: u32, height: u32) -> Vec<u8> {
    encoded(photo(width, height), ImageFormat::Jpeg)
}

/// Returns a [`photo`] as a PNG.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    encoded(photo(width, height), ImageFormat::Png)
}

/// Returns a [`photo`] as a WebP.
pub fn webp(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let image: DynamicImage = photo(width, height).into();
    image
        .write_with_encoder(WebPEncoder::new_lossless(&mut bytes))
        .unwrap();
    bytes
}

/// Returns a WebP whose columns have different degrees of transparency.
pub fn webp_with_alpha(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let clear = |x: u32, _: u32| Rgba([1, 2, 3, u8::try_from(x % 256).unwrap()]);
    let image: DynamicImage = RgbaImage::from_fn(width, height, clear).into();
    image
        .write_with_encoder(WebPEncoder::new_lossless(&mut bytes))
        .unwrap();
    bytes
}

/// Returns an animated GIF with one colour per frame.
pub fn gif(width: u16, height: u16, frames: u8) -> Vec<u8> {
    let palette = [255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9];
    let mut encoder = Encoder::new(Vec::new(), width, height, &palette).unwrap();
    encoder.set_repeat(Repeat::Infinite).unwrap();
    for number in 0..frames {
        let frame = Frame {
            width,
            height,
            delay: 10 + u16::from(number),
            buffer: vec![number % 4; usize::from(width) * usize::from(height)].into(),
            ..Frame::default()
        };
        encoder.write_frame(&frame).unwrap();
    }
    encoder.into_inner().unwrap()
}

/// Returns the delays of a GIF's frames, and the colour of the first pixel of each.
pub fn frames(gif: &[u8]) -> Vec<(u16, [u8; 3])> {
    let mut decoder = gif::Decoder::new(gif).unwrap();
    let mut frames = Vec::new();
    while let Some(frame) = decoder.read_next_frame().unwrap() {
        let (delay, at) = (frame.delay, 3 * usize::from(frame.buffer[0]));
        let palette = decoder.palette().unwrap();
        frames.push((delay, [palette[at], palette[at + 1], palette[at + 2]]));
    }
    frames
}

/// Returns a JPEG with EXIF: an orientation that rotates the picture, and a secret text, as a location would be.
pub fn jpeg_with_exif(width: u32, height: u32, secret: &str) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2A\0\0\0\x08".to_vec();
    // One entry: orientation, type short, one value, 6. Then the offset of the next directory: none.
    exif.extend(b"\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0");
    exif.extend(secret.as_bytes());
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let plain = jpeg(width, height);
    [&plain[..2], b"\xFF\xE1", &length, &exif, &plain[2..]].concat()
}

/// Returns a PNG whose header declares a wrong size.
pub fn png_claiming(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = encoded(photo(4, 4), ImageFormat::Png);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let checksum = crc32(&bytes[12..29]).to_be_bytes();
    bytes[29..33].copy_from_slice(&checksum);
    bytes
}

/// Returns a JPEG whose header declares a wrong size.
pub fn jpeg_claiming(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = jpeg(16, 16);
    let frame = bytes
        .windows(2)
        .position(|pair| pair == b"\xFF\xC0")
        .unwrap();
    bytes[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    bytes[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    bytes
}

/// Returns a GIF whose header declares a wrong size.
pub fn gif_claiming(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = gif(4, 4, 1);
    bytes[6..8].copy_from_slice(&width.to_le_bytes());
    bytes[8..10].copy_from_slice(&height.to_le_bytes());
    bytes
}

/// Returns the checksum of a PNG chunk.
pub fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            if crc & 1 == 1 {
                (crc >> 1) ^ 0xEDB8_8320
            } else {
                crc >> 1
            }
        })
    })
}
