//! Detects the kind of a file by its first bytes; its name and its declared type are ignored.

/// The accepted kinds of pictures, and any other kind by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    Jpeg,
    Png,
    Gif,
    WebP,
    /// Another kind, by its name for clients.
    Other(&'static str),
}

/// The position of the type in a file of boxes: HEIC, AVIF, MP4 and their relatives.
const BRANDS: usize = 8;

/// The number of bytes that are searched for text that identifies the kind.
const START: usize = 1024;

/// First bytes, and the kinds of files that they identify.
const KINDS: &[(&[u8], &str)] = &[
    (b"BM", "BMP 图片"),
    (b"II*\0", "TIFF 或相机 RAW 图片"),
    (b"MM\0*", "TIFF 或相机 RAW 图片"),
    (b"II+\0", "TIFF 图片"),
    (b"MM\0+", "TIFF 图片"),
    (b"8BPS", "PSD（Photoshop）文件"),
    (b"\0\0\x01\0", "ICO 图标"),
    (b"\0\0\x02\0", "CUR 光标"),
    (b"\xFF\x0A", "JPEG XL 图片"),
    (b"\0\0\0\x0CJXL \r\n\x87\n", "JPEG XL 图片"),
    (b"\0\0\0\x0CjP  \r\n\x87\n", "JPEG 2000 图片"),
    (b"\xFF\x4F\xFF\x51", "JPEG 2000 图片"),
    (b"qoif", "QOI 图片"),
    (b"gimp xcf", "XCF（GIMP）文件"),
    (b"v/1\x01", "OpenEXR 图片"),
    (b"#?RADIANCE", "HDR 图片"),
    (b"DDS ", "DDS 图片"),
    (b"FUJIFILMCCD-RAW", "相机 RAW 图片"),
    (b"%PDF", "PDF 文件"),
    (b"%!PS", "PostScript 文件"),
    (b"\x1A\x45\xDF\xA3", "MKV 或 WebM 视频"),
    (b"FLV", "FLV 视频"),
    (b"ID3", "MP3 音频"),
    (b"OggS", "OGG 音频"),
    (b"PK\x03\x04", "ZIP 压缩包或 Office 文档"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xBC\xAF\x27\x1C", "7z 压缩包"),
    (b"\x1F\x8B", "GZIP 压缩包"),
    (b"\xD0\xCF\x11\xE0", "旧版 Office 文档"),
    (b"MZ", "Windows 程序"),
    (b"\x7FELF", "Linux 程序"),
];

/// Returns the kind of a file.
pub(crate) fn look(file: &[u8]) -> Found {
    if file.starts_with(b"\xFF\xD8\xFF") {
        Found::Jpeg
    } else if file.starts_with(b"\x89PNG\r\n\x1A\n") {
        Found::Png
    } else if file.starts_with(b"GIF87a") || file.starts_with(b"GIF89a") {
        Found::Gif
    } else if let Some(rest) = file.strip_prefix(b"RIFF") {
        match rest.get(4..8) {
            Some(b"WEBP") => Found::WebP,
            Some(b"AVI ") => Found::Other("AVI 视频"),
            Some(b"WAVE") => Found::Other("WAV 音频"),
            _ => Found::Other("RIFF 文件"),
        }
    } else {
        Found::Other(other(file))
    }
}

fn other(file: &[u8]) -> &'static str {
    if file.is_empty() {
        return "空文件";
    }
    if file.get(4..BRANDS) == Some(b"ftyp") {
        return boxes(file);
    }
    let known = KINDS.iter().find(|(start, _)| file.starts_with(start));
    if let Some((_, name)) = known {
        return name;
    }
    let start = file.get(..START).unwrap_or(file);
    text(start).unwrap_or("无法识别的文件")
}

