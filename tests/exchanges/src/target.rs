//! The URL of a recording.

use http::Uri;

/// What is no URL that a request goes to.
#[derive(Debug, PartialEq)]
pub(crate) enum NoTarget {
    /// It has so many bytes, encoded.
    TooLong(usize),
    /// There is no host, or none that could be one.
    WithoutHost,
}

/// The URL that `recorded` names: `https` where it has no scheme, and with what no URL may contain as it stands encoded
/// (a recording may have the braces of a placeholder).
pub(crate) fn target(recorded: &str) -> Result<Uri, NoTarget> {
    let recorded = recorded.split('#').next().unwrap_or_default().trim();
    let encoded = encoded(recorded);
    let whole = if recorded.contains("://") { encoded } else { format!("https://{encoded}") };
    if whole.len() > LONGEST {
        return Err(NoTarget::TooLong(whole.len()));
    }
    let uri: Uri = whole.parse().map_err(|_| NoTarget::WithoutHost)?;
    let has_host = uri.host().is_some_and(|host| !host.is_empty());
    has_host.then_some(uri).ok_or(NoTarget::WithoutHost)
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

/// In bytes. A request's head of 64 KiB is the longest that the server reads, and the fields need some of it.
const LONGEST: usize = 60_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn url(recorded: &str) -> Option<String> {
        target(recorded).ok().map(|uri| uri.to_string())
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

    #[test]
    fn a_url_is_at_most_as_long_as_the_server_reads() {
        let encoded = format!("a.com/{}", "ü".repeat(10_000));
        assert_eq!(target(&encoded), Err(NoTarget::TooLong(60_014)));
        assert!(target(&encoded[..encoded.len() - 6]).is_ok());
    }
}
