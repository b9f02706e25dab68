use image::metadata::Orientation;
use signet_fault::{Code, Fault};
use zune_jpeg::errors::DecodeErrors;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::colour;
use crate::pixels::{Layout, Pixels};
use crate::{Decoded, Price, broken};

const NAME: &str = "JPEG";

const START_OF_SCAN: u8 = 0xDA;
const END_OF_IMAGE: u8 = 0xD9;
const COMMENT: u8 = 0xFE;

/// The maximum length of a side in the format.
const MAX_SIDE: usize = 65_535;

/// A JPEG whose headers are read.
pub(crate) struct Jpeg<'a> {
    decoder: zune_jpeg::JpegDecoder<ZCursor<&'a [u8]>>,
    outline: Outline,
    /// The colour space that the decoder writes, and the matching layout.
    space: ColorSpace,
    layout: Layout,
    width: u32,
    height: u32,
}

/// Reads the headers of a JPEG.
pub(crate) fn open(file: &[u8]) -> Result<(Price, Jpeg<'_>), Fault> {
    let outline = outline(file).ok_or_else(|| broken(NAME, "it is cut off"))?;
    if outline.is_foreign {
        return Err(foreign());
    }
    let options = DecoderOptions::default()
        .set_strict_mode(false)
        .set_max_width(MAX_SIDE)
        .set_max_height(MAX_SIDE);
    let mut decoder = zune_jpeg::JpegDecoder::new_with_options(ZCursor::new(file), options);
    decoder.decode_headers().map_err(unreadable)?;
    let (info, space) = match (decoder.info(), decoder.input_colorspace()) {
        (Some(info), Some(space)) => (info, space),
        _ => return Err(broken(NAME, "it has no headers")),
    };
    let (space, layout) = match (info.components, space) {
        (1, _) => (ColorSpace::Luma, Layout::Grey),
        (4, ColorSpace::CMYK | ColorSpace::YCCK) => (space, Layout::Cmyk),
        _ => (ColorSpace::RGB, Layout::Rgb),
    };
    decoder.set_options(options.jpeg_set_out_colorspace(space));
    let price = Price {
        name: NAME,
        width: info.width.into(),
        height: info.height.into(),
        half_bytes: half_bytes(&info, layout, &outline),
    };
    price.check()?;
    let jpeg = Jpeg {
        decoder,
        space,
        layout,
        width: price.width,
        height: price.height,
        outline,
    };
    Ok((price, jpeg))
}

/// Returns the half bytes of memory for each pixel: the pixel itself and, for a progressive picture or a picture with separate scans,
/// all coefficients, of two bytes each.
fn half_bytes(info: &zune_jpeg::ImageInfo, layout: Layout, outline: &Outline) -> u64 {
    let kept = match info.sof.is_progressive() || outline.fewest < info.components {
        true => 4 * u64::from(info.components),
        false => 0,
    };
    let channels = u64::try_from(layout.channels()).unwrap_or(u64::MAX);
    2 * channels + kept
}

impl Jpeg<'_> {
    pub(crate) fn decode(mut self) -> Result<Decoded, Fault> {
        let mut pixels = Pixels::new(self.width, self.height, self.layout);
        self.decoder
            .decode_into(&mut pixels.data)
            .map_err(unreadable)?;
        match self.space {
            ColorSpace::CMYK => pixels.convert(Layout::Cmyk, ink_of_cmyk),
            ColorSpace::YCCK => pixels.convert(Layout::Cmyk, ink_of_ycck),
            _ => {}
        }
        let exif = self.decoder.exif();
        let icc = self.decoder.icc_profile();
        let profile = match (&icc, exif) {
            (Some(icc), _) => colour::from_icc(icc),
            (None, Some(exif)) if colour::is_adobe_rgb(exif) => Some(colour::adobe_rgb()),
            _ => None,
        };
        // Unreadable EXIF data do not rotate the picture.
        let orientation = exif.and_then(|exif| Orientation::from_exif_chunk(exif));
        Ok(Decoded {
            pixels,
            orientation: orientation.unwrap_or(Orientation::NoTransforms),
            broken_profile: icc.is_some() && profile.is_none(),
            profile,
            notes: self.notes(),
        })
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.decoder.exif().is_some() {
            notes.push("未保留拍摄信息（EXIF）".to_owned());
        }
        let has_text = self.decoder.xmp().is_some() || self.decoder.iptc().is_some();
        if has_text || self.outline.has_comment {
            notes.push("未保留文字信息（XMP、IPTC、注释）".to_owned());
        }
        if self.outline.has_more {
            notes.push("未保留图片之后的数据（如实况视频、HDR 增益图）".to_owned());
        }
        notes
    }
}

/// Converts stored CMYK to ink. It is stored inverted: 255 is no ink.
fn ink_of_cmyk(stored: &[u8], ink: &mut [u8]) {
    for (stored, ink) in stored.iter().zip(ink) {
        *ink = u8::MAX - stored;
    }
}