/// Returns the name of a file of boxes. The first brand with a kind of its own decides, because the first brand may only mean "pictures".
fn boxes(file: &[u8]) -> &'static str {
    let length = file.first_chunk().copied().map_or(0, u32::from_be_bytes);
    let end = usize::try_from(length).unwrap_or(usize::MAX).min(START);
    let brands = file.get(BRANDS..end.max(BRANDS + 4)).or(file.get(BRANDS..));
    let brands = || brands.unwrap_or_default().chunks_exact(4);
    let named = brands().find_map(|brand| match brand {
        b"avif" | b"avis" => Some("AVIF 图片"),
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"hevm" | b"hevs" => {
            Some("HEIC 图片")
        }
        b"crx " => Some("相机 RAW 图片"),
        b"qt  " => Some("MOV 视频"),
        b"M4A " => Some("M4A 音频"),
        _ => None,
    });
    match (named, brands().next()) {
        (Some(name), _) => name,
        (None, Some(b"mif1" | b"msf1" | b"mif2")) => "HEIF 图片",
        (None, _) => "MP4 视频",
    }
}

/// Returns the name of a text file from its first bytes; `None` if it is not a text.
fn text(start: &[u8]) -> Option<&'static str> {
    let whole = match std::str::from_utf8(start) {
        Ok(text) => text,
        // The last character may be incomplete.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(start.get(..error.valid_up_to())?).ok()?
        }
        Err(_) => return None,
    };
    let is_text = |character: char| !character.is_control() || character.is_ascii_whitespace();
    if whole.is_empty() || !whole.trim_start_matches('\u{FEFF}').chars().all(is_text) {
        return None;
    }
    let lower = whole.to_ascii_lowercase();
    Some(if lower.contains("<svg") {
        "SVG 图片"
    } else if lower.contains("<html") || lower.contains("<!doctype html") {
        "HTML 网页"
    } else if lower.trim_start().starts_with("data:image/") {
        "Base64 文本（请提交图片的原始字节）"
    } else {
        "文本文件"
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_identified_by_their_bytes() {
        for (file, name) in [
            (&b"\0\0\0\x24ftypheic"[..], "HEIC 图片"),
            (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "HEIC 图片"),
            (b"\0\0\0\x1Cftypmif1\0\0\0\0mif1avif", "AVIF 图片"),
            (b"\0\0\0\x14ftypmif1\0\0\0\0mif1", "HEIF 图片"),
            (b"\0\0\0\x1Cftypavif", "AVIF 图片"),
            (b"\0\0\0\x18ftypisom", "MP4 视频"),
            (b"\0\0\0\x14ftypqt  ", "MOV 视频"),
            (b"\xFF\xFF\xFF\xFFftypisom", "MP4 视频"),
            (b"\0\0\0\x00ftyp", "MP4 视频"),
            (b"BM\x3A\0", "BMP 图片"),
            (b"%PDF-1.7", "PDF 文件"),
            (b"\xFF\x0A\0", "JPEG XL 图片"),
            (b"", "空文件"),
            (b"\xEF\xBB\xBF<?xml?><SVG/>", "SVG 图片"),
            (b"<!DOCTYPE HTML>", "HTML 网页"),
            (b"<?php echo 1; ?>", "文本文件"),
            ("图".as_bytes(), "文本文件"),
            (
                b"data:image/png;base64,AA",
                "Base64 文本（请提交图片的原始字节）",
            ),
            (b"\0\0\0\0", "无法识别的文件"),
            (b"\xFF", "无法识别的文件"),
            (b"\xE5", "无法识别的文件"),
        ] {
            assert_eq!(look(file), Found::Other(name), "{file:?}");
        }
        assert_eq!(look(b"\xFF\xD8\xFF\xE0"), Found::Jpeg);
        assert_eq!(look(b"RIFF\0\0\0\0WEBPVP8 "), Found::WebP);
        assert_eq!(look(b"RIFF\0\0\0\0WAVE"), Found::Other("WAV 音频"));
    }
}
