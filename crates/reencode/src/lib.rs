//! Decodes pictures of clients and encodes them again, so that only the picture is left: no metadata, no script, no second file.
//!
//! [`read()`] is the entry point. `found` identifies the kind of a file. `jpeg`, `png` and `webp` decode to `pixels`, `colour`
//! converts the pixels to sRGB, and `write` encodes them. `gif` does all of this frame by frame. The memory that a file takes is
//! known before it is decoded.

mod bounded;
mod colour;
mod found;
mod gif;
mod jpeg;
mod pixels;
mod png;
mod random;
mod webp;
mod write;

use std::sync::{Mutex, PoisonError};

use image::metadata::Orientation;
use moxcms::ColorProfile;
use signet_fault::{Code, Fault};

use colour::Colours;
use found::Found;
use pixels::{Layout, Pixels};

/// The maximum number of pixels of a picture: phones with 50 megapixels make pictures of 8192 × 6144.
pub(crate) const MAX_PIXELS: u64 = 52_000_000;

/// The maximum memory for decoding a picture, in bytes. Kinds that need more memory than the pixels themselves may therefore have
/// fewer than 52 million pixels; `docs/decisions/006-uploads.md` lists them.
const MAX_MEMORY: u64 = 252_000_000;

/// Pictures that take more memory than this are decoded one at a time.
const LARGE: u64 = 64_000_000;

/// The kinds of pictures that are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// JPEG
    Jpeg,
    /// PNG
    Png,
    /// GIF
    Gif,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 3] = [Kind::Jpeg, Kind::Png, Kind::Gif];

    /// Returns the extension of a file name, such as `jpg`.
    pub fn extension(self) -> &'static str {
        match self {
            Kind::Jpeg => "jpg",
            Kind::Png => "png",
            Kind::Gif => "gif",
        }
    }

    /// Returns the media type, such as `image/jpeg`.
    pub fn media_type(self) -> &'static str {
        match self {
            Kind::Jpeg => "image/jpeg",
            Kind::Png => "image/png",
            Kind::Gif => "image/gif",
        }
    }
}

/// A picture that was written.
#[derive(Debug)]
pub struct Picture {
    /// The file.
    pub bytes: Vec<u8>,
    /// The kind of the file.
    pub kind: Kind,
    /// The width in pixels.
    pub width: u32,
    /// The height in pixels.
    pub height: u32,
    /// Notes for the sender about parts of the file that were not kept.
    pub notes: Vec<String>,
}

/// The pixels of a file, and the metadata that describes them.
pub(crate) struct Decoded {
    pub(crate) pixels: Pixels,
    pub(crate) orientation: Orientation,
    /// The colour profile; `None` for sRGB.
    pub(crate) profile: Option<ColorProfile>,
    /// Whether there is a profile that is unreadable.
    pub(crate) broken_profile: bool,
    pub(crate) notes: Vec<String>,
}

/// A lock that decoders share: only one decoder at a time decodes a large picture.
#[derive(Debug, Default)]
pub struct Turns(Mutex<()>);

/// The memory for decoding a picture, computed from its first bytes.
pub(crate) struct Price {
    /// The kind of the picture, by its name for clients.
    pub(crate) name: &'static str,
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// The half bytes of memory for each pixel.
    pub(crate) half_bytes: u64,
}

impl Price {
    /// Refuses a picture that would take too much memory, before it is decoded.
    pub(crate) fn check(&self) -> Result<(), Fault> {
        let pixels = u64::from(self.width) * u64::from(self.height);
        let most = MAX_PIXELS.min(2 * MAX_MEMORY / self.half_bytes.max(1));
        if pixels == 0 {
            return Err(broken(self.name, "it has no pixels"));
        }
        if pixels > most {
            let (has, most) = (in_words(pixels), in_words(most));
            let Price {
                name,
                width,
                height,
                ..
            } = self;
            let text = format!("{width}×{height} 共 {has}像素，{name} 图片最多 {most}像素");
            return Err(too_large(&text));
        }
        Ok(())
    }

    /// Runs `work`, which takes this memory. If the memory is large, only one such work runs at a time.
    pub(crate) fn pay<T>(&self, turns: &Turns, work: impl FnOnce() -> T) -> T {
        let memory = u64::from(self.width) * u64::from(self.height) * self.half_bytes / 2;
        let turn = || turns.0.lock().unwrap_or_else(PoisonError::into_inner);
        let _turn = (memory > LARGE).then(turn);
        work()
    }
}

