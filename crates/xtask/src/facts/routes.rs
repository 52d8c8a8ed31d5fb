//! Which requests are calls: ends of paths, and hosts whose provider is known.

use anyhow::Context;
use serde::Deserialize;

/// The tables of `routes.toml`, in the order in which they are asked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Routes {
    /// Ends of paths.
    #[serde(rename = "path")]
    pub paths: Vec<PathRoute>,
    /// Hosts.
    #[serde(rename = "host")]
    pub hosts: Vec<HostRoute>,
    /// Segments by which gateways name the provider behind them.
    #[serde(rename = "base")]
    pub bases: Vec<BaseRoute>,
}

/// The end of a path.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PathRoute {
    /// Its segments.
    pub pattern: String,
    /// Variant of `WireApi`; none for what looks like a call and is none.
    pub api: Option<String>,
    /// `POST` or `GET`.
    #[serde(default = "post")]
    pub method: String,
    /// Who answers on an unknown host, where it is not the API's own provider.
    pub provider: Option<String>,
    /// Whether the path itself asks for a stream.
    pub stream: Option<bool>,
    /// The providers on whose hosts it holds, or `loopback`; empty for everywhere.
    #[serde(default)]
    pub at: Vec<String>,
    /// Whether a version must stand before it on an unknown host.
    #[serde(default)]
    pub versioned: bool,
    /// Whether other services have such paths too.
    #[serde(default)]
    pub common: bool,
}

/// A host whose provider is known.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostRoute {
    /// Name, perhaps with a star, a port and a base path.
    pub name: String,
    /// Who answers.
    pub provider: String,
    /// Whether it holds only for APIs that many servers imitate.
    #[serde(default)]
    pub local: bool,
}

impl HostRoute {
    /// The name without port and base path.
    #[must_use]
    pub fn host(&self) -> &str {
        let authority = self.name.split('/').next().unwrap_or_default();
        authority.split(':').next().unwrap_or_default()
    }

    /// The port.
    ///
    /// # Errors
    ///
    /// When it is no number of a port.
    pub fn port(&self) -> anyhow::Result<Option<u16>> {
        let authority = self.name.split('/').next().unwrap_or_default();
        let Some((_, port)) = authority.split_once(':') else { return Ok(None) };
        port.parse().map(Some).with_context(|| format!("`{port}` is no port"))
    }

    /// The base path.
    #[must_use]
    pub fn base(&self) -> &str {
        self.name.split_once('/').map_or("", |(_, base)| base)
    }
}

/// A segment by which gateways name the provider behind them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaseRoute {
    /// The segment.
    pub segment: String,
    /// Who answers.
    pub provider: String,
}

fn post() -> String {
    "POST".to_owned()
}
