//! Picture files built by hand, in forms that cameras, phones and attackers write, but the encoders here do not.

use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ImageEncoder, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

use crate::{crc32, encoded};

/// The red of sRGB as a colour of Display P3.
pub const P3_RED: [u8; 3] = [234, 51, 35];

/// Returns a colour profile as bytes.
pub fn profile(profile: &moxcms::ColorProfile) -> Vec<u8> {
    profile.encode().unwrap()
}

/// Returns the colour profile of Display P3.
pub fn display_p3() -> Vec<u8> {
    profile(&moxcms::ColorProfile::new_display_p3())
}

fn plain(colour: [u8; 3]) -> RgbImage {
    RgbImage::from_pixel(32, 32, Rgb(colour))
}

/// Returns a JPEG of one colour with these segments after its start. A segment is the byte of its marker, and its data.
pub fn jpeg_with(colour: [u8; 3], segments: &[(u8, &[u8])]) -> Vec<u8> {
    let jpeg = encoded(plain(colour), ImageFormat::Jpeg);
    with_segments(&jpeg, segments)
}

/// Returns a JPEG with these segments after its start. A segment is the byte of its marker, and its data.
pub fn with_segments(jpeg: &[u8], segments: &[(u8, &[u8])]) -> Vec<u8> {
    let mut file = jpeg[..2].to_vec();
    for (marker, data) in segments {
        let length = u16::try_from(data.len() + 2).unwrap();
        file.extend([0xFF, *marker]);
        file.extend(length.to_be_bytes());
        file.extend(*data);
    }
    [&file, &jpeg[2..]].concat()
}

/// Returns the segments of a colour profile that is split into `count` parts. They are in reverse order, which a reader must accept.
pub fn icc_segments(profile: &[u8], count: u8) -> Vec<(u8, Vec<u8>)> {
    let length = profile.len().div_ceil(usize::from(count));
    let numbered = (1..=count).zip(profile.chunks(length));
    let segment = |(number, part): (u8, &[u8])| {
        let head = [b"ICC_PROFILE\0".as_slice(), &[number, count]].concat();
        (0xE2, [&head, part].concat())
    };
    numbered.map(segment).rev().collect()
}

/// Returns a PNG of one colour with a colour profile.
pub fn png_with_icc(colour: [u8; 3], profile: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = PngEncoder::new(&mut file);
    encoder.set_icc_profile(profile.to_vec()).unwrap();
    DynamicImage::from(plain(colour))
        .write_with_encoder(encoder)
        .unwrap();
    file
}

/// Returns a WebP of one colour with a colour profile.
pub fn webp_with_icc(colour: [u8; 3], profile: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = WebPEncoder::new_lossless(&mut file);
    encoder.set_icc_profile(profile.to_vec()).unwrap();
    DynamicImage::from(plain(colour))
        .write_with_encoder(encoder)
        .unwrap();
    file
}

/// Returns a GIF of one colour with a colour profile.
pub fn gif_with_icc(colour: [u8; 3], profile: &[u8]) -> Vec<u8> {
    let mut encoder = gif::Encoder::new(Vec::new(), 4, 4, &colour).unwrap();
    let mut parts: Vec<&[u8]> = vec![b"ICCRGBG1012"];
    parts.extend(profile.chunks(255));
    encoder
        .write_raw_extension(gif::AnyExtension(0xFF), &parts)
        .unwrap();
    let frame = gif::Frame::from_indexed_pixels(4, 4, vec![0; 16], None);
    encoder.write_frame(&frame).unwrap();
    encoder.into_inner().unwrap()
}

/// Returns a PNG of one colour with these chunks after its header.
pub fn png_with(colour: [u8; 3], chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let png = encoded(plain(colour), ImageFormat::Png);
    let mut file = png[..33].to_vec();
    for (name, data) in chunks {
        file.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        let named = [name.as_slice(), data].concat();
        file.extend(&named);
        file.extend(crc32(&named).to_be_bytes());
    }
    [&file, &png[33..]].concat()
}

