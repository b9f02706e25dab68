//! Colour profiles of pictures, and conversion to sRGB.
//!
//! Every picture is stored without a profile, which means sRGB. A picture with another profile is converted; the profile
//! is not kept, because programs that show the picture would have to trust its bytes.

use std::sync::Arc;

use moxcms::{
    Chromaticity, CicpColorPrimaries, CicpProfile, ColorPrimaries, ColorProfile, DataColorSpace,
    MatrixCoefficients, ParsingOptions, ToneReprCurve, TransferCharacteristics,
    Transform8BitExecutor, TransformOptions, curve_from_gamma,
};

use crate::pixels::{Layout, Pixels};

/// The maximum size of a profile, in bytes. Profiles of printing presses have about 2 MiB.
const MAX_PROFILE: usize = 4 * 1024 * 1024;

/// The largest difference of a channel at which a profile counts as sRGB. Pictures with such a profile are not converted,
/// because a conversion would only add rounding errors.
const SAME: u8 = 2;

/// The result of a conversion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Colours {
    /// The colours were sRGB, or the picture had no profile.
    Kept,
    /// The colours were converted to sRGB.
    Converted,
    /// The profile does not fit the picture. The numbers of the picture are treated as sRGB, as in browsers.
    Unreadable,
}

/// Reads an ICC profile.
pub(crate) fn from_icc(bytes: &[u8]) -> Option<ColorProfile> {
    let options = ParsingOptions {
        max_profile_size: MAX_PROFILE,
        ..ParsingOptions::default()
    };
    ColorProfile::new_from_slice_with_options(bytes, options).ok()
}

/// Returns the profile for the code points of ITU-T H.273, as in the `cICP` chunk of a PNG.
pub(crate) fn from_cicp(primaries: u8, transfer: u8) -> Option<ColorProfile> {
    let transfer = TransferCharacteristics::try_from(transfer).ok()?;
    let cicp = CicpProfile {
        color_primaries: CicpColorPrimaries::try_from(primaries).ok()?,
        transfer_characteristics: transfer,
        matrix_coefficients: MatrixCoefficients::Identity,
        full_range: true,
    };
    ToneReprCurve::try_from(transfer).ok()?;
    let mut profile = ColorProfile::new_srgb();
    profile.cicp = None;
    // The return value is not used, because it is the same for success and failure.
    profile.update_rgb_colorimetry_from_cicp(cicp);
    profile.cicp.is_some().then_some(profile)
}

/// The x and y of each primary and of white.
pub(crate) type Chromaticities = [(f32, f32); 4];

/// Returns the profile of a PNG's `gAMA`, the exponent of its encoding, and `cHRM`.
pub(crate) fn from_gamma(encoding: f32, chromaticities: Option<Chromaticities>) -> ColorProfile {
    // Nearly every writer uses this value for the curve of sRGB.
    const LIKE_SRGB: std::ops::Range<f32> = 0.45..0.46;
    let mut profile = ColorProfile::new_srgb();
    profile.cicp = None;
    if let Some([red, green, blue, white]) = chromaticities {
        let at = |(x, y)| Chromaticity::new(x, y);
        let primaries = ColorPrimaries {
            red: at(red),
            green: at(green),
            blue: at(blue),
        };
        profile.update_rgb_colorimetry(at(white).to_xyyb(), primaries);
    }
    if encoding > 0.0 && !LIKE_SRGB.contains(&encoding) {
        let curve = Some(curve_from_gamma(1.0 / encoding));
        profile.red_trc.clone_from(&curve);
        profile.green_trc.clone_from(&curve);
        profile.blue_trc = curve;
    }
    profile
}

/// Returns Adobe RGB, which cameras declare in EXIF data without a profile.
pub(crate) fn adobe_rgb() -> ColorProfile {
    ColorProfile::new_adobe_rgb()
}

