//! Runs one case many times under a counter of instructions: `instructions <case> <times>`. Without
//! arguments every case runs once. `cargo xtask instructions` counts and compares.
#![allow(clippy::print_stderr, reason = "a program that is run by hand says how")]

use std::hint::black_box;
use std::process::ExitCode;

use futures_util::FutureExt as _;
use genai_otel_benches::chat::{ChatRequest, ChatResponse};
use genai_otel_benches::providers::{discarding_tracer_provider, idle_meter_provider};
use genai_otel_benches::{HandWritten, annotated, instrumented, silent, stream, wire};
use genai_otel_core::{CallHandle, Instrumentation};
use opentelemetry::global;

fn main() -> ExitCode {
    // Cargo says `--bench` to a benchmark.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let (name, times) = match &arguments[..] {
        [] => return all_once(),
        [name, times] => (name, times),
        _ => return usage(),
    };
    match (CASES.iter().find(|case| case.name == name), times.parse()) {
        (Some(case), Ok(times)) => {
            if case.with_sdk {
                global::set_tracer_provider(discarding_tracer_provider());
                global::set_meter_provider(idle_meter_provider());
            }
            (case.run)(times);
            ExitCode::SUCCESS
        }
        _ => usage(),
    }
}

struct Case {
    name: &'static str,
    with_sdk: bool,
    run: fn(u64),
}

const CASES: &[Case] = &[
    Case { name: "chat.by_hand", with_sdk: true, run: chat_by_hand },
    Case { name: "chat.ours", with_sdk: true, run: chat_ours },
    Case { name: "chat.annotated", with_sdk: true, run: chat_annotated },
    Case { name: "chat_read.ours", with_sdk: true, run: chat_read_ours },
    Case { name: "chat_read.annotated", with_sdk: true, run: chat_read_annotated },
    Case { name: "tool.ours", with_sdk: true, run: tool_ours },
    Case { name: "read_response.ours", with_sdk: true, run: read_response_ours },
    Case { name: "chunk.bare", with_sdk: true, run: chunk_bare },
    Case { name: "chunk.ours", with_sdk: true, run: chunk_ours },
    Case { name: "chunk.wrapper_alone", with_sdk: false, run: chunk_wrapper_alone },
    Case { name: "wire_chunk.ours", with_sdk: false, run: wire_chunk_ours },
    Case { name: "wire_chunk.tree", with_sdk: false, run: wire_chunk_tree },
    Case { name: "wire_answer.ours", with_sdk: false, run: wire_answer_ours },
    Case { name: "wire_answer.tree", with_sdk: false, run: wire_answer_tree },
    Case { name: "silent_chat.by_hand", with_sdk: false, run: chat_by_hand },
    Case { name: "silent_chat.ours", with_sdk: false, run: chat_ours },
    Case { name: "silent_chat.annotated", with_sdk: false, run: chat_annotated },
    Case { name: "silent_span.bare", with_sdk: false, run: silent_span },
];

fn chat_by_hand(times: u64) {
    let program = HandWritten::new(global::tracer("bench"), &global::meter("bench"));
    let (request, response) = (ChatRequest::usual(), ChatResponse::usual());
    for _ in 0..times {
        let done = program.chat(black_box(&request), black_box(&response).at_once());
        drop(black_box(done.now_or_never()));
    }
}

fn chat_ours(times: u64) {
    let (request, response) = (ChatRequest::usual(), ChatResponse::usual());
    for _ in 0..times {
        let instrumentation = Instrumentation::global();
        let done = instrumented::chat(
            &instrumentation,
            black_box(&request),
            black_box(&response).at_once(),
        );
        drop(black_box(done.now_or_never()));
    }
}

fn chat_read_ours(times: u64) {
    let (request, response) = (ChatRequest::usual(), ChatResponse::usual());
    for _ in 0..times {
        let instrumentation = Instrumentation::global();
        let done = instrumented::chat_read(
            &instrumentation,
            black_box(&request),
            black_box(&response).at_once(),
        );
        drop(black_box(done.now_or_never()));
    }
}

fn chat_annotated(times: u64) {
    let (request, response) = (ChatRequest::usual(), ChatResponse::usual());
    for _ in 0..times {
        let instrumentation = Instrumentation::global();
        let done =
            annotated::chat(&instrumentation, black_box(&request), black_box(&response).at_once());
        drop(black_box(done.now_or_never()));
    }
}

fn chat_read_annotated(times: u64) {
    let (request, response) = (ChatRequest::usual(), ChatResponse::usual());
    for _ in 0..times {
        let instrumentation = Instrumentation::global();
        let done = annotated::chat_read(
            &instrumentation,
            black_box(&request),
            black_box(&response).at_once(),
        );
        drop(black_box(done.now_or_never()));
    }
}

fn read_response_ours(times: u64) {
    let call = Instrumentation::global().track_llm_call("openai", "gpt-4o").start();
    let response = ChatResponse::usual();
    let handle: &CallHandle = call.handle();
    for _ in 0..times {
        handle.record_response(black_box(&response));
    }
}

fn tool_ours(times: u64) {
    for _ in 0..times {
        instrumented::tool(&Instrumentation::global());
    }
}

fn chunk_bare(times: u64) {
    black_box(stream::read(black_box(stream::bare(times))));
}

fn chunk_ours(times: u64) {
    black_box(stream::read(stream::wrapped(&Instrumentation::global(), times)));
}

fn chunk_wrapper_alone(times: u64) {
    black_box(stream::read(stream::wrapped(&stream::wrapper_alone(), times)));
}

fn wire_chunk_ours(times: u64) {
    black_box(wire::read(some_chunks(&wire::chunks(100), times)));
}

fn wire_chunk_tree(times: u64) {
    black_box(wire::parse(some_chunks(&wire::chunks(100), times)));
}

fn some_chunks(chunks: &[String], times: u64) -> impl Iterator<Item = &str> {
    (0..times).zip(chunks.iter().cycle()).map(|(_, chunk)| chunk.as_str())
}

fn wire_answer_ours(times: u64) {
    let answer = wire::answer();
    for _ in 0..times {
        black_box(wire::read_body(black_box(&answer)));
    }
}

fn wire_answer_tree(times: u64) {
    let answer = wire::answer();
    for _ in 0..times {
        black_box(wire::parse([black_box(&*answer)]));
    }
}

fn silent_span(times: u64) {
    let tracer = global::tracer("bench");
    for _ in 0..times {
        silent::span(&tracer);
    }
}

fn all_once() -> ExitCode {
    for case in CASES {
        (case.run)(1);
    }
    ExitCode::SUCCESS
}

fn usage() -> ExitCode {
    eprintln!("usage: instructions [<case> <times>]\ncases:");
    for case in CASES {
        eprintln!("  {}", case.name);
    }
    ExitCode::from(2)
}