/// Detects the kind of a file, decodes it and encodes its pixels again in at most `most` bytes, so that only the
/// picture is left, in sRGB.
///
/// A JPEG stays a JPEG, and is rotated as its EXIF data require. A PNG stays a PNG, unless it is too large; only the first frame of
/// an animated PNG is kept. A GIF keeps its frames. A WebP becomes a PNG if it has an alpha channel, else a JPEG.
///
/// # Errors
/// [`Code::ImageTooLarge`] and [`Code::ImageInvalid`].
pub fn read(file: &[u8], most: usize, turns: &Turns) -> Result<Picture, Fault> {
    match found::look(file) {
        Found::Jpeg => {
            let (price, decoder) = jpeg::open(file)?;
            price.pay(turns, || store(decoder.decode()?, Kind::Jpeg, most))
        }
        Found::Png => {
            let (price, decoder) = png::open(file)?;
            price.pay(turns, || store(decoder.decode()?, Kind::Png, most))
        }
        Found::WebP => {
            let (price, decoder) = webp::open(file)?;
            price.pay(turns, || {
                let decoded = decoder.decode()?;
                let kind = match decoded.pixels.layout.has_alpha() {
                    true => Kind::Png,
                    false => Kind::Jpeg,
                };
                store(decoded, kind, most)
            })
        }
        Found::Gif => gif::read(file, most, turns),
        Found::Other(name) => Err(unknown(name)),
    }
}

fn store(decoded: Decoded, kind: Kind, most: usize) -> Result<Picture, Fault> {
    let Decoded {
        mut pixels,
        orientation,
        profile,
        broken_profile,
        mut notes,
    } = decoded;
    if pixels.layout == Layout::Cmyk {
        notes.push("CMYK 颜色已转换为 sRGB".to_owned());
    }
    match colour::to_srgb(&mut pixels, profile) {
        Colours::Unreadable => notes.push(UNREADABLE.to_owned()),
        Colours::Kept if broken_profile => notes.push(UNREADABLE.to_owned()),
        Colours::Converted => notes.push("颜色已按配置文件转换为 sRGB".to_owned()),
        Colours::Kept => {}
    }
    write::write(pixels, orientation, kind, most, notes)
}

/// The note about a profile that cannot be read.
pub(crate) const UNREADABLE: &str = "颜色配置文件无法识别，已按 sRGB 处理";

/// Returns a count of pixels in Chinese units, with a space before the unit.
fn in_words(pixels: u64) -> String {
    let (unit, name) = match pixels {
        100_000_000.. => (100_000_000, " 亿"),
        _ => (10_000, " 万"),
    };
    let hundredths = pixels.div_ceil(unit / 100);
    match hundredths % 100 {
        0 => format!("{}{name}", hundredths / 100),
        rest => format!("{}.{rest:02}{name}", hundredths / 100),
    }
}

/// Returns the fault for a picture that is too large. `text` has its size and the limit.
#[track_caller]
pub fn too_large(text: &str) -> Fault {
    Fault::with_note(
        Code::ImageTooLarge,
        format!("{}：{text}，请缩小后上传", Code::ImageTooLarge.text()),
    )
}

/// Returns the fault for a broken picture of an accepted kind.
#[track_caller]
pub(crate) fn broken(
    name: &str,
    reason: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> Fault {
    let text = Code::ImageInvalid.text();
    let text = format!("{text}：{name} 图片不完整或已损坏，请重新上传原图");
    Fault::with_note(Code::ImageInvalid, text).with_source(reason)
}

/// Returns the fault for a file of a kind that is not accepted.
#[track_caller]
fn unknown(name: &str) -> Fault {
    let text = Code::ImageInvalid.text();
    let text = format!("{text}：这是{name}，只支持 JPEG、PNG、GIF 和 WebP，请转换后上传");
    Fault::with_note(Code::ImageInvalid, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_the_kind_and_the_accepted_kinds() {
        let price = |width, height, half_bytes| Price {
            name: "JPEG",
            width,
            height,
            half_bytes,
        };
        let refused = price(12_000, 9_000, 6).check().unwrap_err();
        assert_eq!(refused.code(), Code::ImageTooLarge);
        let expected =
            "图片过大：12000×9000 共 1.08 亿像素，JPEG 图片最多 5200 万像素，请缩小后上传";
        assert_eq!(refused.message(), expected);
        assert!(price(8192, 6144, 6).check().is_ok());
        assert!(price(5712, 4284, 18).check().is_ok());
        let refused = price(7000, 4001, 18).check().unwrap_err();
        assert!(refused.message().contains("2800.70 万像素"), "{refused:?}");
        assert!(
            refused.message().contains("最多 2800 万像素"),
            "{refused:?}"
        );
        assert_eq!(
            price(0, 5, 6).check().unwrap_err().code(),
            Code::ImageInvalid
        );
    }
}
