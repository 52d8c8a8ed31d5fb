//! Bodies without end are read without an allocation, and a parser is as large as it ever gets: that is the bound on
//! the memory per response. A request that is no call costs no allocation either, and a call a bounded number of bytes
//! whatever its answer is.
#![allow(clippy::print_stdout, reason = "a test with its own main says by itself what it found")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::process::ExitCode;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use genai_otel_core::{Instrumentation, Measured};
use genai_otel_http::Tap;
use genai_otel_http::estimate::BytesPerToken;
use genai_otel_http::exchange::RequestHead;
use genai_otel_http::framing::{Asked, Chunks, Fault, FrameSink, Frames, Framing, Head};
use genai_otel_testkit::{FakeClock, RecordingSink};

fn main() -> ExitCode {
    let noise = noise();
    let cases = [
        case("a line of data", "text/event-stream", b"data: ", b"x", 100 * MIB, Framing::Sse),
        case("the name of an event", "text/event-stream", b"event: ", b"x", 10 * MIB, Framing::Sse),
        case("the name of a field", "text/event-stream", b"data", b"x", 10 * MIB, Framing::Sse),
        case("a comment", "text/event-stream", b": ", b"x", 10 * MIB, Framing::Sse),
        case("lines of data", "text/event-stream", b"", b"data: x\n", 10 * MIB, Framing::Sse),
        case("events", "text/event-stream", b"", b"event: a\ndata: x\n\n", 10 * MIB, Framing::Sse),
        case("a line", "application/x-ndjson", b"{", b"x", 100 * MIB, Framing::NdJson),
        case("blank lines", "application/x-ndjson", b"{", b"\r\n ", 10 * MIB, Framing::NdJson),
        case("a string", "application/json", b"[{\"a\":\"", b"x", 100 * MIB, Framing::Values),
        case("escapes", "application/json", b"[{\"a\":\"", b"\\", 10 * MIB, Framing::Values),
        case("nesting", "application/json", b"[", b"[{\"a\":", 10 * MIB, Framing::Values),
        case("white space", "application/json", b"", b" ", 10 * MIB, Framing::Unread),
        case(
            "messages",
            "application/vnd.amazon.eventstream",
            b"",
            CHUNK,
            10 * MIB,
            Framing::EventStream,
        ),
        case("nothing known", "text/plain", b"\x1f\x8b", b"\0", 10 * MIB, Framing::Unread),
        case("noise", "text/event-stream", b"x", &noise, 10 * MIB, Framing::Sse),
        case("noise", "application/x-ndjson", b"x", &noise, 10 * MIB, Framing::NdJson),
        case("noise", "application/json", b"{", &noise, 10 * MIB, Framing::Values),
        case(
            "noise",
            "application/vnd.amazon.eventstream",
            CHUNK,
            &noise,
            10 * MIB,
            Framing::EventStream,
        ),
    ];
    let mut failed = false;
    for Case { says, allocations, data, fits } in &cases {
        let verdict = if *allocations == 0 && *fits { "ok" } else { "FAILED" };
        failed |= verdict != "ok";
        println!("{verdict}: {says} without end: {allocations} allocations, {data} bytes of data");
    }
    let allocations = requests_that_are_no_calls();
    failed |= allocations != 0;
    println!("requests that are no calls: {allocations} allocations");
    let allocations = a_text_that_is_estimated();
    failed |= allocations != 0;
    println!("a text without end that is estimated: {allocations} allocations");
    for (says, content_type, first, again, bytes) in ENDLESS {
        let held = call(content_type, first, again, *bytes);
        let verdict = if held <= MOST_HELD { "ok" } else { "FAILED" };
        failed |= verdict != "ok";
        println!("{verdict}: a call with {says} without end holds {held} bytes");
    }
    let held = call("application/json", b"{\"choices\":[", &choice_of_long_names(), 10 * MIB);
    failed |= held > MOST_HELD_EVER;
    println!("a call with choices of the longest names without end holds {held} bytes");
    ExitCode::from(u8::from(failed))
}

fn requests_that_are_no_calls() -> u64 {
    let tap = Tap::default();
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    for (authority, path) in [
        ("example.org", "/"),
        ("api.openai.com", "/v1/models"),
        ("example.org:8080", "/v1/users/7"),
    ] {
        let head =
            RequestHead { method: "POST", authority, https: Some(true), path, query: Some("a=b") };
        assert!(tap.exchange(&head, Some(b"{\"model\": \"m\"}")).is_none());
    }
    ALLOCATIONS.load(Ordering::Relaxed) - before
}

