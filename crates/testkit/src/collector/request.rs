use std::fmt;

use crate::headers::Headers;

/// An export request as the fake collector received it.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct CollectorRequest {
    /// The path, for example `/v1/traces`.
    pub path: String,
    /// The header fields; values that may be credentials do not show in `Debug`.
    pub headers: Headers,
    /// The body as it came, perhaps compressed.
    pub raw_body: Vec<u8>,
    /// The status that was answered, or would have been without the fault.
    pub status: u16,
    /// How many spans, data points or log records were in it.
    pub items: usize,
    /// Why the request could not be read, if it could not.
    pub malformed: Option<String>,
}

/// Bodies are shown by their length.
impl fmt::Debug for CollectorRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CollectorRequest")
            .field("path", &self.path)
            .field("headers", &self.headers)
            .field("raw_body", &format_args!("({} bytes)", self.raw_body.len()))
            .field("status", &self.status)
            .field("items", &self.items)
            .field("malformed", &self.malformed)
            .finish()
    }
}
