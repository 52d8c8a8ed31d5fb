//! Every way in which the servers fail their clients, seen from the client's side.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

#[path = "support/client.rs"]
mod client;

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use client::{Received, connect, post_json, read_to_end, request};
use genai_otel_testkit::{FakeProvider, Fault, InvoiceLine, Reply, TokenCounts};
use serde_json::{Value, json};

const CHAT: &str = "/v1/chat/completions";

fn body(stream: bool) -> Value {
    let messages = json!([{"role": "user", "content": "Count to ten."}]);
    let options = json!({"include_usage": true});
    json!({"model": "m", "messages": messages, "stream": stream, "stream_options": options})
}

fn ask(fault: Fault, stream: bool) -> (Received, InvoiceLine) {
    let provider = FakeProvider::builder().reply(Reply::fault(fault)).start().unwrap();
    let received = post_json(&provider.url(), CHAT, &body(stream));
    assert_eq!(provider.calls(), 1, "the request is recorded all the same");
    (received, provider.invoice().total())
}

/// A request on a connection whose reads end after a moment, for faults that never answer.
fn ask_impatiently(provider: &FakeProvider) -> TcpStream {
    let mut stream = connect(&provider.url());
    stream.write_all(&request(CHAT, "", body(false).to_string().as_bytes())).unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
    stream
}

fn untold() -> InvoiceLine {
    let mut line = InvoiceLine::default();
    line.untold_calls = 1;
    line.untold = TokenCounts::new(7, 5);
    line
}

#[test]
fn reset_is_a_reset_before_the_first_byte() {
    let (received, invoice) = ask(Fault::Reset, false);
    assert_eq!((received.bytes, received.error), (vec![], Some(ErrorKind::ConnectionReset)));
    assert_eq!(invoice, untold());
}

#[test]
fn headers_only_ends_where_the_body_should_begin() {
    let (received, invoice) = ask(Fault::HeadersOnly, false);
    assert_eq!(received.status(), 200);
    assert_eq!(received.body(), (vec![], false));
    assert_eq!(received.error, None);
    assert_eq!(invoice, untold());
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the pauses are real time, there is no clock to ask")]
fn trickle_arrives_byte_by_byte() {
    let fault = Reply::fault(Fault::Trickle);
    let provider = FakeProvider::builder().reply(fault).start().unwrap();
    let mut stream = connect(&provider.url());
    let start = Instant::now();
    stream.write_all(&request(CHAT, "", body(false).to_string().as_bytes())).unwrap();
    let mut pieces = [0; 64];
    let lengths = [(); 3].map(|()| stream.read(&mut pieces).unwrap());
    // One each, unless this thread had to wait for its turn: the first at once, and then ten in a second.
    let most = 1 + start.elapsed().as_millis() / 100;
    assert!(lengths.iter().sum::<usize>() as u128 <= most, "{lengths:?} of {most}");
}

#[test]
fn half_a_response_is_half_of_its_announced_length() {
    let (received, invoice) = ask(Fault::HalfResponse, false);
    let announced: usize = received.header("content-length").unwrap().parse().unwrap();
    assert_eq!(received.body().0.len(), announced / 2);
    assert!(serde_json::from_slice::<Value>(&received.body().0).is_err());
    assert_eq!(invoice, untold());
}

#[test]
fn half_a_stream_has_no_end_mark() {
    let (received, invoice) = ask(Fault::HalfResponse, true);
    let (bytes, complete) = received.body();
    assert!(!complete);
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.starts_with("data: {") && !text.contains("[DONE]"), "{text}");
    assert_eq!(invoice, untold());
}

#[test]
fn garbage_is_not_http() {
    let (received, invoice) = ask(Fault::Garbage, false);
    assert!(!received.bytes.is_empty() && !received.bytes.starts_with(b"HTTP"));
    assert_eq!(received.error, None);
    assert_eq!(invoice, untold());
}

#[test]
fn silence_lasts_until_the_server_is_dropped() {
    let provider = FakeProvider::builder().reply(Reply::fault(Fault::Silence)).start().unwrap();
    let mut stream = ask_impatiently(&provider);
    let error = stream.read(&mut [0; 1]).unwrap_err().kind();
    assert!(matches!(error, ErrorKind::WouldBlock | ErrorKind::TimedOut), "{error}");
    drop(provider);
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    assert_eq!(read_to_end(&mut stream).bytes, b"");
}

