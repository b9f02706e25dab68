//! Decoded pixels: eight bits a channel, in one buffer that every later step reads or shrinks in place.

use std::marker::PhantomData;

use image::metadata::Orientation;
use image::{GenericImageView, Pixel};

/// The channels of a pixel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    Grey,
    GreyAlpha,
    Rgb,
    Rgba,
    /// CMYK: 0 is no ink.
    Cmyk,
}

impl Layout {
    /// Returns the number of bytes of a pixel.
    pub(crate) fn channels(self) -> usize {
        match self {
            Layout::Grey => 1,
            Layout::GreyAlpha => 2,
            Layout::Rgb => 3,
            Layout::Rgba | Layout::Cmyk => 4,
        }
    }

    pub(crate) fn has_alpha(self) -> bool {
        matches!(self, Layout::GreyAlpha | Layout::Rgba)
    }
}

/// Pixels, row by row without gaps.
#[derive(Debug)]
pub(crate) struct Pixels {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) layout: Layout,
    pub(crate) data: Vec<u8>,
}

impl Pixels {
    /// Creates black pixels. The size must have been checked before.
    pub(crate) fn new(width: u32, height: u32, layout: Layout) -> Pixels {
        let length = size(width) * size(height) * layout.channels();
        Pixels {
            width,
            height,
            layout,
            data: vec![0; length],
        }
    }

    /// Converts all pixels to a layout with at most as many channels. `convert` gets some pixels and a buffer for the same number of
    /// new pixels.
    pub(crate) fn convert(&mut self, to: Layout, mut convert: impl FnMut(&[u8], &mut [u8])) {
        const AT_ONCE: usize = 4096;
        let (from, into) = (self.layout.channels(), to.channels());
        let mut new = vec![0; AT_ONCE * into];
        let (mut read, mut written) = (0, 0);
        while let Some(left) = self.data.get(read..).filter(|left| !left.is_empty()) {
            let old = left.get(..AT_ONCE * from).unwrap_or(left);
            let count = old.len() / from;
            let Some(new) = new.get_mut(..count * into) else {
                break;
            };
            convert(old, new);
            // The write position never overtakes the read position.
            read += old.len();
            if let Some(target) = self.data.get_mut(written..written + new.len()) {
                target.copy_from_slice(new);
            }
            written += new.len();
        }
        self.data.truncate(written);
        self.layout = to;
    }

    /// Halves both sides: each new pixel is the mean of four pixels.
    pub(crate) fn halve(&mut self) {
        let channels = self.layout.channels();
        let (width, height) = ((self.width / 2).max(1), (self.height / 2).max(1));
        let mut written = 0;
        for y in 0..height {
            for x in 0..width {
                let corners = [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(right, down)| {
                    let x = (2 * x + right).min(self.width - 1);
                    let y = (2 * y + down).min(self.height - 1);
                    (size(y) * size(self.width) + size(x)) * channels
                });
                for channel in 0..channels {
                    let value = |corner: usize| self.data.get(corner + channel).copied();
                    let sum: u16 = corners
                        .iter()
                        .filter_map(|at| value(*at))
                        .map(u16::from)
                        .sum();
                    let mean = u8::try_from((sum + 2) / 4).unwrap_or(u8::MAX);
                    if let Some(target) = self.data.get_mut(written) {
                        *target = mean;
                    }
                    written += 1;
                }
            }
        }
        self.data.truncate(written);
        (self.width, self.height) = (width, height);
    }
}

/// Pixels rotated by the camera's orientation; nothing is copied.
pub(crate) struct Upright<'a, P> {
    pixels: &'a Pixels,
    orientation: Orientation,
    pixel: PhantomData<P>,
}

impl<'a, P> Upright<'a, P> {
    pub(crate) fn new(pixels: &'a Pixels, orientation: Orientation) -> Upright<'a, P> {
        Upright {
            pixels,
            orientation,
            pixel: PhantomData,
        }
    }

    /// Returns the width and the height.
    pub(crate) fn size(&self) -> (u32, u32) {
        let Pixels { width, height, .. } = *self.pixels;
        match self.orientation {
            Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH => (height, width),
            _ => (width, height),
        }
    }

    /// Returns all pixels, if they are in memory in the rotated order.
    pub(crate) fn plain(&self) -> Option<&'a [u8]> {
        matches!(self.orientation, Orientation::NoTransforms).then_some(&self.pixels.data)
    }

