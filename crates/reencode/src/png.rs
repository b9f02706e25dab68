use std::io::{Cursor, Write};

use image::Rgb;
use image::metadata::Orientation;
use moxcms::ColorProfile;
use png::{
    BitDepth, ColorType, DecodingError, DeflateCompression, Filter, Info, Limits, Transformations,
};
use signet_fault::Fault;

use crate::bounded::Bounded;
use crate::colour;
use crate::pixels::{Layout, Pixels, Upright};
use crate::{Decoded, Price, broken, too_large};

const NAME: &str = "PNG";

/// The maximum number of bytes of a row, a profile and other data that the decoder keeps beside the pixels.
const MAX_BESIDE: usize = 16 * 1024 * 1024;

/// The compression level. It compresses photographs as well as the usual level does, in a fifth of the time.
const LEVEL: u8 = 3;

/// The maximum number of bytes of compressed data in a chunk.
const CHUNK: usize = 64 * 1024;

/// The maximum number of consecutive text characters in the written data.
const MAX_TEXT: usize = 7;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1A\n";
const DATA: &[u8; 4] = b"IDAT";

/// A PNG whose headers are read.
pub(crate) struct Png<'a> {
    file: &'a [u8],
    reader: png::Reader<Cursor<&'a [u8]>>,
    layout: Layout,
}

/// Reads the headers before the pixels of a PNG.
pub(crate) fn open(file: &[u8]) -> Result<(Price, Png<'_>), Fault> {
    let limits = Limits { bytes: MAX_BESIDE };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(file), limits);
    decoder.set_transformations(Transformations::normalize_to_color8());
    decoder.set_ignore_text_chunk(true);
    let header = decoder.read_header_info().map_err(unreadable)?;
    let mut price = Price {
        name: NAME,
        width: header.width,
        height: header.height,
        half_bytes: 2,
    };
    price.check()?;
    let reader = decoder.read_info().map_err(unreadable)?;
    let layout = match reader.output_color_type() {
        (ColorType::Grayscale, BitDepth::Eight) => Layout::Grey,
        (ColorType::GrayscaleAlpha, BitDepth::Eight) => Layout::GreyAlpha,
        (ColorType::Rgb, BitDepth::Eight) => Layout::Rgb,
        (ColorType::Rgba, BitDepth::Eight) => Layout::Rgba,
        other => return Err(broken(NAME, format!("{other:?} is no layout of pixels"))),
    };
    price.half_bytes = 2 * u64::try_from(layout.channels()).map_err(Fault::internal)?;
    let png = Png {
        file,
        reader,
        layout,
    };
    Ok((price, png))
}

impl Png<'_> {
    pub(crate) fn decode(mut self) -> Result<Decoded, Fault> {
        let (width, height) = (self.reader.info().width, self.reader.info().height);
        let mut pixels = Pixels::new(width, height, self.layout);
        let frame = self
            .reader
            .next_frame(&mut pixels.data)
            .map_err(unreadable)?;
        if (frame.width, frame.height) != (width, height) {
            return Err(broken(NAME, "its first frame is smaller than the picture"));
        }
        let info = self.reader.info();
        let exif = info.exif_metadata.as_deref();
        // Unreadable EXIF data do not rotate the picture.
        let orientation = exif.and_then(Orientation::from_exif_chunk);
        let profile = profile(info);
        Ok(Decoded {
            pixels,
            orientation: orientation.unwrap_or(Orientation::NoTransforms),
            broken_profile: info.icc_profile.is_some() && profile.is_none(),
            profile,
            notes: self.notes(),
        })
    }

    fn notes(&self) -> Vec<String> {
        let info = self.reader.info();
        let mut notes = Vec::new();
        let frames = info
            .animation_control
            .map_or(1, |control| control.num_frames);
        if frames > 1 {
            notes.push(format!("动画 {frames} 帧，只保留第一帧"));
        }
        if info.bit_depth == BitDepth::Sixteen {
            notes.push("每通道 16 位已转为 8 位".to_owned());
        }
        let has = |names: &[&[u8; 4]]| {
            chunks(self.file).any(|chunk| names.iter().any(|name| *name == chunk.name))
        };
        if has(&[b"eXIf"]) {
            notes.push("未保留拍摄信息（EXIF）".to_owned());
        }
        if has(&[b"tEXt", b"zTXt", b"iTXt"]) {
            notes.push("未保留文字信息（XMP、注释）".to_owned());
        }
        notes
    }
}

/// Returns the colour profile. If several chunks define a profile, the chunk that is checked first here is used, as in the standard.
fn profile(info: &Info<'_>) -> Option<ColorProfile> {
    if let Some(points) = info.coding_independent_code_points {
        return colour::from_cicp(points.color_primaries, points.transfer_function);
    }
    if let Some(icc) = &info.icc_profile {
        return colour::from_icc(icc);
    }
    let (None, Some(gamma)) = (info.srgb, info.gama_chunk) else {
        return None;
    };
    let chromaticities = info.chrm_chunk.map(|chunk| {
        let at = |(x, y): (png::ScaledFloat, png::ScaledFloat)| (x.into_value(), y.into_value());
        [chunk.red, chunk.green, chunk.blue, chunk.white].map(at)
    });
    Some(colour::from_gamma(gamma.into_value(), chromaticities))
}