#[test]
fn stall_gives_half_and_then_nothing_until_the_server_is_dropped() {
    let provider = FakeProvider::builder().reply(Reply::fault(Fault::Stall)).start().unwrap();
    let mut stream = ask_impatiently(&provider);
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut first = [0; 64];
    stream.read_exact(&mut first).unwrap();
    assert!(first.starts_with(b"HTTP/1.1 200 OK\r\n"));
    stream.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
    let stalled = read_to_end(&mut stream);
    assert!(matches!(stalled.error, Some(ErrorKind::WouldBlock | ErrorKind::TimedOut)));
    drop(provider);
    let rest = read_to_end(&mut stream);
    assert_eq!(rest.bytes, b"");
    assert!(!matches!(rest.error, Some(ErrorKind::WouldBlock | ErrorKind::TimedOut)));
}

#[test]
fn drop_does_not_wait_for_a_delay_nor_for_an_idle_client() {
    let hour = Duration::from_secs(3_600);
    let provider = FakeProvider::builder()
        .reply(Reply::text("x").delay(hour))
        .reply(Reply::text("x y z").pace(hour))
        .start()
        .unwrap();
    let mut idle = connect(&provider.url());
    let _delayed = ask_impatiently(&provider);
    let mut paced = connect(&provider.url());
    paced.write_all(&request(CHAT, "", body(true).to_string().as_bytes())).unwrap();
    drop(provider);
    assert_eq!(read_to_end(&mut idle).bytes, b"");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the pauses are real time, there is no clock to ask")]
fn delay_comes_before_the_answer_and_pace_between_its_events() {
    let pause = Duration::from_millis(20);
    let provider = FakeProvider::builder()
        .reply(Reply::text("a b c").delay(pause))
        .reply(Reply::text("a b c").pace(pause))
        .start()
        .unwrap();
    let start = Instant::now();
    post_json(&provider.url(), CHAT, &body(false));
    assert!(start.elapsed() >= pause);

    let start = Instant::now();
    let received = post_json(&provider.url(), CHAT, &body(true));
    let events = received.text().matches("\n\n").count();
    assert_eq!(events, 7, "role, three words, the reason, the usage, the end");
    assert!(start.elapsed() >= pause * 6);
}

#[test]
fn stream_that_was_not_sent_to_its_end_is_untold() {
    let reply = Reply::text("a b c d e").pace(Duration::from_secs(3_600));
    let provider = FakeProvider::builder().reply(reply).start().unwrap();
    let mut stream = connect(&provider.url());
    stream.write_all(&request(CHAT, "", body(true).to_string().as_bytes())).unwrap();
    stream.read_exact(&mut [0; 64]).unwrap();
    assert_eq!(provider.invoice().total(), InvoiceLine::default(), "not decided yet");
    assert_eq!(provider.stop().total(), untold());
}

#[test]
fn connections_are_kept_alive_and_pipelined_requests_answered_in_order() {
    let provider = FakeProvider::start().unwrap();
    let mut stream = connect(&provider.url());
    let one = request(CHAT, "", body(false).to_string().as_bytes());
    let last = request(CHAT, "connection: close\r\n", body(false).to_string().as_bytes());
    stream.write_all(&[one, last].concat()).unwrap();
    let text = String::from_utf8(read_to_end(&mut stream).bytes).unwrap();
    let (first, second) = (text.find("chatcmpl-000001"), text.find("chatcmpl-000002"));
    assert!(first.unwrap() < second.unwrap());
}

#[test]
fn refused_request_is_answered_even_when_the_client_still_writes() {
    let provider = FakeProvider::start().unwrap();
    let mut stream = connect(&provider.url());
    let head = format!("POST {CHAT} HTTP/1.1\r\ncontent-length: 99999999999\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&vec![b'x'; 1024 * 1024]).unwrap();
    assert_eq!(read_to_end(&mut stream).status(), 413);
    assert_eq!(provider.calls(), 0);
}
