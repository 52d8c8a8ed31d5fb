//! The URL of a recording.

use http::Uri;

/// The URL that `recorded` names: `https` where it has no scheme, and with what no URL may contain as it stands encoded
/// (a recording may have the braces of a placeholder). Nothing if there is no host.
pub(crate) fn target(recorded: &str) -> Option<Uri> {
    let recorded = recorded.split('#').next().unwrap_or_default().trim();
    let encoded = encoded(recorded);
    let whole = if recorded.contains("://") { encoded } else { format!("https://{encoded}") };
    let uri: Uri = whole.parse().ok()?;
    uri.host().is_some_and(|host| !host.is_empty()).then_some(uri)
}

fn encoded(recorded: &str) -> String {
    let mut encoded = String::with_capacity(recorded.len());
    for byte in recorded.bytes() {
        match byte {
            b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' | ..=b' ' | 0x7f.. => {
                encoded.push_str(&format!("%{byte:02X}"));
            }
            _ => encoded.push(char::from(byte)),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(recorded: &str) -> Option<String> {
        target(recorded).map(|uri| uri.to_string())
    }

    #[test]
    fn a_url_without_a_scheme_is_https() {
        assert_eq!(url("api.a.com/v1?b=c").as_deref(), Some("https://api.a.com/v1?b=c"));
        assert_eq!(
            url("http://localhost:11434/api").as_deref(),
            Some("http://localhost:11434/api")
        );
    }

    #[test]
    fn what_no_url_may_contain_is_encoded() {
        assert_eq!(url("a.com/{x}/ü é").as_deref(), Some("https://a.com/%7Bx%7D/%C3%BC%20%C3%A9"));
    }

    #[test]
    fn a_url_without_a_host_is_none() {
        assert_eq!((url(""), url("/v1/chat")), (None, None));
    }
}
