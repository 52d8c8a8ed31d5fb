//! Names of hosts: where to listen, and whom a request means.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr, ToSocketAddrs as _},
};

use super::is_loopback;

/// The addresses to listen on, the first of them that is free.
///
/// `localhost` is not looked up: a list of hosts may have it elsewhere, or at `::1` alone, where a scrape of 127.0.0.1 finds
/// nobody.
pub(super) fn resolve(host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
    let host = host.trim().trim_start_matches('[').trim_end_matches(']');
    if host.eq_ignore_ascii_case(LOCALHOST) {
        return Ok(vec![SocketAddr::from((Ipv4Addr::LOCALHOST, port))]);
    }
    (host, port).to_socket_addrs().map(Iterator::collect)
}

/// Whether a request to a loopback address means it. A page of the web can have its own name resolved to 127.0.0.1, and then
/// ask with that name for what this machine alone should see.
pub(super) fn means_this_machine(host: &str) -> bool {
    let host = host.trim();
    if let Ok(address) = host.parse::<SocketAddr>() {
        return is_loopback(address.ip());
    }
    if let Ok(address) = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
        return is_loopback(address);
    }
    let name = host.rsplit_once(':').map_or(host, |(name, _port)| name);
    name.trim_end_matches('.').eq_ignore_ascii_case(LOCALHOST)
}

const LOCALHOST: &str = "localhost";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_found_however_it_is_written() {
        let cases = [
            ("localhost", "127.0.0.1:1"),
            ("LocalHost", "127.0.0.1:1"),
            ("127.0.0.2", "127.0.0.2:1"),
            ("0.0.0.0", "0.0.0.0:1"),
            ("::1", "[::1]:1"),
            ("[::1]", "[::1]:1"),
        ];
        for (host, expected) in cases {
            assert_eq!(resolve(host, 1).unwrap(), [expected.parse().unwrap()], "{host}");
        }
        assert!(resolve("", 1).is_err());
        assert!(resolve("no such host", 1).is_err());
    }

    #[test]
    fn names_of_others_do_not_mean_this_machine() {
        for host in [
            "localhost",
            "LOCALHOST:9464",
            "localhost.",
            "127.0.0.1",
            "127.8.9.1:80",
            "[::1]:9464",
            "::1",
        ] {
            assert!(means_this_machine(host), "{host}");
        }
        for host in [
            "",
            "example.com",
            "localhost.example.com:9464",
            "127.0.0.1.example.com",
            "10.0.0.1",
            "[::2]:1",
        ] {
            assert!(!means_this_machine(host), "{host}");
        }
    }
}
