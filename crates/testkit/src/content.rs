//! Content codings: how bodies are compressed.

use std::borrow::Cow;
use std::io::{self, Read};

use flate2::read::MultiGzDecoder;
use thiserror::Error;

/// Undoes a coding by the name that HTTP and gRPC have for it.
pub(crate) fn decode<'a>(
    coding: Option<&str>,
    body: &'a [u8],
) -> Result<Cow<'a, [u8]>, UndecodableBody> {
    let coding = coding.map(str::trim).unwrap_or_default();
    match coding.to_ascii_lowercase().as_str() {
        "" | "identity" => Ok(Cow::Borrowed(body)),
        "gzip" => bounded(MultiGzDecoder::new(body), "gzip"),
        #[cfg(feature = "zstd")]
        "zstd" => {
            let decoder = zstd::Decoder::new(body).map_err(|_| UndecodableBody::Broken("zstd"))?;
            bounded(decoder, "zstd")
        }
        _ => Err(UndecodableBody::UnknownCoding(coding.to_owned())),
    }
}

fn bounded(
    decoder: impl Read,
    coding: &'static str,
) -> Result<Cow<'static, [u8]>, UndecodableBody> {
    let mut plain = Vec::new();
    let read: io::Result<usize> = decoder.take(MAX_CONTENT + 1).read_to_end(&mut plain);
    read.map_err(|_| UndecodableBody::Broken(coding))?;
    if plain.len() as u64 > MAX_CONTENT {
        return Err(UndecodableBody::TooLong);
    }
    Ok(Cow::Owned(plain))
}

/// Why a body could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(crate) enum UndecodableBody {
    #[error("the body is not valid {0}")]
    Broken(&'static str),
    #[error("the body is longer than {MAX_CONTENT} bytes when decoded")]
    TooLong,
    #[error("the content coding `{0}` is not supported; send {TAKEN}")]
    UnknownCoding(String),
}

#[cfg(feature = "zstd")]
const TAKEN: &str = "gzip, zstd or none";
#[cfg(not(feature = "zstd"))]
const TAKEN: &str = "gzip or none";
/// Documented in the crate's limits.
const MAX_CONTENT: u64 = 64 * 1024 * 1024;

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn gzip_that_grows_past_the_limit_is_refused() {
        let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        let zeros = vec![0; 1024 * 1024];
        for _ in 0..=MAX_CONTENT / 1024 / 1024 {
            bomb.write_all(&zeros).unwrap();
        }
        let body = bomb.finish().unwrap();
        assert_eq!(decode(Some("gzip"), &body), Err(UndecodableBody::TooLong));
    }

    #[cfg(feature = "zstd")]
    #[test]
    fn zstd_is_undone_and_bounded() {
        let body = zstd::encode_all(&b"spans"[..], 0).unwrap();
        assert_eq!(decode(Some("ZSTD"), &body).as_deref(), Ok(&b"spans"[..]));
        assert_eq!(decode(Some("zstd"), &body[..8]), Err(UndecodableBody::Broken("zstd")));
        let length = usize::try_from(MAX_CONTENT + 1).unwrap();
        let bomb = zstd::encode_all(&*vec![0; length], 0).unwrap();
        assert_eq!(decode(Some("zstd"), &bomb), Err(UndecodableBody::TooLong));
    }
}
