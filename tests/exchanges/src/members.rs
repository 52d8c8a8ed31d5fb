//! The members of a file.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Map, Value};

use crate::differences::ACCEPTED;
use crate::exchange::Message;
use crate::read_error::ReadError;

/// The object that a file is; its members are named in messages with those around them.
pub(crate) struct Members<'a> {
    file: &'a Path,
    whole: &'a Map<String, Value>,
}

impl<'a> Members<'a> {
    pub(crate) fn of(whole: &'a Value, file: &'a Path) -> Result<Self, ReadError> {
        let object = whole.as_object();
        let wrong = || ReadError::Shape { file: file.to_path_buf(), found: kind(whole) };
        object.map(|whole| Self { file, whole }).ok_or_else(wrong)
    }

    /// The name of the file where it says nothing else.
    pub(crate) fn id(&self) -> Result<String, ReadError> {
        match self.whole.get("id") {
            None | Some(Value::Null) => {
                Ok(self.file.file_stem().unwrap_or_default().to_string_lossy().into_owned())
            }
            Some(Value::String(id)) => Ok(id.clone()),
            Some(other) => Err(self.wrong_kind("id", other, "a text")),
        }
    }

    /// Empty where the file says nothing.
    pub(crate) fn expected(&self) -> Result<Map<String, Value>, ReadError> {
        let expected = match self.whole.get("expected") {
            None | Some(Value::Null) => return Ok(Map::new()),
            Some(Value::Object(expected)) => expected,
            Some(other) => return Err(self.wrong_kind("expected", other, "an object")),
        };
        for (name, value) in expected.iter().filter(|(name, _)| name.ends_with(ACCEPTED)) {
            if !value.is_array() {
                return Err(self.wrong_kind(&format!("expected.{name}"), value, "an array"));
            }
        }
        Ok(expected.clone())
    }

    pub(crate) fn needed(
        &self,
        part: &str,
        member: &str,
        wanted: &'static str,
    ) -> Result<&'a Value, ReadError> {
        let missing = |field: String, wanted| {
            let file = self.file.to_path_buf();
            ReadError::Missing { file, field, wanted }
        };
        let members = match self.whole.get(part) {
            Some(Value::Object(members)) => members,
            Some(other) => return Err(self.wrong_kind(part, other, "an object")),
            None => return Err(missing(part.to_owned(), "an object")),
        };
        members.get(member).ok_or_else(|| missing(format!("{part}.{member}"), wanted))
    }

    pub(crate) fn text(
        &self,
        part: &str,
        member: &str,
        wanted: &'static str,
    ) -> Result<&'a str, ReadError> {
        let value = self.needed(part, member, wanted)?;
        value.as_str().ok_or_else(|| self.wrong_kind(&format!("{part}.{member}"), value, wanted))
    }

    pub(crate) fn message(&self, part: &str) -> Result<Message, ReadError> {
        Ok(Message { headers: self.headers(part)?, body: self.body(part)? })
    }

    fn headers(&self, part: &str) -> Result<HeaderMap, ReadError> {
        const WANTED: &str = "an object of header fields";
        let Some(fields) = self.get(part, "headers") else { return Ok(HeaderMap::new()) };
        let field = format!("{part}.headers");
        let fields = fields.as_object().ok_or_else(|| self.wrong_kind(&field, fields, WANTED))?;
        let mut headers = HeaderMap::new();
        for (name, value) in fields.iter().filter(|(name, _)| !frames_the_body(name)) {
            let wrong = || self.wrong_kind(&format!("{field}.{name}"), value, "a header field");
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
        let is_base64 = self.is_base64(part)?;
        let field = format!("{part}.body");
        match self.get(part, "body") {
            None => Ok(Vec::new()),
            Some(Value::String(text)) if is_base64 => {
                let text: String = text.split_ascii_whitespace().collect();
                STANDARD.decode(text).map_err(|_| self.wrong(&field, "a text", "base64"))
            }
            Some(Value::String(text)) => Ok(text.as_bytes().to_vec()),
            // Written as the JSON that it is.
            Some(body @ (Value::Object(_) | Value::Array(_))) if !is_base64 => {
                Ok(body.to_string().into_bytes())
            }
            Some(other) if is_base64 => Err(self.wrong_kind(&field, other, "base64")),
            Some(other) => Err(self.wrong_kind(&field, other, "a text, an object or an array")),
        }
    }

    fn is_base64(&self, part: &str) -> Result<bool, ReadError> {
        const WANTED: &str = "`utf8` or `base64`";
        let field = format!("{part}.body_encoding");
        match self.get(part, "body_encoding") {
            None => Ok(false),
            Some(Value::String(encoding)) => match &**encoding {
                "utf8" => Ok(false),
                "base64" => Ok(true),
                other => Err(self.wrong(&field, &format!("`{other}`"), WANTED)),
            },
            Some(other) => Err(self.wrong_kind(&field, other, WANTED)),
        }
    }

    /// A member that need not be there.
    fn get(&self, part: &str, member: &str) -> Option<&'a Value> {
        self.whole.get(part)?.get(member).filter(|value| !value.is_null())
    }

    pub(crate) fn wrong(&self, field: &str, found: &str, wanted: &'static str) -> ReadError {
        let (field, found) = (field.to_owned(), found.to_owned());
        ReadError::Field { file: self.file.to_path_buf(), field, found, wanted }
    }

    pub(crate) fn wrong_kind(&self, field: &str, found: &Value, wanted: &'static str) -> ReadError {
        self.wrong(field, kind(found), wanted)
    }
}

/// The kind of a value. The value itself may be long, or a key.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
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
