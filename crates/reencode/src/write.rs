//! Encodes pixels as files of limited size, in which no hidden script of a sender remains.

use image::ExtendedColorType::{L8, Rgb8};
use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{Luma, Rgb};
use signet_fault::Fault;

use crate::bounded::Bounded;
use crate::pixels::{Layout, Pixels, Upright};
use crate::png;
use crate::random;
use crate::{Kind, Picture, too_large};

/// The qualities of a JPEG; the first quality that fits is used. The best quality has no visible loss. A random number below
/// [`JITTER`] is added to each quality, so that no sender can predict the bytes of the result.
const QUALITIES: [u8; 4] = [86, 78, 68, 58];
const JITTER: u8 = 5;

/// The maximum number of times that both sides are halved until a picture fits.
const HALVINGS: u32 = 4;

/// The maximum length of a side of a JPEG.
const MAX_JPEG_SIDE: u32 = 65_535;

/// Writes pixels as a file of at most `most` bytes, in the wanted kind if that fits. Else writes a JPEG of lower quality, unless
/// the layout has an alpha channel. Else makes the picture smaller. Adds its changes to `notes`.
pub(crate) fn write(
    mut pixels: Pixels,
    orientation: Orientation,
    wanted: Kind,
    most: usize,
    mut notes: Vec<String>,
) -> Result<Picture, Fault> {
    let sent = Upright::<Rgb<u8>>::new(&pixels, orientation).size();
    for halvings in 0..=HALVINGS {
        if halvings > 0 {
            pixels.halve();
        }
        let (width, height) = Upright::<Rgb<u8>>::new(&pixels, orientation).size();
        if let Some((bytes, kind, lowered)) = fit(&pixels, orientation, wanted, most)? {
            if kind != wanted {
                notes.push("PNG 过大，已转为 JPEG".to_owned());
            } else if lowered {
                notes.push("文件过大，已降低画质".to_owned());
            }
            if (width, height) != sent {
                notes.push(format!("文件过大，已缩小为 {width}×{height}"));
            }
            return Ok(Picture {
                bytes,
                kind,
                width,
                height,
                notes,
            });
        }
    }
    let text = format!("{}×{} 的图片缩小后仍超过 {most} 字节", sent.0, sent.1);
    Err(too_large(&text))
}

/// Returns the best file that fits, its kind, and whether its quality was reduced.
fn fit(
    pixels: &Pixels,
    orientation: Orientation,
    wanted: Kind,
    most: usize,
) -> Result<Option<(Vec<u8>, Kind, bool)>, Fault> {
    if wanted == Kind::Png
        && let Some(bytes) = png::write(pixels, orientation, most)?
    {
        return Ok(Some((bytes, Kind::Png, false)));
    }
    let longest = pixels.width.max(pixels.height);
    if pixels.layout.has_alpha() || longest > MAX_JPEG_SIDE {
        return Ok(None);
    }
    for (number, quality) in QUALITIES.into_iter().enumerate() {
        let [more] = random::bytes::<1>()?;
        let written = jpeg(pixels, orientation, quality + more % JITTER, most)?;
        if let Some(bytes) = written.filter(|bytes| !opens_script(bytes)) {
            return Ok(Some((bytes, Kind::Jpeg, number > 0)));
        }
    }
    Ok(None)
}

fn jpeg(
    pixels: &Pixels,
    orientation: Orientation,
    quality: u8,
    most: usize,
) -> Result<Option<Vec<u8>>, Fault> {
    let mut file = Bounded::new(most);
    let mut encoder = JpegEncoder::new_with_quality(&mut file, quality);
    let grey = Upright::<Luma<u8>>::new(pixels, orientation);
    let coloured = Upright::<Rgb<u8>>::new(pixels, orientation);
    let written = match (pixels.layout, grey.plain()) {
        (Layout::Grey, Some(plain)) => encoder.encode(plain, pixels.width, pixels.height, L8),
        (_, Some(plain)) => encoder.encode(plain, pixels.width, pixels.height, Rgb8),
        (Layout::Grey, None) => encoder.encode_image(&grey),
        (_, None) => encoder.encode_image(&coloured),
    };
    file.finish(written)
}

/// Returns whether a file contains an opening tag of a script at any position: a web server may be configured to run any
/// file as a script. One in three photographs of 5 MiB contains such a tag by chance, which costs another try.
pub(crate) fn opens_script(file: &[u8]) -> bool {
    let opens = |at: usize| {
        let after = file.get(at + 1..).unwrap_or_default();
        let is = |word: &[u8]| {
            let start = after.get(..word.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(word))
        };
        is(b"?=") || is(b"?php") || is(b"script")
    };
    memchr::memchr_iter(b'<', file).any(opens)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_opens_a_script_is_found() {
        for script in ["<?php ", "..<?PHP\n", "<?=1?>", "<<ScRiPt>"] {
            assert!(opens_script(script.as_bytes()), "{script}");
        }
        for none in ["", "<", "<?", "<?xml", "<svg", "?php"] {
            assert!(!opens_script(none.as_bytes()), "{none}");
        }
    }

    #[test]
    fn a_picture_that_does_not_fit_gets_coarser_then_smaller() {
        let mut pixels = Pixels::new(256, 256, Layout::Rgb);
        let mut state = 1_u32;
        for byte in &mut pixels.data {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *byte = state.to_be_bytes()[0];
        }
        let mut sizes = Vec::new();
        for most in [300_000, 100_000, 50_000, 5_000] {
            let copy = Pixels {
                data: pixels.data.clone(),
                ..pixels
            };
            let upright = Orientation::NoTransforms;
            let written = write(copy, upright, Kind::Png, most, Vec::new()).unwrap();
            assert!(written.bytes.len() <= most);
            sizes.push((written.kind, written.width, written.notes.len()));
        }
        assert_eq!(sizes[0], (Kind::Png, 256, 0));
        assert_eq!(sizes[1], (Kind::Jpeg, 256, 1));
        assert!(sizes[3].1 < 256, "{sizes:?}");
        let refused = write(
            pixels,
            Orientation::NoTransforms,
            Kind::Jpeg,
            100,
            Vec::new(),
        );
        assert!(refused.is_err());
    }
}
