//! The table of paths and hosts that are recognised.

use std::fmt::Write;

use super::rust;
use crate::facts::Facts;

pub(super) fn write(facts: &Facts) -> String {
    let routes = &facts.routes;
    let mut out = rust::head("The known paths and hosts.");
    out += "use super::host::HostRule;\nuse super::{PathRule, WireApi};\nuse crate::semconv::Provider;\n\n";

    let _ = writeln!(
        out,
        "/// Ends of paths. The first fit wins.\npub(super) static PATHS: [PathRule; {}] = [",
        routes.paths.len()
    );
    for path in &routes.paths {
        let api = path.api.as_ref().map(|api| format!("Some(WireApi::{api})"));
        let at: Vec<&str> = path
            .at
            .iter()
            .map(|name| facts.provider(name).map_or(name.as_str(), |provider| &provider.value))
            .collect();
        let _ = writeln!(
            out,
            "PathRule {{ pattern: {:?}, tail: {:?}, api: {}, method: {:?}, provider: {}, stream: {:?}, at: &{at:?}, versioned: {}, common: {} }},",
            path.pattern,
            tail(&path.pattern),
            api.as_deref().unwrap_or("None"),
            path.method,
            option(path.provider.as_deref()),
            path.stream,
            path.versioned,
            path.common,
        );
    }

    let _ = writeln!(
        out,
        "];\n\n/// Hosts. The first fit wins.\npub(super) static HOSTS: [HostRule; {}] = [",
        routes.hosts.len()
    );
    for host in &routes.hosts {
        let (head, tail) = match host.host().split_once('*') {
            Some((head, tail)) => (head, Some(tail)),
            None => (host.host(), None),
        };
        let _ = writeln!(
            out,
            "HostRule::new({head:?}, {tail:?}, {:?}, {:?}, Provider::{}, {}),",
            host.port().unwrap_or_default(),
            host.base(),
            host.provider,
            host.local
        );
    }

    let _ = writeln!(
        out,
        "];\n\n/// Segments by which gateways name the provider behind them.\npub(super) static BASES: [(&str, Provider); {}] = [",
        routes.bases.len()
    );
    for base in &routes.bases {
        let _ = writeln!(out, "({:?}, Provider::{}),", base.segment, base.provider);
    }
    out += "];\n";
    out
}

/// What every path of the pattern ends in.
fn tail(pattern: &str) -> &str {
    pattern.rsplit(['/', ':', '*', '}']).next().unwrap_or_default()
}

fn option(provider: Option<&str>) -> String {
    provider.map_or("None".to_owned(), |name| format!("Some(Provider::{name})"))
}
