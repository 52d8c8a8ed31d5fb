//! The same over TLS by every protocol.

use std::{fs, path::Path, time::Duration};

use genai_otel_otlp::{Compression, OtlpPipeline, Protocol, Tls};

use super::front::{Authority, Front};
use crate::{
    AMPLE, accepted, end_both, end_span,
    protocols::{PROTOCOLS, collector_of, pipeline_by},
    timed,
    tls::failure,
};

const BOUND: Duration = Duration::from_millis(200);

fn file(folder: &Path, name: &str, pem: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, pem).unwrap();
    path.into_os_string().into_string().unwrap()
}

#[test]
fn server_of_a_given_authority_is_trusted() {
    let authority = Authority::new();
    for protocol in PROTOCOLS {
        let collector = collector_of(protocol).start().unwrap();
        let front = Front::start(&authority, &collector.url(), None);
        let tls = Tls::default().ca_pem(authority.certificate.clone());
        let pipeline = pipeline_by(protocol, &collector).endpoint(front.url()).tls(tls);
        let pipeline = pipeline.compression(Compression::Gzip).header("x-key", "1");
        let telemetry = pipeline.build().unwrap();
        end_both(&telemetry);
        assert_eq!(telemetry.flush(AMPLE), Ok(()), "{protocol}");
        assert_eq!(accepted(&collector), ["calls", "chat"], "{protocol}");
        let requests = collector.requests();
        assert!(requests.iter().all(|request| request.headers.value("x-key") == Some("1")));
        let shown = telemetry.config().to_string();
        let expected = format!("{protocol}, TLS (own roots), compression gzip");
        assert!(shown.contains(&expected), "{shown}");
    }
}

#[test]
fn servers_that_prove_nothing_are_refused_and_sent_nothing() {
    let authority = Authority::new();
    for protocol in PROTOCOLS {
        let collector = collector_of(protocol).start().unwrap();
        let front = Front::start(&authority, &collector.url(), None);
        let strangers = Tls::default().ca_pem(Authority::new().certificate);
        let ours = Tls::default().ca_pem(authority.certificate.clone());
        let another_host = front.url().replace("localhost", "127.0.0.1");
        let pipeline =
            |url: String, tls: Tls| pipeline_by(protocol, &collector).endpoint(url).tls(tls);
        let errors =
            [failure(pipeline(front.url(), strangers)), failure(pipeline(another_host, ours))];
        for error in errors {
            assert!(error.contains("invalid peer certificate"), "{protocol}: {error}");
        }
        assert_eq!(collector.requests(), []);
    }
}

#[test]
fn server_without_tls_is_no_server_for_https() {
    for protocol in PROTOCOLS {
        let collector = collector_of(protocol).start().unwrap();
        let tls = Tls::default().ca_pem(Authority::new().certificate);
        let url = collector.url().replace("http://", "https://");
        let pipeline = pipeline_by(protocol, &collector).endpoint(url).tls(tls);
        assert!(failure(pipeline).contains("(https://127.0.0.1:"));
        assert!(collector.requests().iter().all(|request| request.items == 0), "{protocol}");
    }
}

#[test]
fn handshake_that_nobody_answers_is_bounded() {
    for protocol in PROTOCOLS {
        // The system completes connections that nobody takes.
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("https://{}", listener.local_addr().unwrap());
        let tls = Tls::default().ca_pem(Authority::new().certificate);
        let pipeline = OtlpPipeline::from_pairs([]).protocol(protocol).endpoint(url).tls(tls);
        let telemetry = pipeline.timeout(BOUND).without_metrics().build().unwrap();
        end_span(&telemetry, "chat");
        let (told, elapsed) = timed(|| telemetry.flush(AMPLE));
        let error = told.unwrap_err().to_string();
        assert!(error.contains("traces: timeout: no answer came ("), "{protocol}: {error}");
        assert!((BOUND..AMPLE).contains(&elapsed), "{protocol}: {elapsed:?}");
    }
}

#[test]
fn client_shows_its_certificate_by_the_variables() {
    let authority = Authority::new();
    let (certificate, key) = authority.issue("client");
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, pem: &str| file(folder.path(), name, pem);
    for protocol in PROTOCOLS {
        let collector = collector_of(protocol).start().unwrap();
        let front = Front::start(&authority, &collector.url(), Some(&authority));
        let pairs = [
            ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol.to_string()),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", front.url()),
            ("OTEL_EXPORTER_OTLP_CERTIFICATE", file("ca.pem", &authority.certificate)),
            ("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", file("client.pem", &certificate)),
            ("OTEL_EXPORTER_OTLP_CLIENT_KEY", file("client.key", &key)),
        ];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value));
        let telemetry = OtlpPipeline::from_pairs(pairs).build().unwrap();
        end_both(&telemetry);
        assert_eq!(telemetry.flush(AMPLE), Ok(()), "{protocol}");
        assert_eq!(accepted(&collector), ["calls", "chat"]);

        let tls = Tls::default().ca_pem(authority.certificate.clone());
        let nobody = pipeline_by(protocol, &collector).endpoint(front.url()).tls(tls);
        assert!(failure(nobody).contains("(https://localhost:"));
        assert_eq!(accepted(&collector), ["calls", "chat"]);
    }
}

#[test]
fn certificates_of_a_signal_win_over_the_general_ones() {
    let (general, own) = (Authority::new(), Authority::new());
    let folder = tempfile::tempdir().unwrap();
    let collector = collector_of(Protocol::Grpc).start().unwrap();
    let [front, front_of_metrics] =
        [&general, &own].map(|authority| Front::start(authority, &collector.url(), None));
    let pairs = [
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc".to_owned()),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", front.url()),
        ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", front_of_metrics.url()),
        ("OTEL_EXPORTER_OTLP_CERTIFICATE", file(folder.path(), "ca.pem", &general.certificate)),
        (
            "OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE",
            file(folder.path(), "metrics.pem", &own.certificate),
        ),
    ];
    let pairs = pairs.map(|(name, value)| (name.to_owned(), value));
    let telemetry = OtlpPipeline::from_pairs(pairs).build().unwrap();
    end_both(&telemetry);
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    assert_eq!(accepted(&collector), ["calls", "chat"]);
}

#[test]
fn target_without_a_scheme_means_tls_unless_told_otherwise() {
    let authority = Authority::new();
    let folder = tempfile::tempdir().unwrap();
    let collector = collector_of(Protocol::Grpc).start().unwrap();
    let front = Front::start(&authority, &collector.url(), None);
    let export = |url: &str, insecure: &str| {
        let pairs = [
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc".to_owned()),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", url.split_once("://").unwrap().1.to_owned()),
            ("OTEL_EXPORTER_OTLP_INSECURE", insecure.to_owned()),
            (
                "OTEL_EXPORTER_OTLP_CERTIFICATE",
                file(folder.path(), "ca.pem", &authority.certificate),
            ),
        ];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value));
        let telemetry = OtlpPipeline::from_pairs(pairs).build().unwrap();
        end_both(&telemetry);
        assert_eq!(telemetry.shutdown(AMPLE), Ok(()), "{url}");
    };
    export(&front.url(), "false");
    export(&collector.url(), "true");
    assert_eq!(accepted(&collector), ["calls", "calls", "chat", "chat"]);
}
