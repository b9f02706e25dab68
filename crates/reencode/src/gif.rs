use std::io::{Chain, Read};
use std::num::NonZeroU64;

use gif::{DecodeOptions, Decoder, DecodingError, Encoder, EncodingError, Frame, MemoryLimit};
use moxcms::ColorProfile;
use signet_fault::{Code, Fault};

use crate::bounded::Bounded;
use crate::colour::{self, Colours};
use crate::pixels::{Layout, Pixels};
use crate::random;
use crate::write::opens_script;
use crate::{Kind, Picture, Price, Turns, UNREADABLE, broken, too_large};

const NAME: &str = "GIF";

/// The maximum number of frames of an animation that is kept, and the maximum number of pixels of all its frames.
const MAX_FRAMES: usize = 1000;
const MAX_ALL_PIXELS: u64 = 64 * 1024 * 1024;

/// The number of times that a file is written, each time with another palette, until no script is found in it.
const TRIES: usize = 4;

/// The minimum number of entries in a palette. With this many entries, no sender can guess the positions of two colours.
const MIN_COLOURS: usize = 128;

/// The trailer of a file. Some programs omit it, although all frames are present.
const TRAILER: &[u8] = b";";

type Input<'a> = Chain<&'a [u8], &'static [u8]>;

/// Writes a GIF again, frame by frame and with its own colours. Only data that is not part of the picture is lost.
///
/// If all frames of an animation together are over the limits, only the first frame is kept.
pub(crate) fn read(file: &[u8], most: usize, turns: &Turns) -> Result<Picture, Fault> {
    let decoder = open(file)?;
    let price = Price {
        name: NAME,
        width: decoder.width().into(),
        height: decoder.height().into(),
        half_bytes: 4,
    };
    price.check()?;
    price.pay(turns, || {
        for animated in [true, false] {
            for _ in 0..TRIES {
                match rewrite(file, most, animated)? {
                    Some(picture) if !opens_script(&picture.bytes) => return Ok(picture),
                    Some(_) => {}
                    None => break,
                }
            }
        }
        let text = format!("GIF 图片重新编码后超过 {most} 字节");
        Err(too_large(&text))
    })
}

/// Writes all frames, or only the first frame if not `animated`. Returns `None` if they are over the limits.
fn rewrite(file: &[u8], most: usize, animated: bool) -> Result<Option<Picture>, Fault> {
    let (profile, mut notes) = profile(file)?;
    let mut decoder = open(file)?;
    let (width, height) = (decoder.width(), decoder.height());
    let global = Palette::new(decoder.global_palette().unwrap_or_default(), &profile)?;
    let mut file = Bounded::new(most);
    let mut encoder = match Encoder::new(&mut file, width, height, &global.colours) {
        Ok(encoder) => encoder,
        Err(_) => return Ok(None),
    };
    let (mut left, mut written) = (MAX_ALL_PIXELS, 0);
    while written == 0 || animated {
        let Some(frame) = decoder.read_next_frame().map_err(unreadable)? else {
            break;
        };
        let bytes = u64::try_from(frame.buffer.len()).map_err(Fault::internal)?;
        if written > 0 && (written == MAX_FRAMES || bytes > left) {
            return Ok(None);
        }
        left = left.saturating_sub(bytes);
        let mut frame = frame.clone();
        // The decoder returned its lines in order.
        frame.interlaced = false;
        match frame.palette.take() {
            Some(local) => {
                let local = Palette::new(&local, &profile)?;
                local.paint(&mut frame);
                frame.palette = Some(local.colours);
            }
            None => global.paint(&mut frame),
        }
        let written_now = match written == 0 && animated {
            true => encoder
                .set_repeat(decoder.repeat())
                .and_then(|()| encoder.write_frame(&frame)),
            false => encoder.write_frame(&frame),
        };
        match written_now {
            Ok(()) => {}
            Err(EncodingError::Io(_)) => return Ok(None),
            // Writing to memory fails only for a frame without colours.
            Err(error) => return Err(broken(NAME, error)),
        }
        written += 1;
    }
    if written == 0 {
        return Err(broken(NAME, "it has no frames"));
    }
    if !animated {
        notes.push("GIF 动画过大，只保留第一帧".to_owned());
    }
    let ended = encoder.into_inner().map(drop);
    let Some(bytes) = file.finish(ended)? else {
        return Ok(None);
    };
    Ok(Some(Picture {
        bytes,
        kind: Kind::Gif,
        width: width.into(),
        height: height.into(),
        notes,
    }))
}

