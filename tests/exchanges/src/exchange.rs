//! One recorded exchange.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use serde_json::{Map, Value};

use crate::read_error::ReadError;
use crate::target::target;

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
        let whole: Value = serde_json::from_slice(bytes)
            .map_err(|source| ReadError::Json { file: file.to_path_buf(), source })?;
        let members = Members { file, whole: &whole };
        let method = members.text("request", "method")?;
        let url = members.text("request", "url")?;
        let status = members.get("response", "status").and_then(Value::as_u64);
        let status = status.and_then(|status| u16::try_from(status).ok());
        // What is below is no answer but the announcement of one.
        let status = status.filter(|status| *status >= 200);
        Ok(Self {
            id: members.id(),
            method: Method::from_bytes(method.as_bytes())
                .map_err(|_| members.wrong("request", "method", "a method"))?,
            url: target(url).ok_or_else(|| members.wrong("request", "url", "a URL with a host"))?,
            request: members.message("request")?,
            status: status
                .and_then(|status| StatusCode::from_u16(status).ok())
                .ok_or_else(|| members.wrong("response", "status", "an HTTP status from 200"))?,
            response: members.message("response")?,
            expected: whole["expected"].as_object().cloned().unwrap_or_default(),
        })
    }
}

/// The members of a file.
struct Members<'a> {
    file: &'a Path,
    whole: &'a Value,
}

impl<'a> Members<'a> {
    fn id(&self) -> String {
        let named = || Some(self.file.file_stem()?.to_string_lossy().into_owned());
        let id = self.whole["id"].as_str().map(str::to_owned);
        id.or_else(named).unwrap_or_default()
    }

    fn get(&self, part: &str, member: &str) -> Option<&'a Value> {
        self.whole.get(part)?.get(member).filter(|value| !value.is_null())
    }

    fn text(&self, part: &str, member: &str) -> Result<&'a str, ReadError> {
        let text = self.get(part, member).and_then(Value::as_str);
        text.ok_or_else(|| self.wrong(part, member, "a text"))
    }

    fn message(&self, part: &str) -> Result<Message, ReadError> {
        Ok(Message { headers: self.headers(part)?, body: self.body(part)? })
    }

    fn headers(&self, part: &str) -> Result<HeaderMap, ReadError> {
        const WANTED: &str = "an object of header fields";
        let Some(fields) = self.get(part, "headers") else { return Ok(HeaderMap::new()) };
        let fields = fields.as_object().ok_or_else(|| self.wrong(part, "headers", WANTED))?;
        let mut headers = HeaderMap::new();
        for (name, value) in fields.iter().filter(|(name, _)| !frames_the_body(name)) {
            let wrong = || self.wrong(part, &format!("headers.{name}"), "a header field");
            let known = HeaderName::try_from(name).map_err(|_| wrong())?;
            // A field that came more than once is a list.
            let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
            for value in values {
                let value = value.as_str().map(str::to_owned).unwrap_or_else(|| value.to_string());
                headers.append(&known, HeaderValue::try_from(value).map_err(|_| wrong())?);
            }
        }
        Ok(headers)
    }

    fn body(&self, part: &str) -> Result<Vec<u8>, ReadError> {
        let Some(body) = self.get(part, "body") else { return Ok(Vec::new()) };
        let encoding = self.get(part, "body_encoding").and_then(Value::as_str).unwrap_or("utf8");
        match (body.as_str(), encoding) {
            (Some(text), "utf8" | "utf-8") => Ok(text.as_bytes().to_vec()),
            (Some(text), "base64") => {
                let text: String = text.split_ascii_whitespace().collect();
                STANDARD.decode(text).map_err(|_| self.wrong(part, "body", "base64"))
            }
            (Some(_), _) => Err(self.wrong(part, "body_encoding", "utf8 or base64")),
            // Written as the JSON that it is.
            (None, _) if body.is_object() || body.is_array() => Ok(body.to_string().into_bytes()),
            (None, _) => Err(self.wrong(part, "body", "a text")),
        }
    }

    fn wrong(&self, part: &str, member: &str, wanted: &'static str) -> ReadError {
        let field = format!("{part}.{member}");
        ReadError::Field { file: self.file.to_path_buf(), field, wanted }
    }
}

/// Whether a field tells how the message was sent then, which is not how it is sent now.
fn frames_the_body(name: &str) -> bool {
    // Of HTTP/2, beside the fields.
    name.starts_with(':')
        || ["content-length", "transfer-encoding", "connection", "keep-alive", "trailer", "upgrade"]
            .iter()
            .any(|framing| name.eq_ignore_ascii_case(framing))
}
