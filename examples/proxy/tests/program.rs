//! The proxy as a program of its own.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod authority;

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::process::{Child, ChildStdout, Command, Stdio};

use genai_otel_proxy_example::HELP;
use genai_otel_testkit::{FakeCollector, FakeProvider, Fault, Reply, TokenCounts};
use serde_json::{Value, json};

use authority::Authority;

#[cfg(unix)]
#[test]
fn a_call_is_exported_as_a_child_of_the_clients_span_when_the_program_is_interrupted() {
    let collector = FakeCollector::start().unwrap();
    let reply = Reply::text("hello").usage(TokenCounts::new(12, 4));
    let provider = FakeProvider::builder().otherwise(reply).start().unwrap();
    let running = Running::start(
        program()
            .args(["--upstream", &format!("openai={}", provider.url())])
            .env("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url()),
    );
    let request = ureq::post(format!("{}/openai/v1/chat/completions", running.base))
        .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    request.send_json(asked(false)).unwrap().body_mut().read_to_vec().unwrap();
    running.interrupt();

    let [span] = &collector.spans()[..] else { panic!("one call is one span") };
    assert_eq!(span.name, "chat gpt-4o");
    assert_eq!(span.trace_id, "0af7651916cd43dd8448eb211c80319c");
    assert_eq!(span.parent_span_id.as_deref(), Some("b7ad6b7169203331"));
    assert_eq!(span.attributes["gen_ai.usage.input_tokens"].as_int(), Some(12));
    assert!(!collector.metrics().is_empty());
}

#[cfg(unix)]
#[test]
fn a_stream_that_outlasts_the_program_is_exported_as_abandoned() {
    let collector = FakeCollector::start().unwrap();
    let reply = Reply::text("one two three").with_fault(Fault::Stall);
    let provider = FakeProvider::builder().otherwise(reply).start().unwrap();
    let running = Running::start(
        program()
            .args(["--grace", "0", "--upstream", &provider.url()])
            .env("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url()),
    );
    let request = ureq::post(format!("{}/v1/chat/completions", running.base));
    let mut body = request.send_json(asked(true)).unwrap().into_body().into_reader();
    body.read_exact(&mut [0; 6]).unwrap();
    running.interrupt();
    body.read_to_end(&mut Vec::new()).unwrap_err();

    let [span] = &collector.spans()[..] else { panic!("one call is one span") };
    assert_eq!(span.attributes["genai_otel.outcome"].as_str(), Some("abandoned"));
}

#[cfg(unix)]
#[test]
fn an_https_upstream_is_asked_over_tls() {
    let authority = Authority::new();
    let upstream = authority.serve("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello");
    let running = Running::start(
        program()
            .args(["--upstream", &format!("https://localhost:{}", upstream.port())])
            .env("OTEL_SDK_DISABLED", "true")
            .env("SSL_CERT_FILE", authority.file()),
    );
    let mut response = ureq::get(&running.base).call().unwrap();
    assert_eq!(response.body_mut().read_to_string().unwrap(), "hello");
    running.interrupt();
}

#[test]
fn help_is_printed_and_a_mistake_is_an_error() {
    let help = program().arg("--help").output().unwrap();
    assert!(help.status.success());
    assert_eq!(String::from_utf8(help.stdout).unwrap(), HELP);

    let mistake = program().arg("--port").output().unwrap();
    assert!(!mistake.status.success());
    let said = String::from_utf8(mistake.stderr).unwrap();
    assert_eq!(said, "error: there is no option `--port`: --help names them\n");
}

#[test]
fn without_certificates_an_https_upstream_is_an_error_that_says_what_to_do() {
    let none = std::env::temp_dir().join("genai-otel-proxy-no-certificates.pem");
    let output = program()
        .args(["--upstream", "https://a.example"])
        .env("OTEL_SDK_DISABLED", "true")
        .env("SSL_CERT_FILE", none)
        .output()
        .unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    let expected = "error: no certificates of authorities are found on this machine: set SSL_CERT_FILE to a file";
    assert!(said.starts_with(expected), "{said}");
}

#[test]
fn a_port_in_use_is_an_error_that_names_the_address_and_the_option() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let output = program()
        .args(["--listen", &address.to_string()])
        .env("OTEL_SDK_DISABLED", "true")
        .output()
        .unwrap();
    assert!(!output.status.success());
    let reason = TcpListener::bind(address).unwrap_err();
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        format!(
            "error: cannot listen on {address}: {reason}; name another by --listen ADDRESS:PORT, where port 0 is a free one\n"
        )
    );
}

#[cfg(unix)]
#[test]
fn calls_are_seen_on_the_console_without_a_collector() {
    let reply = Reply::text("hello").usage(TokenCounts::new(12, 4));
    let provider = FakeProvider::builder().otherwise(reply).start().unwrap();
    let mut running = Running::start(
        program()
            .args(["--upstream", &format!("openai={}", provider.url())])
            .env("OTEL_TRACES_EXPORTER", "console")
            .env("OTEL_METRICS_EXPORTER", "none"),
    );
    let request = ureq::post(format!("{}/openai/v1/chat/completions", running.base));
    request.send_json(asked(false)).unwrap().body_mut().read_to_vec().unwrap();
    let mut printed = running.printed.take().unwrap();
    running.interrupt();

    let mut seen = String::new();
    printed.read_to_string(&mut seen).unwrap();
    let calls: Vec<_> = seen.lines().filter(|line| line.starts_with("└─ ")).collect();
    let [call] = calls[..] else { panic!("{seen}") };
    assert!(call.starts_with("└─ chat gpt-4o"), "{call}");
    assert!(call.contains(" · in 12 · out 4"), "{call}");
}

/// The program while it serves; dropped before it is interrupted, it is killed.
struct Running {
    program: Child,
    base: String,
    /// What it prints behind its first line.
    printed: Option<BufReader<ChildStdout>>,
}

impl Running {
    fn start(command: &mut Command) -> Self {
        let mut program = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut first = String::new();
        let mut printed = BufReader::new(program.stdout.take().unwrap());
        printed.read_line(&mut first).unwrap();
        let base = first.trim_end().strip_prefix("listening on ").unwrap().to_owned();
        Self { program, base, printed: Some(printed) }
    }

    /// Interrupts it, and waits until it has ended well.
    fn interrupt(mut self) {
        let kill = Command::new("kill").args(["-INT", &self.program.id().to_string()]).status();
        assert!(kill.unwrap().success());
        assert!(self.program.wait().unwrap().success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop((self.program.kill(), self.program.wait()));
    }
}

fn asked(stream: bool) -> Value {
    let messages = json!([{"role": "user", "content": "hello?"}]);
    json!({"model": "gpt-4o", "stream": stream, "messages": messages})
}

/// The program, with nothing of this process's environment.
fn program() -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_genai-otel-proxy-example"));
    program.env_clear();
    program
}
