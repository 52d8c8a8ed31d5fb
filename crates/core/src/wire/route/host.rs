//! Names of hosts and what they tell.

use std::borrow::Cow;
use std::net::IpAddr;

use crate::semconv::Provider;

/// A host, parted from its port.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Host<'a> {
    name: &'a str,
    port: Option<u16>,
    /// The host is this machine.
    pub(super) is_loopback: bool,
}

impl<'a> Host<'a> {
    /// Parts `text`, the authority of a URL. What is no host fits no rule.
    pub(super) fn parse(text: &'a str) -> Self {
        let text = text.rsplit('@').next().unwrap_or_default();
        let (name, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((name, rest)) => (name, rest.strip_prefix(':')),
            None => match text.split_once(':') {
                // An address of version 6 without its brackets has no port.
                Some((_, rest)) if rest.contains(':') => (text, None),
                Some((name, port)) => (name, Some(port)),
                None => (text, None),
            },
        };
        let name = name.strip_suffix('.').unwrap_or(name);
        let port = port.and_then(|port| port.parse().ok());
        Self { name, port, is_loopback: is_loopback(name) }
    }
}

/// A host, perhaps with a port and a base path, whose provider is known.
#[derive(Clone, Debug)]
pub(super) struct HostRule {
    /// The name, or what stands before the star in it.
    head: Cow<'static, str>,
    /// What stands after the star.
    tail: Option<Cow<'static, str>>,
    port: Option<u16>,
    /// The first segments of the path, without slashes around them.
    base: Cow<'static, str>,
    pub(super) provider: Provider,
    /// The rule is a guess that holds only for APIs that many servers imitate.
    pub(super) local: bool,
}

impl HostRule {
    pub(super) const fn new(
        head: &'static str,
        tail: Option<&'static str>,
        port: Option<u16>,
        base: &'static str,
        provider: Provider,
        local: bool,
    ) -> Self {
        let tail = match tail {
            Some(tail) => Some(Cow::Borrowed(tail)),
            None => None,
        };
        Self { head: Cow::Borrowed(head), tail, port, base: Cow::Borrowed(base), provider, local }
    }

    /// The rule that `name` (`host`, `*.host`, `host:port`, `host/base`) writes; nothing if it is none.
    pub(super) fn parse(name: &str, provider: Provider) -> Option<Self> {
        let (authority, base) = name.split_once('/').unwrap_or((name, ""));
        let host = Host::parse(authority);
        let is_name = |text: &str| {
            text.bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b':'))
        };
        let (head, tail) = match host.name.split_once('*') {
            Some((head, tail)) => (head, Some(tail)),
            None => (host.name, None),
        };
        let has_port = host.port.is_some();
        let is_named =
            tail.map_or(!head.is_empty(), |tail| has_port || head.len() + tail.len() > 0);
        // A port that is no number would be forgotten silently.
        let port_is_read = has_port || !authority.contains(':') || head.contains(':');
        let is_plain = !authority.contains('@') && is_name(head) && tail.is_none_or(is_name);
        (is_named && port_is_read && is_plain).then(|| Self {
            head: Cow::Owned(head.to_owned()),
            tail: tail.map(|tail| Cow::Owned(tail.to_owned())),
            port: host.port,
            base: Cow::Owned(base.trim_matches('/').to_owned()),
            provider,
            local: false,
        })
    }

    /// A host and a path that the rule speaks of.
    #[cfg(test)]
    pub(super) fn example(&self) -> (String, String) {
        let tail = self.tail.as_ref().map(|tail| format!("x{tail}")).unwrap_or_default();
        let port = self.port.map(|port| format!(":{port}")).unwrap_or_default();
        (format!("{}{tail}{port}", self.head), format!("/{}", self.base))
    }

    /// Whether the rule speaks of `host` and `path`.
    pub(super) fn fits(&self, host: &Host<'_>, path: &str) -> bool {
        self.names(host)
            && self.port.is_none_or(|port| host.port == Some(port))
            && (self.base.is_empty() || begins_with(path, &self.base))
    }

    fn names(&self, host: &Host<'_>) -> bool {
        let name = host.name.as_bytes();
        match &self.tail {
            Some(tail) => {
                let (head, tail) = (self.head.as_bytes(), tail.as_bytes());
                name.len() > head.len() + tail.len()
                    && name[name.len() - tail.len()..].eq_ignore_ascii_case(tail)
                    && name[..head.len()].eq_ignore_ascii_case(head)
            }
            None if self.head == "localhost" => host.is_loopback,
            None => name.eq_ignore_ascii_case(self.head.as_bytes()),
        }
    }
}

/// Whether the first segments of `path` are `base`.
fn begins_with(path: &str, base: &str) -> bool {
    let rest = path.trim_start_matches('/').strip_prefix(base);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn is_loopback(name: &str) -> bool {
    if name.eq_ignore_ascii_case("localhost") {
        return true;
    }
    // Names seldom begin with a digit, and parsing would look at all of them.
    let may_be_address = name.bytes().next().is_some_and(|b| b.is_ascii_digit() || b == b':');
    may_be_address
        && name
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback() || address.is_unspecified())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fits(rule: &str, host: &str, path: &str) -> bool {
        HostRule::parse(rule, Provider::OpenAi).unwrap().fits(&Host::parse(host), path)
    }

    #[test]
    fn a_host_is_parted_from_its_port() {
        let parts = |text| {
            let host = Host::parse(text);
            (host.name, host.port, host.is_loopback)
        };
        assert_eq!(parts("api.openai.com"), ("api.openai.com", None, false));
        assert_eq!(parts("u:p@h.:443"), ("h", Some(443), false));
        assert_eq!(parts("[::1]:8080"), ("::1", Some(8080), true));
        assert_eq!(parts("::1"), ("::1", None, true));
        assert_eq!(parts("127.8.0.1:1"), ("127.8.0.1", Some(1), true));
        assert_eq!(parts("LocalHost:99999"), ("LocalHost", None, true));
        assert_eq!(parts(""), ("", None, false));
    }

    #[test]
    fn a_rule_fits_whole_names_stars_ports_and_bases() {
        assert!(fits("api.x.ai", "API.X.AI:443", "/"));
        assert!(!fits("api.x.ai", "api.x.ai.example.com", "/"));
        assert!(fits("*.openai.azure.com", "r.openai.azure.com", "/"));
        assert!(!fits("*.openai.azure.com", ".openai.azure.com", "/"));
        assert!(fits("a.*.b", "a.x.y.b", "/"));
        assert!(!fits("aa*aa", "aaa", "/"));
        assert!(fits("*:11434", "10.0.0.7:11434", "/"));
        assert!(!fits("*:11434", "10.0.0.7", "/"));
        assert!(fits("gw/openai", "gw", "/openai/v1"));
        assert!(!fits("gw/openai", "gw", "/openai2/v1"));
        assert!(fits("localhost:8080", "[::1]:8080", "/"));
    }

    #[test]
    fn what_names_no_host_is_no_rule() {
        for name in ["", "*", "/x", "https://x", "a b", "a*b*c", "u@h", "h:port", "*/base"] {
            assert!(HostRule::parse(name, Provider::OpenAi).is_none(), "{name}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_parted_without_a_panic(text in any::<String>(), rule in any::<String>()) {
            let host = Host::parse(&text);
            if let Some(rule) = HostRule::parse(&rule, Provider::OpenAi) {
                let _: bool = rule.fits(&host, &text);
            }
        }
    }
}