/// Returns a JPEG of one block with four channels. `stored` is the stored value of each channel; `transform` is 0 for CMYK and 2 for YCCK.
pub fn jpeg_of_ink(stored: [u8; 4], transform: u8) -> Vec<u8> {
    let mut bits = String::new();
    for value in stored {
        let difference = i32::from(value) - 128;
        let category = 32 - difference.unsigned_abs().leading_zeros();
        bits.push_str(&format!("{category:04b}"));
        let coded = match difference {
            ..0 => difference + (1 << category) - 1,
            _ => difference,
        };
        if category > 0 {
            let width = usize::try_from(category).unwrap();
            bits.push_str(&format!("{coded:0width$b}"));
        }
        // The end of the block.
        bits.push('0');
    }
    while !bits.len().is_multiple_of(8) {
        bits.push('1');
    }
    let mut scan = Vec::new();
    for at in (0..bits.len()).step_by(8) {
        let byte = u8::from_str_radix(&bits[at..at + 8], 2).unwrap();
        scan.push(byte);
        if byte == 0xFF {
            scan.push(0);
        }
    }
    let adobe = [b"Adobe\0\x64\0\0\0\0".as_slice(), &[transform]].concat();
    let quantizers = [&[0][..], &[8; 64]].concat();
    let channels =
        |tables: &[u8]| -> Vec<u8> { (1..=4).flat_map(|id| [&[id], tables].concat()).collect() };
    let frame = [&b"\x08\0\x08\0\x08\x04"[..], &channels(&[0x11, 0])].concat();
    // Nine codes of four bits, and one of one bit.
    let levels = b"\0\0\0\0\x09\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x02\x03\x04\x05\x06\x07\x08";
    let others = b"\x10\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    let start = [&[4][..], &channels(&[0]), &[0, 63, 0]].concat();
    let head = with_segments(
        b"\xFF\xD8",
        &[
            (0xEE, &adobe),
            (0xDB, &quantizers),
            (0xC0, &frame),
            (0xC4, levels),
            (0xC4, others),
            (0xDA, &start),
        ],
    );
    [&head[..], &scan, b"\xFF\xD9"].concat()
}

fn riff_chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap().to_le_bytes();
    let padding = vec![0; data.len() % 2];
    [name.as_slice(), &length, data, &padding].concat()
}

/// Returns a WebP of several frames, each of one colour.
pub fn animated_webp(frames: u8) -> Vec<u8> {
    let side = &[15, 0, 0];
    let mut chunks = riff_chunk(b"VP8X", &[&[0x12, 0, 0, 0][..], side, side].concat());
    chunks.extend(riff_chunk(b"ANIM", &[0; 6]));
    for number in 0..frames {
        let mut still = Vec::new();
        let colour = Rgba([200, 10 * number, 0, 128]);
        DynamicImage::from(RgbaImage::from_pixel(16, 16, colour))
            .write_with_encoder(WebPEncoder::new_lossless(&mut still))
            .unwrap();
        let head = [&[0; 6][..], side, side, &[100, 0, 0, 2]].concat();
        // The file of a still picture has only one chunk after the RIFF header.
        chunks.extend(riff_chunk(b"ANMF", &[&head, &still[12..]].concat()));
    }
    riff_chunk(b"RIFF", &[&b"WEBP"[..], &chunks].concat())
}

/// Returns a PNG of several frames.
pub fn animated_png(frames: u32) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, 8, 8);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_animated(frames, 0).unwrap();
    let mut writer = encoder.write_header().unwrap();
    for number in 0..frames {
        let shade = u8::try_from(number).unwrap();
        writer.write_image_data(&[shade; 8 * 8 * 3]).unwrap();
    }
    writer.finish().unwrap();
    file
}

/// Returns a GIF whose palette is a text, and whose pixels vary between all colours of the palette.
pub fn gif_of_text(text: &str, width: u16, height: u16) -> Vec<u8> {
    let mut palette = text.as_bytes().to_vec();
    palette.resize(3 * 64, b' ');
    let mut encoder = gif::Encoder::new(Vec::new(), width, height, &palette).unwrap();
    let pixels =
        (0..usize::from(width) * usize::from(height)).map(|at| u8::try_from(at * 7 % 64).unwrap());
    let frame = gif::Frame::from_indexed_pixels(width, height, pixels.collect::<Vec<_>>(), None);
    encoder.write_frame(&frame).unwrap();
    encoder.into_inner().unwrap()
}

/// Returns a PNG with a text in its rows. Some rows have it plainly, others as sums whose differences are the text, so that the text appears
/// with each filter that an encoder may choose.
pub fn png_of_text(text: &str) -> Vec<u8> {
    let mut text = text.as_bytes().to_vec();
    while !text.len().is_multiple_of(3) {
        text.push(b' ');
    }
    let width = u32::try_from(text.len() / 3).unwrap();
    let mut sum = text.clone();
    for at in 3..sum.len() {
        sum[at] = sum[at].wrapping_add(sum[at - 3]);
    }
    let rows = [text.clone(), sum.clone(), vec![0; text.len()], text, sum].concat();
    encoded(
        RgbImage::from_raw(width, 5, rows).unwrap(),
        ImageFormat::Png,
    )
}
