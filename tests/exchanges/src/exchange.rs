//! One recorded exchange.

use std::fs;
use std::path::Path;

use http::{HeaderMap, Method, StatusCode, Uri};
use serde_json::{Map, Value};

use crate::members::Members;
use crate::read_error::ReadError;
use crate::target::{NoTarget, target};

/// A request, its response, and what a correct instrumentation tells of them.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Exchange {
    /// The name, unique in its collection.
    pub id: String,
    /// The method of the request.
    pub method: Method,
    /// The URL of the request, with `https` where the recording has no scheme.
    pub url: Uri,
    /// The request.
    pub request: Message,
    /// The status of the response.
    pub status: StatusCode,
    /// The response.
    pub response: Message,
    /// What is to be told. Empty where the file does not say.
    pub expected: Map<String, Value>,
}

/// What a request and a response have in common.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Message {
    /// The recorded fields, without those that frame the body.
    pub headers: HeaderMap,
    /// The body, decoded.
    pub body: Vec<u8>,
}

impl Exchange {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// When it cannot be read, is no JSON, or a member that a replay needs is missing or malformed.
    pub fn read(file: &Path) -> Result<Self, ReadError> {
        let bytes = fs::read(file)
            .map_err(|source| ReadError::File { file: file.to_path_buf(), source })?;
        Self::parse(&bytes, file)
    }

    /// Reads the content of a file; `file` is for the messages.
    ///
    /// # Errors
    ///
    /// When it is no JSON, or a member that a replay needs is missing or malformed.
    pub fn parse(bytes: &[u8], file: &Path) -> Result<Self, ReadError> {
        if let Some(found) = foreign_encoding(bytes) {
            return Err(ReadError::Encoding { file: file.to_path_buf(), found });
        }
        let whole: Value = serde_json::from_slice(bytes)
            .map_err(|source| ReadError::Json { file: file.to_path_buf(), source })?;
        let members = Members::of(&whole, file)?;
        Ok(Self {
            id: members.id()?,
            method: method(&members)?,
            url: url(&members)?,
            request: members.message("request")?,
            status: status(&members)?,
            response: members.message("response")?,
            expected: members.expected()?,
        })
    }
}

/// What no JSON is written in, though editors save it.
fn foreign_encoding(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xef, 0xbb, 0xbf, ..] => Some("begins with a byte order mark"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, _, ..] | [_, 0, ..] => Some("is UTF-16"),
        _ => None,
    }
}

fn method(members: &Members<'_>) -> Result<Method, ReadError> {
    let text = members.text("request", "method", "a method in upper case")?;
    let wrong = || members.wrong("request.method", &format!("`{text}`"), "a method in upper case");
    // It is sent as it stands, and for a provider `post` is another method than `POST`.
    if text.bytes().any(|byte| byte.is_ascii_lowercase()) {
        return Err(wrong());
    }
    Method::from_bytes(text.as_bytes()).map_err(|_| wrong())
}

fn url(members: &Members<'_>) -> Result<Uri, ReadError> {
    const WANTED: &str = "a URL with a host";
    target(members.text("request", "url", WANTED)?).map_err(|why| match why {
        NoTarget::TooLong(length) => {
            let found = format!("{length} bytes long");
            members.wrong("request.url", &found, "a URL of at most 60000 bytes")
        }
        NoTarget::WithoutHost => members.wrong("request.url", "a text", WANTED),
    })
}

fn status(members: &Members<'_>) -> Result<StatusCode, ReadError> {
    // What is below is no answer but the announcement of one.
    const WANTED: &str = "a whole number from 200 to 999";
    let value = members.needed("response", "status", WANTED)?;
    let status = value.as_u64().and_then(|status| u16::try_from(status).ok());
    let status = status.filter(|status| *status >= 200);
    status.and_then(|status| StatusCode::from_u16(status).ok()).ok_or_else(|| match value {
        Value::Number(number) => members.wrong("response.status", &number.to_string(), WANTED),
        other => members.wrong_kind("response.status", other, WANTED),
    })
}
