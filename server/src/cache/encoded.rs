//! The bytes of a finished response: uncompressed and compressed, with their ETag. Knows no HTTP and no resource.

use std::{
    io::Write,
    sync::{Arc, OnceLock},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use super::responses::Weighed;

/// Responses smaller than this, in bytes, are not worth compressing.
const SMALL: usize = 512;
/// Brotli's quality for files that stay as they are for as long as the program runs.
const QUALITY_FOR_LONG: u32 = 11;
/// Brotli's quality for responses that many clients get.
const QUALITY: u32 = 5;
/// Brotli's quality for responses that one client gets: a fifth larger, in a fifth of the time.
const QUALITY_FOR_ONE: u32 = 1;

/// The ETag of a body, without quotes: the first 12 bytes of its SHA-256.
pub fn etag_of(body: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(body).get(..12).unwrap_or_default())
}

/// A finished response body.
#[derive(Debug)]
pub struct EncodedBody {
    plain: Arc<[u8]>,
    brotli: OnceLock<Option<Arc<[u8]>>>,
    quality: u32,
    /// The ETag without quotes.
    pub etag: String,
}

impl EncodedBody {
    /// Finishes a body; its ETag is a digest of it.
    pub fn new(body: Vec<u8>) -> Self {
        let etag = etag_of(&body);
        Self { plain: body.into(), brotli: OnceLock::new(), quality: QUALITY, etag }
    }

    /// Finishes a body that stays as it is.
    pub fn for_long(body: Vec<u8>) -> Self {
        Self { quality: QUALITY_FOR_LONG, ..Self::new(body) }
    }

    /// Finishes a body that nobody else will get.
    pub fn for_one(body: Vec<u8>) -> Self {
        Self { quality: QUALITY_FOR_ONE, ..Self::new(body) }
    }

    /// The body as it is.
    pub fn plain(&self) -> Arc<[u8]> {
        Arc::clone(&self.plain)
    }

    /// The body in brotli, where that is smaller; compressed when it is first wanted.
    pub fn brotli(&self) -> Option<Arc<[u8]>> {
        self.brotli.get_or_init(|| compressed(&self.plain, self.quality)).as_ref().map(Arc::clone)
    }
}

impl Weighed for EncodedBody {
    fn bytes(&self) -> usize {
        self.plain.len() + self.plain.len() / 2
    }
}

fn compressed(plain: &[u8], quality: u32) -> Option<Arc<[u8]>> {
    if plain.len() < SMALL {
        return None;
    }
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 4096, quality, 22);
    writer.write_all(plain).ok()?;
    let bytes = writer.into_inner();
    (bytes.len() < plain.len()).then(|| bytes.into())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn the_compressed_form_reads_back_and_small_bodies_have_none() {
        let body = "votes ".repeat(1_000).into_bytes();
        let finished = EncodedBody::new(body.clone());
        let small = finished.brotli().unwrap();
        let mut read = Vec::new();
        brotli::Decompressor::new(small.as_ref(), 4096).read_to_end(&mut read).unwrap();
        assert_eq!((read, finished.plain().len()), (body.clone(), body.len()));
        assert!(small.len() < body.len());
        assert_eq!(EncodedBody::new(b"{}".to_vec()).brotli(), None);
        assert_ne!(EncodedBody::new(b"{}".to_vec()).etag, finished.etag);
    }
}