/// Allocations while a text passes, after its beginning.
fn a_text_that_is_estimated() -> u64 {
    let sink = RecordingSink::new();
    let instrumentation = Instrumentation::builder().sink(sink.clone()).build();
    let tap = Tap::builder().instrumentation(instrumentation).estimate(BytesPerToken::default());
    let path = "/v1/chat/completions";
    let authority = "api.openai.com";
    let head = RequestHead { method: "POST", authority, https: Some(true), path, query: None };
    let exchange = tap.build().exchange(&head, Some(b"{\"model\": \"m\"}")).unwrap();
    let headers = [("content-type", &b"application/json"[..])];
    let mut reading = exchange.answer(200, headers.into_iter());
    // 37 bytes, the escape taken out.
    let text = "ten tokens, written by a model, \u{e9}\\u00e9 ".repeat(1_000);
    reading.data(b"{\"choices\": [{\"message\": {\"content\": \"\xc3");
    reading.data(b"\xa9");
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    for _ in 0..100 {
        for piece in text.as_bytes().chunks(997) {
            reading.data(piece);
        }
    }
    let allocations = ALLOCATIONS.load(Ordering::Relaxed) - before;
    reading.data(b"\"}}]}");
    reading.end();
    let bytes: u64 = 2 + 100_000 * 37;
    assert_eq!(sink.only().usage.output, Measured::Estimated((bytes * 2).div_ceil(7)));
    allocations
}

/// The most bytes held at once by a call whose answer begins with `first` and goes on with `again`, over and over.
fn call(content_type: &str, first: &[u8], again: &[u8], bytes: usize) -> i64 {
    let slice = again.repeat(SLICE / again.len());
    let sink = RecordingSink::new();
    let instrumentation =
        Instrumentation::builder().clock(FakeClock::new()).sink(sink.clone()).build();
    let tap = Tap::builder().instrumentation(instrumentation).build();
    let head = RequestHead {
        method: "POST",
        authority: "api.openai.com",
        https: Some(true),
        path: "/v1/chat/completions",
        query: None,
    };
    let before = LIVE.load(Ordering::Relaxed);
    MOST.store(before, Ordering::Relaxed);
    let exchange = tap.exchange(&head, Some(b"{\"model\": \"m\", \"stream\": true}"));
    let headers = [("content-type", content_type.as_bytes())];
    let mut reading = exchange.map(|exchange| exchange.answer(200, headers.into_iter()));
    for slice in std::iter::once(first).chain((0..bytes / slice.len()).map(|_| &slice[..])) {
        if let Some(reading) = &mut reading {
            reading.data(slice);
        }
    }
    drop(reading);
    assert_eq!(sink.count(), 1, "{content_type}");
    MOST.load(Ordering::Relaxed) - before
}

/// A choice whose reason and tool are called something as long as is kept.
fn choice_of_long_names() -> Vec<u8> {
    let [reason, id, name] = ["r", "i", "n"].map(|letter| letter.repeat(1_024));
    format!(
        "{{\"finish_reason\":\"{reason}\",\"message\":{{\"tool_calls\":[{{\"id\":\"{id}\",\"function\":{{\"name\":\"{name}\"}}}}]}}}},"
    )
    .into_bytes()
}

/// What goes on without end, what it claims to be, how it begins, what repeats, and for how many bytes.
type Endless = (&'static str, &'static str, &'static [u8], &'static [u8], usize);