/// Returns whether the camera was set to Adobe RGB, according to EXIF data: they have the interoperability index `R03`, as an entry
/// in either byte order.
pub(crate) fn is_adobe_rgb(exif: &[u8]) -> bool {
    const BIG: &[u8] = b"\x00\x01\x00\x02\x00\x00\x00\x04R03\0";
    const LITTLE: &[u8] = b"\x01\x00\x02\x00\x04\x00\x00\x00R03\0";
    [BIG, LITTLE]
        .iter()
        .any(|entry| memchr::memmem::find(exif, entry).is_some())
}

/// Converts pixels with this profile to sRGB; CMYK is always converted to RGB.
pub(crate) fn to_srgb(pixels: &mut Pixels, profile: Option<ColorProfile>) -> Colours {
    let known = profile.is_some();
    let conversion = profile.and_then(|profile| conversion(pixels.layout, profile));
    match conversion {
        Some((conversion, to)) if !is_same(&*conversion, pixels.layout, to) => {
            pixels.convert(to, |old, new| {
                // The transform fails only if the numbers of pixels differ, which cannot happen here.
                let _ = conversion.transform(old, new);
            });
            Colours::Converted
        }
        Some(_) => Colours::Kept,
        None => {
            if pixels.layout == Layout::Cmyk {
                pixels.convert(Layout::Rgb, paint);
            }
            match known {
                true => Colours::Unreadable,
                false => Colours::Kept,
            }
        }
    }
}

type Conversion = Arc<Transform8BitExecutor>;

/// Returns the conversion to sRGB and the layout of its result; `None` if the profile is for another kind of pixels.
fn conversion(from: Layout, mut profile: ColorProfile) -> Option<(Conversion, Layout)> {
    let mut srgb = ColorProfile::new_srgb();
    let is_grey = matches!(from, Layout::Grey | Layout::GreyAlpha);
    let to = match profile.color_space {
        DataColorSpace::Rgb if is_grey => {
            as_grey(&mut profile)?;
            from
        }
        DataColorSpace::Gray if is_grey => from,
        DataColorSpace::Rgb if matches!(from, Layout::Rgb | Layout::Rgba) => from,
        DataColorSpace::Cmyk if from == Layout::Cmyk => Layout::Rgb,
        _ => return None,
    };
    if is_grey {
        as_grey(&mut srgb)?;
    }
    let options = TransformOptions::default();
    let made = profile.create_transform_8bit(of_library(from), &srgb, of_library(to), options);
    Some((made.ok()?, to))
}

/// Turns an RGB profile into a grey one.
fn as_grey(profile: &mut ColorProfile) -> Option<()> {
    let curve: ToneReprCurve = profile.red_trc.clone()?;
    profile.gray_trc = Some(curve);
    profile.color_space = DataColorSpace::Gray;
    Some(())
}

fn of_library(layout: Layout) -> moxcms::Layout {
    match layout {
        Layout::Grey => moxcms::Layout::Gray,
        Layout::GreyAlpha => moxcms::Layout::GrayAlpha,
        Layout::Rgb => moxcms::Layout::Rgb,
        Layout::Rgba | Layout::Cmyk => moxcms::Layout::Rgba,
    }
}

/// Returns whether a conversion makes no visible difference, tested on a sample of all colours.
fn is_same(conversion: &Transform8BitExecutor, from: Layout, to: Layout) -> bool {
    if from != to {
        return false;
    }
    let steps = || (0..=u8::MAX).step_by(17);
    let old: Vec<u8> = match from {
        Layout::Grey => (0..=u8::MAX).collect(),
        Layout::GreyAlpha => (0..=u8::MAX).flat_map(|grey| [grey, u8::MAX]).collect(),
        _ => steps()
            .flat_map(|red| steps().map(move |green| (red, green)))
            .flat_map(|(red, green)| steps().map(move |blue| [red, green, blue, u8::MAX]))
            .flat_map(|pixel| pixel.into_iter().take(from.channels()))
            .collect(),
    };
    let mut new = vec![0; old.len()];
    let done = conversion.transform(&old, &mut new);
    done.is_err()
        || old
            .iter()
            .zip(&new)
            .all(|(old, new)| old.abs_diff(*new) <= SAME)
}