/// Converts stored YCCK to ink. The first three channels are stored as in a colour JPEG, in which red is the amount of cyan, and so on.
fn ink_of_ycck(stored: &[u8], ink: &mut [u8]) {
    let clamped = |value: i32| u8::try_from(value.clamp(0, 255)).unwrap_or(u8::MAX);
    for (stored, ink) in stored.chunks_exact(4).zip(ink.chunks_exact_mut(4)) {
        if let ([luma, blue, red, black], [c, m, y, k]) = (stored, ink) {
            let luma = (i32::from(*luma) << 16) + (1 << 15);
            let (blue, red) = (i32::from(*blue) - 128, i32::from(*red) - 128);
            *c = clamped((luma + 91_881 * red) >> 16);
            *m = clamped((luma - 22_554 * blue - 46_802 * red) >> 16);
            *y = clamped((luma + 116_130 * blue) >> 16);
            *k = u8::MAX - black;
        }
    }
}

fn unreadable(error: DecodeErrors) -> Fault {
    broken(NAME, format!("{error:?}"))
}

/// Returns the fault for a JPEG with a coding that decoders of photos do not support.
fn foreign() -> Fault {
    let text = Code::ImageInvalid.text();
    let cure = "这种编码方式的 JPEG（算术、无损或分层编码）不支持，请另存为普通 JPEG";
    Fault::with_note(Code::ImageInvalid, format!("{text}：{cure}"))
}

/// Information from the markers of a JPEG.
#[derive(Debug)]
struct Outline {
    /// The smallest number of channels in a scan.
    fewest: u8,
    has_comment: bool,
    /// Whether it has a coding that the decoder does not support.
    is_foreign: bool,
    /// Whether anything follows the picture.
    has_more: bool,
}

/// Reads the markers of a JPEG, and skips the segments and the scans between them. Returns `None` for a JPEG that was cut off,
/// because the decoder would fill it up with grey. Even if only the end marker is missing, the last blocks may be incomplete.
fn outline(file: &[u8]) -> Option<Outline> {
    let mut rest = file.get(2..)?;
    let (mut has_comment, mut is_foreign) = (false, false);
    loop {
        let (marker, after) = next_marker(rest)?;
        if marker == END_OF_IMAGE {
            let picture = file.get(..file.len() - after.len())?;
            return Some(Outline {
                fewest: fewest(picture),
                has_comment,
                is_foreign,
                has_more: !after.is_empty(),
            });
        }
        let length = usize::from(u16::from_be_bytes(*after.first_chunk()?));
        rest = after.get(length..)?;
        has_comment |= marker == COMMENT;
        // Frames other than baseline, extended and progressive ones.
        is_foreign |= matches!(marker, 0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF);
        if marker == START_OF_SCAN {
            rest = skip_scan(rest)?;
        }
    }
}

/// Returns the smallest number of channels of any bytes that look like the start of a scan: the decoder may parse invalid
/// segments in another way.
fn fewest(picture: &[u8]) -> u8 {
    let starts = memchr::memmem::find_iter(picture, &[0xFF, START_OF_SCAN]);
    let channels = starts.filter_map(|at| picture.get(at + 4).copied());
    channels.min().unwrap_or(0)
}

/// Returns the next marker that has a segment or ends the picture, and the bytes after it. Bytes before it are skipped, as
/// decoders do.
fn next_marker(mut rest: &[u8]) -> Option<(u8, &[u8])> {
    loop {
        let at = memchr::memchr(0xFF, rest)?;
        rest = rest.get(at + 1..)?;
        match rest.first()? {
            // Filling, or markers without content.
            0x00 | 0x01 | 0xD0..=0xD8 | 0xFF => {}
            &marker => return Some((marker, rest.get(1..)?)),
        }
    }
}

/// Returns the bytes after the coded data of a scan. They begin with the marker that ends the coded data.
fn skip_scan(mut rest: &[u8]) -> Option<&[u8]> {
    loop {
        rest = rest.get(memchr::memchr(0xFF, rest)?..)?;
        match rest.get(1)? {
            // A coded 0xFF, a restart of the coder, or filling.
            0x00 | 0xD0..=0xD7 => rest = rest.get(2..)?,
            0xFF => rest = rest.get(1..)?,
            _ => return Some(rest),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A start, a segment with an end of image inside, a scan with stuffing and a restart, another segment, the end.
    const WHOLE: &[u8] = b"\xFF\xD8\xFF\xE1\x00\x06\xFF\xD9xx\xFF\xDA\x00\x04\x03xdata\xFF\x00\xFF\xD0data\xFF\xFF\xC4\x00\x02\xFF\xD9";

    #[test]
    fn every_cut_is_noticed() {
        let whole = outline(WHOLE).unwrap();
        assert_eq!(whole.fewest, 3);
        assert!(!whole.has_more && !whole.has_comment);
        assert!(outline(&[WHOLE, b"trailer"].concat()).unwrap().has_more);
        for length in 0..WHOLE.len() {
            assert!(outline(&WHOLE[..length]).is_none(), "{length}");
        }
    }

    #[test]
    fn ink_is_read_in_both_ways() {
        let mut ink = [0; 4];
        ink_of_cmyk(&[255, 0, 55, 255], &mut ink);
        assert_eq!(ink, [0, 255, 200, 0]);
        // Luma 76, blue 85, red 255 is red: full cyan, and no other ink.
        ink_of_ycck(&[76, 85, 255, 255], &mut ink);
        assert_eq!(ink, [254, 0, 0, 0]);
    }
}