const ENDLESS: &[Endless] = &[
    ("a line of text", SSE, b"data: {\"choices\":[{\"delta\":{\"content\":\"", b"x", 100 * MIB),
    ("a model's name", SSE, b"data: {\"model\":\"", b"x", 100 * MIB),
    ("an escaped name", SSE, b"data: {\"model\":\"", b"\\u00e9", 10 * MIB),
    ("a key", SSE, b"data: {\"", b"x", 10 * MIB),
    ("a number", SSE, b"data: {\"usage\":{\"prompt_tokens\":", b"9", 10 * MIB),
    ("a vector", "application/json", b"{\"embedding\":[", b"-0.0123,", 10 * MIB),
    ("vectors", "application/json", b"{\"embeddings\":[", b"[1,2],", 10 * MIB),
    (
        "choices",
        SSE,
        b"data: {\"choices\":[",
        b"{\"finish_reason\":\"because\",\"message\":{\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"f\"}}]}},",
        10 * MIB,
    ),
    (
        "tools of the provider's",
        "application/json",
        b"{\"output\":[",
        b"{\"type\":\"web_search_call\"},",
        10 * MIB,
    ),
    (
        "events",
        SSE,
        b"",
        b"event: x\ndata: {\"id\":\"a\",\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\n",
        10 * MIB,
    ),
    ("lines", "application/x-ndjson", b"", b"{\"response\":\"x\",\"done\":false}\n", 10 * MIB),
    ("nesting", "application/json", b"", b"[{\"choices\":", 10 * MIB),
    ("errors", "application/json", b"{\"errors\":[", b"{\"code\":\"a\"},", 10 * MIB),
    ("noise", "application/json", b"{\"content\":", b"\xff\x00\\\"{[,", 10 * MIB),
];

const SSE: &str = "text/event-stream";

/// Of a call: its record, what it reads with, and lists as long as they may get.
const MOST_HELD: i64 = 64 * 1024;

/// 128 reasons, and 128 tools with their ids, of 1 KiB each: documented with the limits of the crate.
const MOST_HELD_EVER: i64 = 512 * 1024;

struct Case {
    says: &'static str,
    allocations: u64,
    data: usize,
    /// The framing is what it should be.
    fits: bool,
}

/// Reads `first` and then `again` over and over, until there are so many bytes.
fn case(
    says: &'static str,
    content_type: &str,
    first: &[u8],
    again: &[u8],
    bytes: usize,
    wanted: Framing,
) -> Case {
    let slice = again.repeat(SLICE / again.len());
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    let mut sink = Chunks::new(Length(0));
    let mut frames = Frames::new(Some(content_type), Asked::Stream);
    frames.push(first, &mut sink);
    for _ in 0..bytes / slice.len() {
        frames.push(&slice, &mut sink);
    }
    frames.finish(&mut sink);
    let allocations = ALLOCATIONS.load(Ordering::Relaxed) - before;
    let fits = frames.framing().unwrap_or(Framing::Unread) == wanted;
    Case { says, allocations, data: sink.inner().0, fits }
}

/// Bytes without order, the same in each run.
fn noise() -> Vec<u8> {
    let numbers = std::iter::successors(Some(1_u32), |last| {
        Some(last.wrapping_mul(1_664_525).wrapping_add(1_013_904_223))
    });
    // The high byte: the low ones of such a sequence repeat soon.
    numbers.take(SLICE).map(|number| number.to_be_bytes()[0]).collect()
}

struct Length(usize);

impl FrameSink for Length {
    fn begin(&mut self, _head: Head<'_>) {}

    fn data(&mut self, piece: &[u8]) {
        self.0 += piece.len();
    }

    fn end(&mut self, _outcome: Result<(), Fault>) {}
}

const MIB: usize = 1024 * 1024;

/// About what a client reads at once.
const SLICE: usize = 16 * 1024;

/// A message of Bedrock's: a chunk with the bytes `{}`.
const CHUNK: &[u8] = b"\x00\x00\x00J\x00\x00\x00*\xac\xdaVW\x0b:event-type\x07\x00\x05chunk\x0d:message-type\x07\x00\x05event{\"bytes\":\"e30=\"}\xae\x91\x9f8";

/// The system's allocator, counting. Growing a list counts like allocating it anew.
struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

/// Bytes that are held, and the most since it was last set.
static LIVE: AtomicI64 = AtomicI64::new(0);
static MOST: AtomicI64 = AtomicI64::new(0);

fn hold(more: usize, less: usize) {
    let change = more as i64 - less as i64;
    let live = LIVE.fetch_add(change, Ordering::Relaxed) + change;
    MOST.fetch_max(live, Ordering::Relaxed);
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[allow(unsafe_code, reason = "an allocator cannot be written without")]
// SAFETY: every call is handed to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        hold(layout.size(), 0);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        hold(size, layout.size());
        // SAFETY: the caller's promise is passed on.
        unsafe { System.realloc(pointer, layout, size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        hold(0, layout.size());
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}
