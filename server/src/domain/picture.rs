//! The pictures that a project gives its board: which there are, and which files are taken.
//! Draws nothing and changes no file. SVG is refused: it can contain scripts.

use super::words::words;
use crate::base::invalid::Invalid;

words! {
    /// What a picture is for.
    pub enum PictureKind {
        /// Beside the name of the project on every page.
        Logo = "logo",
        /// Where somebody shares a page (Open Graph).
        Sharing = "sharing",
    }
}

words! {
    /// The format of a picture.
    pub enum Media {
        /// PNG.
        Png = "png",
        /// JPEG.
        Jpeg = "jpeg",
        /// WebP.
        Webp = "webp",
    }
}

impl Media {
    /// Its content type.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }
}

impl PictureKind {
    /// The largest file, in bytes.
    pub const fn most_bytes(self) -> usize {
        match self {
            Self::Logo => 64 * 1024,
            Self::Sharing => 512 * 1024,
        }
    }
}

/// The widest and highest picture, in pixels.
const MAX_SIDE: usize = 4_096;

/// The format of a file, by its first bytes.
///
/// # Errors
/// Says what is wrong where it is no picture of these formats, or is too large.
pub fn read(kind: PictureKind, file: &[u8]) -> Result<Media, Invalid> {
    if file.len() > kind.most_bytes() {
        let most = kind.most_bytes() / 1024;
        return Err(Invalid::at("", format!("Use a file of at most {most} kB.")));
    }
    let media = match imagesize::image_type(file) {
        Ok(imagesize::ImageType::Png) => Media::Png,
        Ok(imagesize::ImageType::Jpeg) => Media::Jpeg,
        Ok(imagesize::ImageType::Webp) => Media::Webp,
        _ => return Err(Invalid::at("", "Use a picture in PNG, JPEG or WebP.")),
    };
    match imagesize::blob_size(file) {
        Ok(size) if (1..=MAX_SIDE).contains(&size.width) && (1..=MAX_SIDE).contains(&size.height) => {
            Ok(media)
        }
        Ok(_) => {
            Err(Invalid::at("", format!("Use a picture of at most {MAX_SIDE} pixels in width and height.")))
        }
        Err(_broken) => Err(Invalid::at("", "This picture can't be read. Save it again, and try once more.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The beginning of a PNG of this size.
    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        file.extend(width.to_be_bytes());
        file.extend(height.to_be_bytes());
        file.extend([8, 6, 0, 0, 0]);
        file
    }

    #[test]
    fn pictures_are_known_by_their_first_bytes_and_nothing_else_is_one() {
        assert_eq!(read(PictureKind::Logo, &png(32, 32)), Ok(Media::Png));
        for wrong in [
            b"".as_slice(),
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
            b"<html><script>alert(1)</script>",
            b"GIF89a\x01\0\x01\0",
            b"\x89PNG\r\n\x1a\n",
            b"\xff\xd8\xff",
            b"RIFF\0\0\0\0WEBP",
        ] {
            assert!(read(PictureKind::Logo, wrong).is_err(), "{wrong:?}");
        }
        for (width, height) in [(0, 1), (4_097, 1), (1, u32::MAX)] {
            assert!(read(PictureKind::Logo, &png(width, height)).is_err(), "{width} x {height}");
        }
        let mut large = png(32, 32);
        large.resize(64 * 1024 + 1, 0);
        assert!(read(PictureKind::Logo, &large).is_err());
        assert_eq!(read(PictureKind::Sharing, &large), Ok(Media::Png));
    }
}
