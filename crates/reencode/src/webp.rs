use std::io::Cursor;

use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{ImageDecoder, ImageError};
use signet_fault::Fault;

use crate::colour;
use crate::pixels::{Layout, Pixels};
use crate::{Decoded, Price, broken, too_large};

const NAME: &str = "WebP";

/// A WebP whose headers are read.
pub(crate) struct WebP<'a> {
    decoder: WebPDecoder<Cursor<&'a [u8]>>,
    width: u32,
    height: u32,
    layout: Layout,
}

/// Reads the headers of a WebP.
pub(crate) fn open(file: &[u8]) -> Result<(Price, WebP<'_>), Fault> {
    let decoder = WebPDecoder::new(Cursor::new(file)).map_err(unreadable)?;
    let (width, height) = decoder.dimensions();
    let layout = match decoder.color_type().has_alpha() {
        true => Layout::Rgba,
        false => Layout::Rgb,
    };
    let price = Price {
        name: match (decoder.has_animation(), layout) {
            (true, _) => "WebP 动画",
            (false, Layout::Rgba) => "带透明的 WebP",
            _ => NAME,
        },
        width,
        height,
        // The decoder keeps a second copy of the pixels. For transparent pictures it also keeps luma, chroma and transparency. For
        // animations it also keeps the canvas.
        half_bytes: match (decoder.has_animation(), layout) {
            (true, _) => 24,
            (false, Layout::Rgba) => 21,
            _ => 14,
        },
    };
    price.check()?;
    let webp = WebP {
        decoder,
        width,
        height,
        layout,
    };
    Ok((price, webp))
}

impl WebP<'_> {
    pub(crate) fn decode(mut self) -> Result<Decoded, Fault> {
        let mut notes = Vec::new();
        if self.decoder.has_animation() {
            notes.push("WebP 动画只保留第一帧".to_owned());
        }
        // Unreadable metadata count as absent.
        let exif = self.decoder.exif_metadata().unwrap_or_default();
        if exif.is_some() {
            notes.push("未保留拍摄信息（EXIF）".to_owned());
        }
        if matches!(self.decoder.xmp_metadata(), Ok(Some(_))) {
            notes.push("未保留文字信息（XMP）".to_owned());
        }
        let icc = self.decoder.icc_profile().unwrap_or_default();
        let profile = match (&icc, &exif) {
            (Some(icc), _) => colour::from_icc(icc),
            (None, Some(exif)) if colour::is_adobe_rgb(exif) => Some(colour::adobe_rgb()),
            _ => None,
        };
        let orientation = exif.and_then(|exif| Orientation::from_exif_chunk(&exif));
        let mut pixels = Pixels::new(self.width, self.height, self.layout);
        self.decoder
            .read_image(&mut pixels.data)
            .map_err(unreadable)?;
        notes.push(match self.layout.has_alpha() {
            true => "WebP 已转为 PNG".to_owned(),
            false => "WebP 已转为 JPEG".to_owned(),
        });
        Ok(Decoded {
            pixels,
            orientation: orientation.unwrap_or(Orientation::NoTransforms),
            broken_profile: icc.is_some() && profile.is_none(),
            profile,
            notes,
        })
    }
}

fn unreadable(error: ImageError) -> Fault {
    match error {
        ImageError::Limits(_) => too_large("WebP 图片解码所需内存过多").with_source(error),
        error => broken(NAME, error),
    }
}
