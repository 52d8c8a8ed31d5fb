//! The listener: where it listens, whom it answers, and that nobody can hold it up.

use std::{
    io::{ErrorKind, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Barrier},
    time::Duration,
};

use genai_otel_serve::{Format, MetricsServer, PrometheusReader, ServeError};
use opentelemetry::metrics::MeterProvider as _;
use opentelemetry_sdk::metrics::SdkMeterProvider;

use super::exposition::provider;

fn started() -> (SdkMeterProvider, PrometheusReader, MetricsServer) {
    let reader = PrometheusReader::new();
    let provider = provider(&reader);
    let server = MetricsServer::builder(reader.clone()).port(0).start().unwrap();
    (provider, reader, server)
}

/// Sends these bytes and reads until the server closes.
fn said(address: SocketAddr, request: &str) -> String {
    let mut connection = TcpStream::connect(address).unwrap();
    connection.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    answer
}

fn get(address: SocketAddr, path: &str) -> String {
    said(address, &format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"))
}

#[test]
fn it_answers_on_loopback_and_tells_its_port() {
    let (_provider, reader, server) = started();
    assert!(server.address().ip().is_loopback() && server.address().port() != 0);
    let answer = get(server.address(), "/metrics");
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(
        head.starts_with(
            "HTTP/1.1 200 OK\r\ncontent-type: text/plain; version=0.0.4; charset=utf-8\r\n"
        ),
        "{head}"
    );
    assert_eq!(body, reader.expose(Format::Text).unwrap());
    let health = get(server.address(), "/health?verbose");
    assert!(
        health.ends_with(
            "\r\n\r\n{\"status\":\"ok\",\"exposed\":2,\"failed\":0,\"series_left_out\":0}\n"
        ),
        "{health}"
    );
    let open =
        "GET /metrics HTTP/1.0\r\nAccept: application/openmetrics-text; version=1.0.0\r\n\r\n";
    assert!(said(server.address(), open).ends_with("# EOF\n"));
    assert!(get(server.address(), "/../etc/passwd").starts_with("HTTP/1.1 404 "));
    assert!(
        said(server.address(), "POST /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .starts_with("HTTP/1.1 405 ")
    );
}

#[test]
fn it_stops_when_it_is_dropped_and_frees_the_port() {
    let (_provider, _reader, server) = started();
    let address = server.address();
    let _idle = TcpStream::connect(address).unwrap();
    server.stop();
    server.stop();
    drop(server);
    assert_eq!(TcpStream::connect(address).unwrap_err().kind(), ErrorKind::ConnectionRefused);
    TcpListener::bind(address).unwrap();
}

#[test]
fn a_port_that_is_taken_is_an_error_that_names_it() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    let error = MetricsServer::builder(PrometheusReader::new()).port(port).start().unwrap_err();
    assert!(matches!(&error, ServeError::Listen { host, .. } if host == "127.0.0.1"));
    assert!(
        error.to_string().starts_with(&format!("cannot listen on `127.0.0.1`, port {port}: ")),
        "{error}"
    );
}

#[test]
fn a_page_of_the_web_does_not_read_what_is_on_loopback() {
    let (_provider, _reader, server) = started();
    let foreign =
        said(server.address(), "GET /metrics HTTP/1.1\r\nHost: rebound.example:9464\r\n\r\n");
    assert!(foreign.starts_with("HTTP/1.1 421 "), "{foreign}");
    let port = server.address().port();
    for host in [format!("127.0.0.1:{port}"), format!("localhost:{port}")] {
        let own = said(server.address(), &format!("GET /metrics HTTP/1.1\r\nHost: {host}\r\n\r\n"));
        assert!(own.starts_with("HTTP/1.1 200 "), "{own}");
    }
}

#[test]
fn requests_that_are_too_long_or_none_are_refused() {
    let (_provider, _reader, server) = started();
    let long =
        format!("GET /metrics HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n", "x".repeat(15 << 10));
    assert!(said(server.address(), &long).starts_with("HTTP/1.1 200 "));
    let mut connection = TcpStream::connect(server.address()).unwrap();
    // It may close before all of it is sent.
    let _sent = connection.write_all("x: y\r\n".repeat(1 << 20).as_bytes());
    let mut answer = Vec::new();
    let _read = connection.read_to_end(&mut answer);
    assert!(
        answer.is_empty() || answer.starts_with(b"HTTP/1.1 4"),
        "{}",
        String::from_utf8_lossy(&answer)
    );
    assert!(get(server.address(), "/metrics").starts_with("HTTP/1.1 200 "));
}

#[test]
fn who_says_nothing_is_sent_away() {
    let reader = PrometheusReader::new();
    let _provider = provider(&reader);
    let builder = MetricsServer::builder(reader).port(0);
    let server = builder.max_connections(2).timeout(Duration::from_millis(100)).start().unwrap();
    let silent: Vec<_> = (0..2).map(|_| TcpStream::connect(server.address()).unwrap()).collect();
    // It waits for one of them to end, and is answered then.
    assert!(get(server.address(), "/metrics").starts_with("HTTP/1.1 200 "));
    for mut connection in silent {
        let mut answer = Vec::new();
        connection.read_to_end(&mut answer).unwrap();
        assert_eq!(String::from_utf8_lossy(&answer), "");
    }
}

#[test]
fn a_callback_that_hangs_holds_up_collections_alone() {
    let reader = PrometheusReader::new();
    let provider = provider(&reader);
    let (reached, go_on) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    let at = (Arc::clone(&reached), Arc::clone(&go_on));
    let _gauge = provider
        .meter("shop")
        .u64_observable_gauge("open")
        .with_callback(move |to| {
            at.0.wait();
            at.1.wait();
            to.observe(1, &[]);
        })
        .build();
    let server = MetricsServer::builder(reader).port(0).start().unwrap();
    let address = server.address();
    let scrape = std::thread::spawn(move || get(address, "/metrics"));
    reached.wait();
    assert!(get(address, "/health").starts_with("HTTP/1.1 200 "));
    go_on.wait();
    assert!(scrape.join().unwrap().contains("\nopen{"));
    let hung = std::thread::spawn(move || {
        let mut connection = TcpStream::connect(address).unwrap();
        connection.write_all(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        let _read = connection.read_to_end(&mut answer);
        answer
    });
    reached.wait();
    drop(server); // does not wait for it
    assert_eq!(hung.join().unwrap(), b"");
    go_on.wait();
}
