//! What the headers of a request have to do with an edit of its body.

use http::HeaderMap;
use http::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_LENGTH, HeaderName, HeaderValue};

/// Whether the body may be another one: no header holds a digest of it or a signature over it.
pub(crate) fn may_edit(headers: &HeaderMap) -> bool {
    let is_signed =
        headers.get(AUTHORIZATION).is_some_and(|value| value.as_bytes().starts_with(b"AWS4-"));
    !is_signed && !SEALS.iter().any(|name| headers.contains_key(name))
}

/// Tells the length of the new body where that of the old one was told.
pub(crate) fn announce(headers: &mut HeaderMap, length: usize) {
    if headers.contains_key(CONTENT_LENGTH) {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
}

const SEALS: [HeaderName; 6] = [
    CONTENT_ENCODING,
    HeaderName::from_static("content-digest"),
    HeaderName::from_static("content-md5"),
    HeaderName::from_static("digest"),
    HeaderName::from_static("signature"),
    HeaderName::from_static("x-amz-content-sha256"),
];