/// Reads the colour profile, which is stored before the first frame.
fn profile(file: &[u8]) -> Result<(Option<ColorProfile>, Vec<String>), Fault> {
    let mut decoder = open(file)?;
    decoder.next_frame_info().map_err(unreadable)?;
    let profile = decoder.icc_profile().map(colour::from_icc);
    let mut notes = Vec::new();
    if matches!(profile, Some(None)) {
        notes.push(UNREADABLE.to_owned());
    }
    if let Some(Some(profile)) = &profile {
        let mut colour = Pixels::new(1, 1, Layout::Rgb);
        match colour::to_srgb(&mut colour, Some(profile.clone())) {
            Colours::Converted => notes.push("颜色已按配置文件转换为 sRGB".to_owned()),
            Colours::Unreadable => notes.push(UNREADABLE.to_owned()),
            Colours::Kept => {}
        }
    }
    if decoder.xmp_metadata().is_some() {
        notes.push("未保留文字信息（XMP）".to_owned());
    }
    Ok((profile.flatten(), notes))
}

/// The colours of a palette in random order. So a sender cannot hide a text in the order of the colours or in the data that
/// refers to them: servers have run GIFs that are also scripts.
struct Palette {
    colours: Vec<u8>,
    places: [u8; 256],
}

impl Palette {
    fn new(colours: &[u8], profile: &Option<ColorProfile>) -> Result<Palette, Fault> {
        let mut palette = Pixels::new(1, 1, Layout::Rgb);
        palette.data = colours.to_vec();
        colour::to_srgb(&mut palette, profile.clone());
        let count = match colours.len() / 3 {
            0 => 0,
            count => count.next_power_of_two().clamp(MIN_COLOURS, 256),
        };
        let places = shuffled(count)?;
        let mut new = vec![0; 3 * count];
        for (colour, place) in palette.data.chunks_exact(3).zip(places) {
            let at = 3 * usize::from(place);
            if let Some(target) = new.get_mut(at..at + 3) {
                target.copy_from_slice(colour);
            }
        }
        Ok(Palette {
            colours: new,
            places,
        })
    }

    /// Replaces the colours of a frame with their positions in the palette.
    fn paint(&self, frame: &mut Frame<'_>) {
        let place = |colour: u8| self.places.get(usize::from(colour)).copied();
        frame.transparent = frame.transparent.and_then(place);
        for colour in frame.buffer.to_mut() {
            *colour = place(*colour).unwrap_or_default();
        }
    }
}

/// Returns the numbers below `count` in random order, then the others in ascending order.
fn shuffled(count: usize) -> Result<[u8; 256], Fault> {
    let mut places: [u8; 256] = std::array::from_fn(|at| u8::try_from(at).unwrap_or(u8::MAX));
    let random = random::bytes::<1024>()?;
    let random = random
        .as_chunks()
        .0
        .iter()
        .map(|four| u32::from_le_bytes(*four));
    for (at, random) in (1..count).rev().zip(random) {
        let below = u32::try_from(at + 1).map_err(Fault::internal)?;
        let other = usize::try_from(random % below).map_err(Fault::internal)?;
        places.swap(at, other);
    }
    Ok(places)
}

fn open(file: &[u8]) -> Result<Decoder<Input<'_>>, Fault> {
    let mut options = DecodeOptions::new();
    options.check_frame_consistency(true);
    if let Some(limit) = NonZeroU64::new(MAX_ALL_PIXELS) {
        options.set_memory_limit(MemoryLimit::Bytes(limit));
    }
    // Bytes after a trailer are not read.
    options.read_info(file.chain(TRAILER)).map_err(unreadable)
}

fn unreadable(error: DecodingError) -> Fault {
    match error {
        DecodingError::OutOfMemory | DecodingError::MemoryLimit => {
            Fault::from(Code::ImageTooLarge).with_source(error)
        }
        error => broken(NAME, error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_palette_has_the_same_colours_elsewhere() {
        let colours = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        let palette = Palette::new(&colours, &None).unwrap();
        assert_eq!(palette.colours.len(), 3 * MIN_COLOURS);
        let mut frame = Frame {
            transparent: Some(2),
            buffer: vec![0, 1, 2, 250].into(),
            ..Frame::default()
        };
        palette.paint(&mut frame);
        let named: Vec<&[u8]> = frame.buffer[..3]
            .iter()
            .map(|at| &palette.colours[3 * usize::from(*at)..][..3])
            .collect();
        assert_eq!(named.concat(), colours);
        assert_eq!(frame.transparent, Some(frame.buffer[2]));
        assert_eq!(frame.buffer[3], 250);
        let mut places = palette.places;
        places.sort_unstable();
        assert!(
            places
                .iter()
                .zip(0_u8..=255)
                .all(|(place, at)| *place == at)
        );
    }
}
