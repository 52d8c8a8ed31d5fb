use std::fmt;

/// Header fields of a request, in the order they came, names in lower case.
///
/// [`value`](Headers::value) gives what was sent; `Debug` prints `<redacted>` for the value of every field
/// that may carry a credential, so that a failing assertion does not write a key into a log.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Headers {
    fields: Vec<(String, String)>,
}

impl Headers {
    /// The value of the first field called `name` (in any case).
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        self.iter().find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Names and values as they were sent. Bytes that are not UTF-8 are replaced by U+FFFD.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// How many fields there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether there is no field at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }
}

impl FromIterator<(String, String)> for Headers {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(fields: I) -> Self {
        let fields =
            fields.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect();
        Self { fields }
    }
}

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |(name, value)| (name, if may_be_secret(name) { REDACTED } else { value });
        f.debug_map().entries(self.iter().map(shown)).finish()
    }
}

/// By parts of the name, because every vendor has a header of its own (`x-api-key`, `api-key`, `x-goog-api-key`, ...).
fn may_be_secret(name: &str) -> bool {
    SECRET_PARTS.iter().any(|part| name.contains(part))
}

const REDACTED: &str = "<redacted>";
const SECRET_PARTS: [&str; 9] =
    ["auth", "key", "token", "secret", "cookie", "credential", "password", "session", "signature"];

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(fields: &[(&str, &str)]) -> Headers {
        fields.iter().map(|(n, v)| (n.to_string(), v.to_string())).collect()
    }

    #[test]
    fn credentials_do_not_reach_debug_output() {
        let headers = headers(&[
            ("Authorization", "Bearer sk-1"),
            ("x-api-key", "sk-2"),
            ("X-Goog-Api-Key", "sk-3"),
            ("Cookie", "sk-4"),
            ("Accept", "*/*"),
        ]);
        assert_eq!(
            format!("{headers:?}"),
            r#"{"authorization": "<redacted>", "x-api-key": "<redacted>", "x-goog-api-key": "<redacted>", "cookie": "<redacted>", "accept": "*/*"}"#
        );
    }

    #[test]
    fn value_is_found_in_any_case_and_unredacted() {
        let headers = headers(&[("Authorization", "Bearer sk-1")]);
        assert_eq!(headers.value("AUTHORIZATION"), Some("Bearer sk-1"));
        assert_eq!(headers.value("accept"), None);
    }
}
