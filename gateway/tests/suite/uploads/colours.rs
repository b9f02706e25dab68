//! The colours of stored pictures, and the notes about parts that are not kept.

use image::{ImageFormat, Rgb};

use crate::uploads::{file_of, upload};
use crate::usual;
use signet_pictures as pictures;
use signet_pictures::files::{
    P3_RED, animated_png, animated_webp, display_p3, gif_with_icc, icc_segments, jpeg_of_ink,
    jpeg_with, png_with, png_with_icc, profile, webp_with_icc,
};

const MOBILE: &str = "18575202691";

/// Whether two colours are equal up to the losses of a JPEG.
fn near(one: [u8; 3], other: [u8; 3]) -> bool {
    one.iter()
        .zip(other)
        .all(|(one, other)| one.abs_diff(other) <= 6)
}

#[test]
fn colours_are_converted_to_srgb() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let p3 = display_p3();
    let segments = |count: u8| {
        let parts = icc_segments(&p3, count);
        let parts: Vec<(u8, &[u8])> = parts
            .iter()
            .map(|(marker, data)| (*marker, &data[..]))
            .collect();
        jpeg_with(P3_RED, &parts)
    };
    let adobe = profile(&moxcms::ColorProfile::new_adobe_rgb());
    let exif = b"Exif\0\0MM\0\x2A\0\0\0\x08\0\x01\0\x01\0\x02\0\0\0\x04R03\0\0\0\0\0";
    let linear = 100_000_u32.to_be_bytes();
    let red = [255, 0, 0];
    for (name, file, expected) in [
        ("jpeg", segments(1), red),
        ("jpeg in three segments", segments(3), red),
        ("png", png_with_icc(P3_RED, &p3), red),
        ("webp", webp_with_icc(P3_RED, &p3), red),
        ("gif", gif_with_icc(P3_RED, &p3), red),
        (
            "png with code points",
            png_with(P3_RED, &[(b"cICP", &[12, 13, 0, 1])]),
            red,
        ),
        (
            "png with gamma",
            png_with([55, 55, 55], &[(b"gAMA", &linear)]),
            [128, 128, 128],
        ),
        ("png in Adobe RGB", png_with_icc([219, 0, 0], &adobe), red),
        (
            "camera in Adobe RGB",
            jpeg_with([219, 0, 0], &[(0xE1, exif)]),
            red,
        ),
        (
            "white of ink",
            jpeg_of_ink([255, 255, 255, 255], 0),
            [255, 255, 255],
        ),
        ("cyan", jpeg_of_ink([0, 255, 255, 255], 0), [0, 255, 255]),
        (
            "cyan as luma and chroma",
            jpeg_of_ink([76, 85, 255, 255], 2),
            [0, 255, 255],
        ),
        ("black", jpeg_of_ink([255, 255, 255, 0], 0), [0, 0, 0]),
    ] {
        let answer = upload(&gateway, &token, &file);
        let stored = file_of(&gateway, &answer);
        let pixel = match image::guess_format(&stored).unwrap() {
            ImageFormat::Gif => pictures::frames(&stored)[0].1,
            _ => {
                let Rgb(pixel) = *image::load_from_memory(&stored)
                    .unwrap()
                    .into_rgb8()
                    .get_pixel(1, 1);
                pixel
            }
        };
        assert!(near(pixel, expected), "{name}: {pixel:?}");
        assert!(
            answer.data()["notes"].to_string().contains("sRGB"),
            "{name}: {answer:?}"
        );
        assert!(
            !stored.windows(11).any(|part| part == b"ICC_PROFILE"),
            "{name}"
        );
    }
}

#[test]
fn a_profile_that_says_nothing_costs_no_picture() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let srgb = profile(&moxcms::ColorProfile::new_srgb());
    let answer = upload(&gateway, &token, &png_with_icc([1, 2, 3], &srgb));
    let stored = image::load_from_memory(&file_of(&gateway, &answer)).unwrap();
    assert_eq!(stored.into_rgb8().get_pixel(0, 0), &Rgb([1, 2, 3]));
    assert!(answer.data().get("notes").is_none(), "{answer:?}");
    let mut hostile = display_p3();
    let end = hostile.len();
    hostile[128..end].fill(0xFF);
    for broken in [b"no profile".to_vec(), vec![0xFF; 100_000], hostile] {
        let answer = upload(&gateway, &token, &png_with_icc([1, 2, 3], &broken));
        let stored = image::load_from_memory(&file_of(&gateway, &answer)).unwrap();
        assert_eq!(stored.into_rgb8().get_pixel(0, 0), &Rgb([1, 2, 3]));
        assert!(
            answer.data()["notes"].to_string().contains("无法识别"),
            "{answer:?}"
        );
    }
}

#[test]
fn what_is_not_kept_is_said() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let sixteen = image::ImageBuffer::<Rgb<u16>, _>::from_pixel(8, 8, Rgb([65_535, 4_000, 0]));
    let whole = pictures::jpeg(8, 8);
    for (file, note) in [
        (animated_webp(5), "WebP 动画只保留第一帧"),
        (animated_webp(5), "WebP 已转为 PNG"),
        (animated_png(3), "动画 3 帧，只保留第一帧"),
        (
            pictures::jpeg_with_exif(60, 40, "GPS"),
            "未保留拍摄信息（EXIF）",
        ),
        (
            jpeg_with([0; 3], &[(0xFE, b"a comment")]),
            "未保留文字信息（XMP、IPTC、注释）",
        ),
        (
            [&whole[..], b"a video"].concat(),
            "未保留图片之后的数据（如实况视频、HDR 增益图）",
        ),
        (
            png_with([0; 3], &[(b"tEXt", b"Title\0text")]),
            "未保留文字信息（XMP、注释）",
        ),
        (
            pictures::encoded(sixteen, ImageFormat::Png),
            "每通道 16 位已转为 8 位",
        ),
        (jpeg_of_ink([0, 255, 255, 255], 0), "CMYK 颜色已转换为 sRGB"),
        (pictures::webp(8, 8), "WebP 已转为 JPEG"),
        (pictures::gif(3000, 3000, 9), "GIF 动画过大，只保留第一帧"),
    ] {
        let answer = upload(&gateway, &token, &file);
        assert_eq!(answer.code(), 200, "{note}: {answer:?}");
        let notes = answer.data()["notes"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        assert!(notes.iter().any(|said| said == note), "{note}: {answer:?}");
    }
    for file in [whole, pictures::png(8, 8), pictures::gif(8, 8, 3)] {
        let answer = upload(&gateway, &token, &file);
        assert!(answer.data().get("notes").is_none(), "{answer:?}");
    }
}
