//! The proxy as a program of its own.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod authority;

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use genai_otel_proxy_example::HELP;
use genai_otel_testkit::{FakeCollector, FakeProvider, Reply, TokenCounts};
use serde_json::json;

use authority::Authority;

#[cfg(unix)]
#[test]
fn a_call_is_exported_as_a_child_of_the_clients_span_when_the_program_is_interrupted() {
    let collector = FakeCollector::start().unwrap();
    let reply = Reply::text("hello").usage(TokenCounts::new(12, 4));
    let provider = FakeProvider::builder().otherwise(reply).start().unwrap();
    let mut program = program()
        .args(["--upstream", &format!("openai={}", provider.url())])
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap()).lines().map(Result::unwrap);
    let first = lines.next().unwrap();
    let base = first.strip_prefix("listening on ").unwrap();
    assert_eq!(lines.next().unwrap(), format!("/openai/ -> {}/", provider.url()));

    let request = ureq::post(format!("{base}/openai/v1/chat/completions"))
        .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    let asked = json!({"model": "gpt-4o", "messages": [{"role": "user", "content": "hello?"}]});
    request.send_json(asked).unwrap().body_mut().read_to_vec().unwrap();
    let interrupt = Command::new("kill").args(["-INT", &program.id().to_string()]).status();
    assert!(interrupt.unwrap().success());
    assert!(program.wait().unwrap().success());

    let [span] = &collector.spans()[..] else { panic!("one call is one span") };
    assert_eq!(span.name, "chat gpt-4o");
    assert_eq!(span.trace_id, "0af7651916cd43dd8448eb211c80319c");
    assert_eq!(span.parent_span_id.as_deref(), Some("b7ad6b7169203331"));
    assert_eq!(span.attributes["gen_ai.usage.input_tokens"].as_int(), Some(12));
    assert!(!collector.metrics().is_empty());
}

#[cfg(unix)]
#[test]
fn an_https_upstream_is_asked_over_tls() {
    let authority = Authority::new();
    let upstream = authority.serve("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello");
    let mut program = program()
        .args(["--upstream", &format!("https://localhost:{}", upstream.port())])
        .env("OTEL_SDK_DISABLED", "true")
        .env("SSL_CERT_FILE", authority.file())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap()).lines().map(Result::unwrap);
    let first = lines.next().unwrap();
    let base = first.strip_prefix("listening on ").unwrap();
    let answer = ureq::get(base).call().map(|mut response| response.body_mut().read_to_string());
    program.kill().unwrap();
    program.wait().unwrap();
    assert_eq!(answer.unwrap().unwrap(), "hello");
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

/// The program, with nothing of this process's environment.
fn program() -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_genai-otel-proxy-example"));
    program.env_clear();
    program
}
