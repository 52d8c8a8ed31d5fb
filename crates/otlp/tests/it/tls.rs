//! `https://` endpoints: who is trusted, and what is said of those who are not.

pub(crate) mod front;
#[cfg(all(feature = "grpc", feature = "json", feature = "zstd"))]
mod protocols;

use std::fs;

use genai_otel_otlp::{OtlpPipeline, SetupError, Tls};
use genai_otel_testkit::FakeCollector;

use self::front::{Authority, Front};
use crate::{AMPLE, accepted, end_both, end_span, pipeline, waiting::give_up};

/// What the first attempt says.
fn failure(pipeline: OtlpPipeline) -> String {
    let telemetry = pipeline.without_metrics().build().unwrap();
    end_span(&telemetry, "chat");
    give_up(&telemetry).to_string()
}

#[test]
fn server_of_a_given_authority_is_trusted() {
    let (authority, collector) = (Authority::new(), FakeCollector::start().unwrap());
    let front = Front::start(&authority, &collector.url(), None);
    let tls = Tls::default().ca_pem(authority.certificate);
    let telemetry = pipeline(&collector).endpoint(front.url()).tls(tls).build().unwrap();
    end_both(&telemetry);
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    assert_eq!(accepted(&collector), ["calls", "chat"]);
    let shown = telemetry.config().to_string();
    assert!(shown.contains("http/protobuf, TLS (own roots), compression none"), "{shown}");
}

#[test]
fn server_of_an_unknown_authority_is_refused_and_nothing_is_sent() {
    let (authority, collector) = (Authority::new(), FakeCollector::start().unwrap());
    let front = Front::start(&authority, &collector.url(), None);
    let tls = Tls::default().ca_pem(Authority::new().certificate);
    let error = failure(pipeline(&collector).endpoint(front.url()).tls(tls));
    assert!(error.contains("certificate"), "{error}");
    assert_eq!(collector.requests(), []);
}

#[test]
fn certificate_of_another_host_is_refused() {
    let (authority, collector) = (Authority::new(), FakeCollector::start().unwrap());
    let front = Front::start(&authority, &collector.url(), None);
    let tls = Tls::default().ca_pem(authority.certificate);
    let url = front.url().replace("localhost", "127.0.0.1");
    let error = failure(pipeline(&collector).endpoint(url).tls(tls));
    assert!(error.contains("certificate"), "{error}");
    assert_eq!(collector.requests(), []);
}

#[test]
fn client_shows_its_certificate_by_the_variables() {
    let (authority, collector) = (Authority::new(), FakeCollector::start().unwrap());
    let front = Front::start(&authority, &collector.url(), Some(&authority));
    let (certificate, key) = authority.issue("client");
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, pem: &str| {
        let path = folder.path().join(name);
        fs::write(&path, pem).unwrap();
        path.into_os_string().into_string().unwrap()
    };
    let pairs = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", front.url()),
        ("OTEL_EXPORTER_OTLP_CERTIFICATE", file("ca.pem", &authority.certificate)),
        ("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", file("client.pem", &certificate)),
        ("OTEL_EXPORTER_OTLP_CLIENT_KEY", file("client.key", &key)),
    ];
    let pairs = pairs.map(|(name, value)| (name.to_owned(), value));
    let telemetry = OtlpPipeline::from_pairs(pairs).build().unwrap();
    end_both(&telemetry);
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    assert_eq!(accepted(&collector), ["calls", "chat"]);

    let tls = Tls::default().ca_pem(authority.certificate);
    let nobody = pipeline(&collector).endpoint(front.url()).tls(tls);
    assert!(!failure(nobody).is_empty());
    assert_eq!(accepted(&collector), ["calls", "chat"]);
}

#[test]
fn bad_certificates_are_refused_at_set_up() {
    let authority = Authority::new();
    let (certificate, key) = authority.issue("client");
    let (_, other_key) = authority.issue("other");
    let refused = |tls: Tls| {
        let pipeline = OtlpPipeline::from_pairs([]).endpoint("https://localhost").tls(tls);
        pipeline.config().unwrap_err().to_string()
    };
    let none = refused(Tls::default().ca_pem("no certificate"));
    assert_eq!(
        none,
        "the setting `tls.ca` is `<redacted>`, expected at least one certificate as PEM, but there is none"
    );
    let mismatch = refused(Tls::default().client_pem(certificate.clone(), other_key));
    assert!(mismatch.contains("expected a certificate and its key as PEM, but"), "{mismatch}");
    let unreadable = refused(Tls::default().client_pem(certificate, "no key"));
    assert!(unreadable.ends_with("but there is no key that can be read"), "{unreadable}");
    let missing = refused(Tls::default().ca_file("/nowhere/ca.pem"));
    assert!(
        missing.starts_with("the setting `tls.ca` is `/nowhere/ca.pem`, expected"),
        "{missing}"
    );
    assert!(![none, mismatch, unreadable, missing].concat().contains(&key));
}

#[test]
fn key_that_stands_where_its_path_should_is_not_shown() {
    let (_, key) = Authority::new().issue("client");
    let bare: String = key.lines().filter(|line| !line.starts_with("-----")).collect();
    for value in [&key, &bare] {
        let variables = [("OTEL_EXPORTER_OTLP_CLIENT_KEY", &**value)];
        let pairs = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let pipeline = OtlpPipeline::from_pairs(pairs).endpoint("https://localhost");
        let error = pipeline.config().unwrap_err();
        let expected =
            "OTEL_EXPORTER_OTLP_CLIENT_KEY is `<redacted>`, expected a file of PEM, but: ";
        assert!(error.to_string().contains(expected), "{error}");
        assert!(!format!("{error} {error:?}").contains(&bare[..20]));
    }
}

#[test]
fn half_an_identity_is_an_error_that_names_the_other_half() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("client.key");
    fs::write(&path, Authority::new().issue("client").1).unwrap();
    let path = path.into_os_string().into_string().unwrap();
    let pairs = [("OTEL_EXPORTER_OTLP_CLIENT_KEY".to_owned(), path.clone())];
    let error = OtlpPipeline::from_pairs(pairs).config().unwrap_err();
    assert!(matches!(
        error,
        SetupError::Environment { variable: "OTEL_EXPORTER_OTLP_CLIENT_KEY", .. }
    ));
    assert_eq!(
        error.to_string(),
        format!(
            "OTEL_EXPORTER_OTLP_CLIENT_KEY is `{path}`, expected with its certificate in \
             OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE"
        )
    );
}
