use std::num::NonZeroU64;

use gif::{DecodeOptions, Decoder, DecodingError, Encoder, EncodingError, MemoryLimit};
use signet_fault::{Code, Fault};

use super::picture::{Kind, MAX_DECODED, Picture, check_size, invalid};

/// The most frames of an animation that are kept.
const MAX_FRAMES: usize = 1000;

/// Writes a GIF anew, frame by frame and with the colours that it has: nothing is lost but what is no picture.
///
/// An animation that is over the limits when all its frames are counted becomes its first frame.
pub(super) fn read(file: &[u8]) -> Result<Picture, Fault> {
    match rewrite(file, true)? {
        Some(picture) => Ok(picture),
        None => rewrite(file, false)?.ok_or_else(|| Code::ImageTooLarge.into()),
    }
}

/// All frames or the first one alone; `None` if they are over the limits.
fn rewrite(file: &[u8], animated: bool) -> Result<Option<Picture>, Fault> {
    let mut decoder = open(file)?;
    let (width, height) = (decoder.width(), decoder.height());
    let pixels = u64::from(width) * u64::from(height);
    check_size(width.into(), height.into(), pixels)?;
    let palette = decoder.global_palette().unwrap_or_default().to_vec();
    let mut encoder = Encoder::new(Vec::new(), width, height, &palette).map_err(unwritable)?;
    let (mut left, mut written) = (MAX_DECODED, 0);
    while written == 0 || animated {
        let Some(frame) = decoder.read_next_frame().map_err(unreadable)? else {
            break;
        };
        let bytes = u64::try_from(frame.buffer.len()).map_err(Fault::internal)?;
        if written == MAX_FRAMES || bytes > left {
            return Ok(None);
        }
        left -= bytes;
        let mut frame = frame.clone();
        // Its lines are in order now.
        frame.interlaced = false;
        if written == 0 && animated {
            encoder.set_repeat(decoder.repeat()).map_err(unwritable)?;
        }
        encoder.write_frame(&frame).map_err(unwritable)?;
        written += 1;
    }
    if written == 0 {
        return Err(invalid("it has no frames"));
    }
    Ok(Some(Picture {
        bytes: encoder.into_inner().map_err(Fault::internal)?,
        kind: Kind::Gif,
        width: width.into(),
        height: height.into(),
    }))
}

fn open(file: &[u8]) -> Result<Decoder<&[u8]>, Fault> {
    let mut options = DecodeOptions::new();
    options.check_frame_consistency(true);
    if let Some(limit) = NonZeroU64::new(MAX_DECODED) {
        options.set_memory_limit(MemoryLimit::Bytes(limit));
    }
    options.read_info(file).map_err(unreadable)
}

fn unreadable(error: DecodingError) -> Fault {
    match error {
        DecodingError::OutOfMemory | DecodingError::MemoryLimit => {
            Fault::from(Code::ImageTooLarge).caused_by(error)
        }
        error => invalid(error),
    }
}

/// Only a frame without colours cannot be written to memory.
fn unwritable(error: EncodingError) -> Fault {
    invalid(error)
}
