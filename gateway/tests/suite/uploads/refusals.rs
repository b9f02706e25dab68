//! The messages for refused files, and files that are accepted although they seem too large.

use crate::uploads::{file_of, id_of, rows, upload};
use crate::usual;
use signet_pictures as pictures;
use signet_pictures::files::{animated_webp, gif_of_text, jpeg_with, png_of_text};

const MOBILE: &str = "18575202691";

#[test]
fn a_refusal_names_what_the_file_is() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let png = pictures::png(20, 20);
    let jpeg = pictures::jpeg(20, 20);
    for (file, name) in [
        (&b"\0\0\0\x24ftypheic\0\0\0\0mif1heic"[..], "HEIC 图片"),
        (b"\0\0\0\x20ftypavif\0\0\0\0avifmif1", "AVIF 图片"),
        (b"\0\0\0\x20ftypmp42\0\0\0\0isommp42", "MP4 视频"),
        (b"BM\x3A\0\0\0\0\0\0\0\x36\0\0\0", "BMP 图片"),
        (b"II*\0\x08\0\0\0", "TIFF 或相机 RAW 图片"),
        (b"8BPS\0\x01", "PSD（Photoshop）文件"),
        (b"<?xml version=\"1.0\"?><svg/>", "SVG 图片"),
        (b"%PDF-1.7", "PDF 文件"),
        (b"\xFF\x0A\0\0", "JPEG XL 图片"),
        (b"\0\0\x01\0\x01\0", "ICO 图标"),
        (b"<!DOCTYPE html><html></html>", "HTML 网页"),
        (b"<?php echo 1; ?>", "文本文件"),
        (b"\0\0\0\0\0\0\0\0", "无法识别的文件"),
        (&png[..png.len() / 2], "PNG 图片不完整或已损坏"),
        (&jpeg[..jpeg.len() - 2], "JPEG 图片不完整或已损坏"),
    ] {
        let answer = upload(&gateway, &token, file);
        assert_eq!(answer.fault(), (503, "image_invalid"), "{name}: {answer:?}");
        assert!(answer.msg().contains(name), "{answer:?}");
        let cure = if name.ends_with("已损坏") {
            "请重新上传原图"
        } else {
            "只支持 JPEG、PNG、GIF 和 WebP"
        };
        assert!(answer.msg().contains(cure), "{answer:?}");
    }
    // A frame with arithmetic coding, which decoders do not support.
    let mut coded = jpeg;
    let frame = coded
        .windows(2)
        .position(|pair| pair == b"\xFF\xC0")
        .unwrap();
    coded[frame + 1] = 0xC9;
    let answer = upload(&gateway, &token, &coded);
    assert!(answer.msg().contains("算术"), "{answer:?}");
}

#[test]
fn a_limit_is_named_with_what_the_picture_has() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    for (file, texts) in [
        (
            pictures::jpeg_claiming(12_000, 9000),
            ["12000×9000", "1.08 亿像素", "最多 5200 万像素"],
        ),
        (
            pictures::png_claiming(9000, 6000),
            ["9000×6000", "5400 万像素", "最多 5200 万像素"],
        ),
        (
            pictures::png_claiming(u32::MAX, u32::MAX),
            [
                "4294967295×4294967295",
                "184467440651.20 亿像素",
                "最多 5200 万像素",
            ],
        ),
        (
            progressive(&pictures::jpeg_claiming(7000, 5000)),
            ["7000×5000", "3500 万像素", "最多 2800 万像素"],
        ),
        (
            vec![0; 5 * 1024 * 1024 + 1],
            ["图片过大", "5242881 字节", "最多 5242880 字节"],
        ),
    ] {
        let answer = upload(&gateway, &token, &file);
        assert_eq!(answer.fault(), (503, "image_too_large"), "{answer:?}");
        for text in texts {
            assert!(answer.msg().contains(text), "{text}: {answer:?}");
        }
    }
}

/// Returns the same picture, marked so that all coefficients come before any pixels.
fn progressive(jpeg: &[u8]) -> Vec<u8> {
    let mut file = jpeg.to_vec();
    let frame = file
        .windows(2)
        .position(|pair| pair == b"\xFF\xC0")
        .unwrap();
    file[frame + 1] = 0xC2;
    file
}

#[test]
fn photos_of_phones_and_long_pictures_are_taken() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let plain = |width: u32, height: u32| {
        let bytes = usize::try_from(width * height * 3).unwrap();
        image::RgbImage::from_raw(width, height, vec![99; bytes]).unwrap()
    };
    for (file, size) in [
        (
            pictures::encoded(plain(4032, 3024), image::ImageFormat::Jpeg),
            (4032, 3024),
        ),
        (
            pictures::encoded(plain(1080, 8640), image::ImageFormat::Png),
            (1080, 8640),
        ),
        (
            pictures::encoded(plain(10_000, 200), image::ImageFormat::Jpeg),
            (10_000, 200),
        ),
        (
            pictures::encoded(plain(65_000, 10), image::ImageFormat::Jpeg),
            (65_000, 10),
        ),
        (
            pictures::encoded(plain(100_000, 5), image::ImageFormat::Png),
            (100_000, 5),
        ),
        (pictures::gif(9000, 10, 1), (9000, 10)),
    ] {
        let answer = upload(&gateway, &token, &file);
        assert_eq!(answer.code(), 200, "{size:?}: {answer:?}");
        let row = &rows(&gateway, id_of(&gateway, MOBILE))[0];
        assert_eq!((row.width, row.height), size);
    }
}

#[test]
fn a_gif_without_its_last_byte_is_whole() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let mut file = pictures::gif(20, 20, 3);
    assert_eq!(file.pop(), Some(b';'));
    let stored = file_of(&gateway, &upload(&gateway, &token, &file));
    assert_eq!(pictures::frames(&stored).len(), 3);
    file.pop();
    let answer = upload(&gateway, &token, &file);
    assert!(answer.msg().contains("GIF 图片不完整"), "{answer:?}");
}

#[test]
fn no_script_survives_in_a_picture() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let php = "<?php system($_GET['c']);/*******************/?>";
    let script = "';alert(document.domain)//";
    for number in 0..17 {
        for (file, text) in [
            (gif_of_text(php, 16, 16), "<?php"),
            (gif_of_text(script, 0x093D, 0x0927), "alert(document"),
            (png_of_text(php), "<?"),
            (jpeg_with([number; 3], &[(0xFE, php.as_bytes())]), "<?php"),
            ([&animated_webp(1)[..], php.as_bytes()].concat(), "<?php"),
        ] {
            // A repetition with the large file costs time and shows nothing new.
            if text == "alert(document" && number > 0 {
                continue;
            }
            let stored = file_of(&gateway, &upload(&gateway, &token, &file));
            let text = text.as_bytes();
            assert!(
                !stored.windows(text.len()).any(|part| part == text),
                "{text:?}"
            );
        }
    }
}
