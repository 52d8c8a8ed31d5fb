/// The head of a request, whatever type the client has for it.
#[derive(Clone, Copy)]
#[allow(
    clippy::exhaustive_structs,
    reason = "a request has no other parts that tell where it goes"
)]
pub struct RequestHead<'a> {
    /// The method, in capitals.
    pub method: &'a str,
    /// The host, with its port if the URL or the `Host` header has one.
    pub authority: &'a str,
    /// Whether the connection is encrypted, which tells the port where none is given; nothing where that is unknown.
    pub https: Option<bool>,
    /// The path, percent-encoded as it is sent.
    pub path: &'a str,
    /// The query without its `?`. Only `stream` is looked at, and nothing of it is kept: it may hold keys.
    pub query: Option<&'a str>,
}

impl<'a> RequestHead<'a> {
    /// The host without its port, and the port.
    pub(super) fn server(&self) -> (&'a str, Option<u16>) {
        let plain = self.host_and_port();
        let usual = || self.https.map(|https| if https { 443 } else { 80 });
        let (host, port) = match plain.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((host, rest)) => (host, rest.strip_prefix(':')),
            None => match plain.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (plain, None),
            },
        };
        (host, port.and_then(|port| port.parse().ok()).or_else(usual))
    }

    /// The authority without the user and password that a URL may have.
    pub(super) fn host_and_port(&self) -> &'a str {
        self.authority.rsplit('@').next().unwrap_or_default()
    }
}

impl std::fmt::Debug for RequestHead<'_> {
    /// Leaves out user, password and query, which may be secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RequestHead")
            .field("method", &self.method)
            .field("authority", &self.host_and_port())
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(authority: &str, https: Option<bool>) -> RequestHead<'_> {
        RequestHead { method: "POST", authority, https, path: "/", query: Some("key=secret") }
    }

    #[test]
    fn the_server_is_host_and_port() {
        for (authority, https, server) in [
            ("api.openai.com", Some(true), ("api.openai.com", Some(443))),
            ("api.openai.com", None, ("api.openai.com", None)),
            ("localhost:11434", Some(false), ("localhost", Some(11_434))),
            ("[::1]:8080", Some(false), ("::1", Some(8_080))),
            ("user:pass@host", Some(false), ("host", Some(80))),
        ] {
            assert_eq!(head(authority, https).server(), server, "{authority}");
        }
    }

    #[test]
    fn secrets_are_not_shown() {
        let shown = format!("{:?}", head("user:pass@host", None));
        assert_eq!(shown, r#"RequestHead { method: "POST", authority: "host", path: "/", .. }"#);
    }
}
