//! The command line.

use std::net::SocketAddr;
use std::time::Duration;

use crate::upstreams::{UpstreamError, Upstreams};

/// What `--help` prints.
pub const HELP: &str = "\
A proxy in front of model providers that tells every call by OpenTelemetry.

Usage: genai-otel-proxy-example [--listen ADDRESS] [--upstream [NAME=]URL]... [--grace SECONDS]

  --listen ADDRESS        Where to listen. Defaults to 127.0.0.1:0, a free port, which is printed.
  --upstream NAME=URL     Requests to /NAME/... go to this server; may be given several times.
  --upstream URL          Requests to all other paths go to this server.
  --grace SECONDS         What requests under way may take when it is asked to end. Defaults to 10.
  --help                  Prints this.

Without --upstream: openai, anthropic, google, mistral, and ollama on this machine.
Telemetry goes over OTLP to the collector that the OTEL_* variables name; http://localhost:4318 by default.
To see calls here, without a collector: OTEL_TRACES_EXPORTER=console OTEL_METRICS_EXPORTER=none.
SSL_CERT_FILE names other certificates of authorities than this machine's.
";

/// What the command line says.
#[derive(Debug)]
#[non_exhaustive]
pub struct Options {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where requests go.
    pub upstreams: Upstreams,
    /// How long requests under way may take when the program ends.
    pub grace: Duration,
}

/// Why a command line cannot be followed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OptionsError {
    /// There is no such option.
    #[error("there is no option `{0}`: --help names them")]
    Unknown(String),
    /// An option ends the line that needs a value.
    #[error("{0} needs a value behind it")]
    NoValue(String),
    /// An address that is none.
    #[error("--listen {0}: write ADDRESS:PORT, for example 127.0.0.1:8080")]
    BadAddress(String),
    /// A time that is none.
    #[error("--grace {0}: write whole seconds, for example 30")]
    BadGrace(String),
    /// An upstream that is none.
    #[error("--upstream: {0}")]
    BadUpstream(#[from] UpstreamError),
}

impl Options {
    /// Reads a command line without the program's name; nothing where it asks for help.
    ///
    /// # Errors
    ///
    /// When something in it is not understood.
    pub fn parse(
        arguments: impl IntoIterator<Item = String>,
    ) -> Result<Option<Self>, OptionsError> {
        let mut arguments = arguments.into_iter();
        let mut listen = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut upstreams = Upstreams::default();
        let mut grace = Duration::from_secs(10);
        while let Some(argument) = arguments.next() {
            let (name, value) = match argument.split_once('=') {
                Some((name, value)) if name.starts_with("--") => {
                    (name.to_owned(), Some(value.to_owned()))
                }
                _ => (argument, None),
            };
            let value = value.or_else(|| {
                matches!(&*name, "--listen" | "--upstream" | "--grace").then(|| arguments.next())?
            });
            match (&*name, value) {
                ("--help" | "-h", None) => return Ok(None),
                ("--listen", Some(value)) => {
                    listen = value.parse().map_err(|_| OptionsError::BadAddress(value))?;
                }
                ("--upstream", Some(value)) => upstreams.add(&value)?,
                ("--grace", Some(value)) => {
                    let seconds = value.parse().map_err(|_| OptionsError::BadGrace(value))?;
                    grace = Duration::from_secs(seconds);
                }
                ("--listen" | "--upstream" | "--grace", None) => {
                    return Err(OptionsError::NoValue(name));
                }
                _ => return Err(OptionsError::Unknown(name)),
            }
        }
        let upstreams = if upstreams.is_empty() { Upstreams::usual() } else { upstreams };
        Ok(Some(Self { listen, upstreams, grace }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Option<Options>, OptionsError> {
        Options::parse(line.split_whitespace().map(str::to_owned))
    }

    /// Where to listen, and where requests go.
    fn run(line: &str) -> (String, Vec<String>) {
        let Options { listen, upstreams, .. } = parse(line).unwrap().unwrap();
        (listen.to_string(), upstreams.lines().collect())
    }

    #[test]
    fn a_line_says_where_to_listen_and_where_requests_go() {
        let (listen, usual) = run("");
        assert_eq!((&*listen, usual.len()), ("127.0.0.1:0", 5));
        let lines = vec![
            "/a/ -> https://a.example/".to_owned(),
            "/ -> http://127.0.0.1:1/base/".to_owned(),
        ];
        for line in [
            "--listen 0.0.0.0:80 --upstream a=https://a.example --upstream http://127.0.0.1:1/base",
            "--listen=0.0.0.0:80 --upstream=a=https://a.example --upstream=http://127.0.0.1:1/base/",
        ] {
            assert_eq!(run(line), ("0.0.0.0:80".to_owned(), lines.clone()), "{line}");
        }
    }

    #[test]
    fn what_is_not_understood_says_what_is() {
        for (line, message) in [
            ("--port 1", "there is no option `--port`: --help names them"),
            ("--help=1", "there is no option `--help`: --help names them"),
            ("--listen", "--listen needs a value behind it"),
            ("--grace 1s", "--grace 1s: write whole seconds, for example 30"),
            ("--listen 80", "--listen 80: write ADDRESS:PORT, for example 127.0.0.1:8080"),
            (
                "--upstream x",
                "--upstream: `x` is not a URL: write http://host:port or https://host, with NAME= before it for a name",
            ),
        ] {
            assert_eq!(parse(line).unwrap_err().to_string(), message);
        }
        assert_eq!(parse("--grace 0").unwrap().unwrap().grace, Duration::ZERO);
        assert!(parse("--listen 127.0.0.1:1 --help").unwrap().is_none());
    }
}
