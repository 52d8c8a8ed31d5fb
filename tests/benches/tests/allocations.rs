//! How often a call asks the allocator, each case held to its limit.
#![allow(clippy::print_stdout, reason = "a test with its own main says by itself what it found")]

#[path = "support/counting_allocator.rs"]
mod counting_allocator;

use std::hint::black_box;
use std::process::ExitCode;

use futures_util::FutureExt as _;
use genai_otel_benches::chat::{ChatRequest, ChatResponse};
use genai_otel_benches::providers::{discarding_tracer_provider, idle_meter_provider};
use genai_otel_benches::{HandWritten, instrumented, silent, stream, wire};
use genai_otel_core::Instrumentation;
use genai_otel_core::wire::Routes;
use opentelemetry::InstrumentationScope;
use opentelemetry::global::{self, BoxedTracer, ObjectSafeTracerProvider};
use opentelemetry::metrics::MeterProvider;

fn main() -> ExitCode {
    let (tracers, meters) = (discarding_tracer_provider(), idle_meter_provider());
    let (request, response) = (ChatRequest::usual(), ChatResponse::usual());
    let tracer = BoxedTracer::new(tracers.boxed_tracer(InstrumentationScope::default()));
    let by_hand = HandWritten::new(tracer, &meters.meter("by hand"));
    let instrumentation =
        Instrumentation::builder().tracer_provider(tracers).meter_provider(meters).build();
    let silence = Instrumentation::builder().build();
    let silent_tracer = global::tracer("silent");
    let silent_by_hand = HandWritten::new(global::tracer("silent"), &global::meter("silent"));

    let chat = |program: &HandWritten| {
        black_box(program.chat(&request, response.at_once()).now_or_never()).is_some()
    };
    let our_chat = |instrumentation: &Instrumentation| {
        let done = instrumented::chat(instrumentation, &request, response.at_once());
        black_box(done.now_or_never()).is_some()
    };
    let short = allocations(|| stream::read(stream::wrapped(&instrumentation, 10)));
    let long = allocations(|| stream::read(stream::wrapped(&instrumentation, 1_010)));
    let (answer, short_answer, long_answer) =
        (wire::answer(), wire::chunks(10), wire::chunks(1_010));

    let routes = Routes::default();
    let recognise = |host, path| routes.recognise("POST", host, path, Some("beta=true")).is_some();

    let claims = [
        Claim {
            says: "a request that is no call is passed over without allocating",
            ours: allocations(|| recognise("api.example.com", "/v1/orders/42/items")),
            limit: 0,
        },
        Claim {
            says: "a call is recognised without allocating where its model is not encoded",
            ours: allocations(|| {
                recognise("apim.example.com", "/openai/deployments/gpt-4o/chat/completions")
            }),
            limit: 0,
        },
        Claim {
            says: "a call allocates at most four times more than by hand",
            ours: allocations(|| our_chat(&instrumentation)),
            limit: allocations(|| chat(&by_hand)) + 4,
        },
        Claim { says: "a chunk allocates nothing", ours: long - short, limit: 0 },
        Claim {
            says: "a response of 4 KB is read from its bytes with at most four allocations",
            ours: allocations(|| wire::read_body(&answer)),
            limit: 4,
        },
        Claim {
            says: "reading a chunk more from its bytes allocates nothing",
            ours: allocations(|| wire::read(long_answer.iter().map(String::as_str)))
                - allocations(|| wire::read(short_answer.iter().map(String::as_str))),
            limit: 0,
        },
        Claim {
            says: "without an SDK a call allocates no more than the span that does nothing",
            ours: allocations(|| our_chat(&silence)),
            limit: allocations(|| silent::span(&silent_tracer)),
        },
        Claim {
            says: "without an SDK a call allocates no more than by hand",
            ours: allocations(|| our_chat(&silence)),
            limit: allocations(|| chat(&silent_by_hand)),
        },
    ];
    for Claim { says, ours, limit } in &claims {
        let verdict = if ours <= limit { "ok" } else { "FAILED" };
        println!("{verdict}: {says}: {ours}, limit {limit}");
    }
    ExitCode::from(u8::from(claims.iter().any(|claim| claim.ours > claim.limit)))
}

struct Claim {
    says: &'static str,
    ours: u64,
    limit: u64,
}

/// How often `work` allocates once everything that is made once has been made.
fn allocations<T>(work: impl Fn() -> T) -> u64 {
    for _ in 0..WARM_UP {
        black_box(work());
    }
    let before = counting_allocator::allocations();
    black_box(work());
    counting_allocator::allocations() - before
}

const WARM_UP: usize = 3;