/// Converts CMYK to RGB without a profile.
fn paint(ink: &[u8], colours: &mut [u8]) {
    for (ink, colours) in ink.chunks_exact(4).zip(colours.chunks_exact_mut(3)) {
        if let ([inks @ .., black], colours) = (ink, colours) {
            for (ink, colour) in inks.iter().zip(colours) {
                let light = u16::from(u8::MAX - ink) * u16::from(u8::MAX - black);
                *colour = u8::try_from((light + 127) / 255).unwrap_or(u8::MAX);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted(layout: Layout, data: &[u8], profile: ColorProfile) -> (Vec<u8>, Colours) {
        let mut pixels = Pixels::new(1, 1, layout);
        pixels.data = data.to_vec();
        let colours = to_srgb(&mut pixels, Some(profile));
        (pixels.data, colours)
    }

    #[test]
    fn wide_colours_become_those_of_srgb() {
        let (red, colours) = converted(Layout::Rgb, &[234, 51, 35], ColorProfile::new_display_p3());
        assert_eq!(colours, Colours::Converted);
        assert!(red[0] >= 253 && red[1] <= 3 && red[2] <= 3, "{red:?}");
        let (clear, _) = converted(
            Layout::Rgba,
            &[234, 51, 35, 7],
            ColorProfile::new_display_p3(),
        );
        assert_eq!(clear[3], 7, "transparency is no colour");
        let written = ColorProfile::new_display_p3().encode().unwrap();
        let read = from_icc(&written).unwrap();
        assert_eq!(
            converted(Layout::Rgb, &[234, 51, 35], read).1,
            Colours::Converted
        );
    }

    #[test]
    fn srgb_by_any_name_is_left_as_it_is() {
        for profile in [
            ColorProfile::new_srgb(),
            from_cicp(1, 13).unwrap(),
            from_gamma(0.45455, None),
        ] {
            let (same, colours) = converted(Layout::Rgb, &[1, 2, 3], profile);
            assert_eq!((&same[..], colours), (&[1, 2, 3][..], Colours::Kept));
        }
        let (same, colours) = converted(Layout::Grey, &[99], ColorProfile::new_srgb());
        assert_eq!((&same[..], colours), (&[99][..], Colours::Kept));
    }

    #[test]
    fn grey_has_its_curve() {
        let linear = ColorProfile::new_gray_with_gamma(1.0);
        let (grey, colours) = converted(Layout::Grey, &[55], linear);
        assert_eq!(colours, Colours::Converted);
        // A linear 55 / 255 is 0.216, which is 0.502 in sRGB.
        assert!(grey[0].abs_diff(128) <= 2, "{grey:?}");
        let linear = from_gamma(1.0, None);
        let (rgb, _) = converted(Layout::Rgb, &[55, 55, 55], linear);
        assert!(rgb.iter().all(|value| value.abs_diff(128) <= 2), "{rgb:?}");
    }

    #[test]
    fn ink_becomes_colour_and_a_wrong_profile_is_none() {
        let (white, colours) = converted(Layout::Cmyk, &[0, 0, 0, 0], ColorProfile::new_srgb());
        assert_eq!(
            (&white[..], colours),
            (&[255, 255, 255][..], Colours::Unreadable)
        );
        let grey = ColorProfile::new_gray_with_gamma(1.0);
        let (same, colours) = converted(Layout::Rgb, &[1, 2, 3], grey);
        assert_eq!((&same[..], colours), (&[1, 2, 3][..], Colours::Unreadable));
    }

    #[test]
    fn a_camera_set_to_adobe_rgb_is_noticed() {
        assert!(is_adobe_rgb(b"..\x00\x01\x00\x02\x00\x00\x00\x04R03\0.."));
        assert!(is_adobe_rgb(b"\x01\x00\x02\x00\x04\x00\x00\x00R03\0"));
        assert!(!is_adobe_rgb(b"\x01\x00\x02\x00\x04\x00\x00\x00R98\0"));
    }
}