    /// Fills `row` with the pixels of a row.
    pub(crate) fn row(&self, y: u32, row: &mut Vec<u8>) {
        row.clear();
        let (width, _) = self.size();
        if let Some(plain) = self.plain() {
            let length = size(width) * self.pixels.layout.channels();
            let start = size(y) * length;
            row.extend_from_slice(plain.get(start..start + length).unwrap_or_default());
        } else {
            for x in 0..width {
                row.extend_from_slice(self.bytes(x, y));
            }
        }
    }

    /// Returns the bytes of a pixel.
    fn bytes(&self, x: u32, y: u32) -> &[u8] {
        let Pixels { width, height, .. } = *self.pixels;
        let (right, bottom) = (width.wrapping_sub(1), height.wrapping_sub(1));
        let (x, y) = match self.orientation {
            Orientation::NoTransforms => (x, y),
            Orientation::FlipHorizontal => (right.wrapping_sub(x), y),
            Orientation::FlipVertical => (x, bottom.wrapping_sub(y)),
            Orientation::Rotate180 => (right.wrapping_sub(x), bottom.wrapping_sub(y)),
            Orientation::Rotate90 => (y, bottom.wrapping_sub(x)),
            Orientation::Rotate270 => (right.wrapping_sub(y), x),
            Orientation::Rotate90FlipH => (y, x),
            Orientation::Rotate270FlipH => (right.wrapping_sub(y), bottom.wrapping_sub(x)),
        };
        let channels = self.pixels.layout.channels();
        let at = (size(y) * size(width) + size(x)) * channels;
        self.pixels.data.get(at..at + channels).unwrap_or_default()
    }
}

impl<P: Pixel<Subpixel = u8>> GenericImageView for Upright<'_, P> {
    type Pixel = P;

    fn dimensions(&self) -> (u32, u32) {
        self.size()
    }

    fn get_pixel(&self, x: u32, y: u32) -> P {
        const BLACK: [u8; 4] = [0; 4];
        let bytes = self.bytes(x, y);
        let enough = bytes.len() == usize::from(P::CHANNEL_COUNT);
        let bytes = if enough { bytes } else { &BLACK[..] };
        *P::from_slice(bytes.get(..usize::from(P::CHANNEL_COUNT)).unwrap_or(&BLACK))
    }
}

/// Returns a side as a number of pixels in memory. Sides have at most 32 bits, and memory addresses have at least 32.
pub(crate) fn size(side: u32) -> usize {
    usize::try_from(side).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use image::{DynamicImage, GrayImage, Luma};

    use super::*;

    fn sample(width: u32, height: u32) -> Pixels {
        let mut pixels = Pixels::new(width, height, Layout::Grey);
        for (byte, number) in pixels.data.iter_mut().zip(0_u8..) {
            *byte = number;
        }
        pixels
    }

    #[test]
    fn turns_as_the_image_crate_does() {
        let pixels = sample(3, 2);
        for number in 1..=8 {
            let orientation = Orientation::from_exif(number).unwrap();
            let plain = GrayImage::from_raw(3, 2, pixels.data.clone()).unwrap();
            let mut expected = DynamicImage::from(plain);
            expected.apply_orientation(orientation);
            let upright = Upright::<Luma<u8>>::new(&pixels, orientation);
            let (width, height) = upright.size();
            let turned = GrayImage::from_fn(width, height, |x, y| upright.get_pixel(x, y));
            let expected = expected.into_luma8();
            assert_eq!(turned, expected, "{orientation:?}");
            let (mut row, mut rows) = (Vec::new(), Vec::new());
            for y in 0..height {
                upright.row(y, &mut row);
                rows.extend_from_slice(&row);
            }
            assert_eq!(rows, expected.into_raw(), "{orientation:?}");
        }
    }

    #[test]
    fn halves_to_means() {
        let mut pixels = Pixels::new(3, 2, Layout::GreyAlpha);
        pixels.data = vec![10, 0, 20, 0, 99, 9, 30, 4, 40, 4, 99, 9];
        pixels.halve();
        assert_eq!((pixels.width, pixels.height), (1, 1));
        assert_eq!(pixels.data, [25, 2]);
        pixels.halve();
        assert_eq!(pixels.data, [25, 2]);
    }
}
