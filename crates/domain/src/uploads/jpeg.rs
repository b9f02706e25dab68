use signet_fault::Fault;

use super::picture::invalid;

const START_OF_SCAN: u8 = 0xDA;
const END_OF_IMAGE: u8 = 0xD9;

/// Refuses a JPEG that was cut off: the decoder would fill what is missing with grey.
///
/// Walks from marker to marker, over the segments and the scans between them.
pub(super) fn check_end(file: &[u8]) -> Result<(), Fault> {
    let cut_off = || invalid("it is cut off");
    let mut rest = file.get(2..).unwrap_or_default();
    loop {
        let (marker, after) = next_marker(rest).ok_or_else(cut_off)?;
        if marker == END_OF_IMAGE {
            return Ok(());
        }
        let length = after.first_chunk().ok_or_else(cut_off)?;
        let length = usize::from(u16::from_be_bytes(*length));
        rest = after.get(length..).ok_or_else(cut_off)?;
        if marker == START_OF_SCAN {
            rest = skip_scan(rest).ok_or_else(cut_off)?;
        }
    }
}

/// The next marker that has a segment or ends the picture, and what follows it. Bytes before it are passed over, as
/// decoders do.
fn next_marker(mut rest: &[u8]) -> Option<(u8, &[u8])> {
    loop {
        let at = memchr::memchr(0xFF, rest)?;
        rest = rest.get(at + 1..)?;
        match rest.first()? {
            // Filling, or markers that stand alone.
            0x00 | 0x01 | 0xD0..=0xD8 | 0xFF => {}
            &marker => return Some((marker, rest.get(1..)?)),
        }
    }
}

/// What follows the coded data of a scan, beginning with the marker that ends them.
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
    const WHOLE: &[u8] = b"\xFF\xD8\xFF\xE1\x00\x06\xFF\xD9xx\xFF\xDA\x00\x04xxdata\xFF\x00\xFF\xD0data\xFF\xFF\xC4\x00\x02\xFF\xD9";

    #[test]
    fn every_cut_is_noticed() {
        assert!(check_end(WHOLE).is_ok());
        assert!(check_end(&[WHOLE, b"trailer"].concat()).is_ok());
        for length in 0..WHOLE.len() {
            assert!(check_end(&WHOLE[..length]).is_err(), "{length}");
        }
    }
}