fn unreadable(error: DecodingError) -> Fault {
    match error {
        DecodingError::LimitsExceeded => {
            too_large("PNG 图片的一行或附加信息超过 16 MiB").with_source(error)
        }
        error => broken(NAME, error),
    }
}

/// Writes pixels as a PNG of at most `most` bytes; `None` if it would be larger.
pub(crate) fn write(
    pixels: &Pixels,
    orientation: Orientation,
    most: usize,
) -> Result<Option<Vec<u8>>, Fault> {
    let mut file = Bounded::new(most);
    let encoded = encode(pixels, orientation, &mut file);
    let file = file.finish(encoded)?;
    Ok(file
        .map(|file| broken_up(&file))
        .filter(|file| file.len() <= most))
}

fn encode(
    pixels: &Pixels,
    orientation: Orientation,
    file: &mut Bounded,
) -> Result<(), png::EncodingError> {
    let upright = Upright::<Rgb<u8>>::new(pixels, orientation);
    let (width, height) = upright.size();
    let mut encoder = png::Encoder::new(file, width, height);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_color(match pixels.layout {
        Layout::Grey => ColorType::Grayscale,
        Layout::GreyAlpha => ColorType::GrayscaleAlpha,
        Layout::Rgb => ColorType::Rgb,
        Layout::Rgba | Layout::Cmyk => ColorType::Rgba,
    });
    encoder.set_deflate_compression(DeflateCompression::Level(LEVEL));
    encoder.set_filter(Filter::Adaptive);
    let mut writer = encoder.write_header()?;
    let mut rows = writer.stream_writer_with_size(CHUNK)?;
    let mut row = Vec::new();
    for y in 0..height {
        upright.row(y, &mut row);
        rows.write_all(&row)?;
    }
    rows.finish()?;
    writer.finish()
}

struct Chunk<'a> {
    name: &'a [u8],
    data: &'a [u8],
}

/// Returns the chunks of a PNG, up to the first incomplete one.
fn chunks(file: &[u8]) -> impl Iterator<Item = Chunk<'_>> {
    let mut rest = file.get(SIGNATURE.len()..).unwrap_or_default();
    std::iter::from_fn(move || {
        let length = usize::try_from(u32::from_be_bytes(*rest.first_chunk()?)).ok()?;
        let chunk = Chunk {
            name: rest.get(4..8)?,
            data: rest.get(8..)?.get(..length)?,
        };
        rest = rest.get(8 + length + 4..)?;
        Some(chunk)
    })
}

/// Divides the data of a PNG into chunks, so that no chunk contains a script tag or a text longer than a few characters. An
/// attacker can choose pixels whose compressed form is a text, and a web server may be configured to run scripts in any
/// file. Decoders ignore the ends of chunks.
fn broken_up(file: &[u8]) -> Vec<u8> {
    let mut new = Vec::with_capacity(file.len() + file.len() / 64);
    new.extend_from_slice(SIGNATURE);
    for chunk in chunks(file) {
        if chunk.name != DATA {
            push(&mut new, chunk.name, chunk.data);
            continue;
        }
        let mut rest = chunk.data;
        while !rest.is_empty() {
            let (piece, more) = rest.split_at(end_of_piece(rest));
            push(&mut new, DATA, piece);
            rest = more;
        }
    }
    new
}

fn push(file: &mut Vec<u8>, name: &[u8], data: &[u8]) {
    // No chunk is longer than the maximum size of an upload.
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
    file.extend_from_slice(&length.to_be_bytes());
    file.extend_from_slice(name);
    file.extend_from_slice(data);
    let mut checksum = crc32fast::Hasher::new();
    checksum.update(name);
    checksum.update(data);
    file.extend_from_slice(&checksum.finalize().to_be_bytes());
}

/// Returns how many of the bytes may stay in one chunk.
fn end_of_piece(bytes: &[u8]) -> usize {
    let (mut text, mut before) = (0, 0);
    for (at, &byte) in bytes.iter().enumerate() {
        let is_text = matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r');
        text = if is_text { text + 1 } else { 0 };
        let is_tag = before == b'<'
            && (byte.is_ascii_alphabetic() || matches!(byte, b'?' | b'%' | b'!' | b'/'));
        if is_tag || text > MAX_TEXT {
            return at;
        }
        before = byte;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_stays_in_one_piece() {
        let text = b"\0\0<?=`$_GET[0]`?>\xFF<?php eval(1);<script>alert(1)</script>\0";
        let mut file = SIGNATURE.to_vec();
        push(&mut file, b"IHDR", b"0123456789ABC");
        push(&mut file, DATA, text);
        push(&mut file, b"IEND", b"");
        let new = broken_up(&file);
        let data = chunks(&new).filter(|chunk| chunk.name == DATA);
        let mut pieces: Vec<&[u8]> = data.map(|chunk| chunk.data).collect();
        assert_eq!(pieces.concat(), text);
        pieces.retain(|piece| !piece.is_empty());
        for piece in pieces {
            assert!(piece.len() <= MAX_TEXT + 2, "{piece:?}");
            for tag in ["<?", "<s", "</"] {
                assert!(memchr::memmem::find(piece, tag.as_bytes()).is_none());
            }
        }
        let names: Vec<_> = chunks(&new).map(|chunk| chunk.name).collect();
        assert_eq!(
            (names[0], names[names.len() - 1]),
            (&b"IHDR"[..], &b"IEND"[..])
        );
    }
}
