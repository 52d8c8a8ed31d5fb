use std::{
    io::{self, Write},
    sync::atomic::{AtomicU64, Ordering},
};

use genai_otel_otlp::{Color, ConsoleSpanExporter};
use opentelemetry::{KeyValue, Value, trace::Status};
use opentelemetry_sdk::{error::OTelSdkError, trace::SpanExporter as _};
use proptest::prelude::*;
use tracing::{Event, Metadata, Subscriber, span as tracing_span};

use super::{TRACE_1, console, export, span, try_export};

const READ: [&str; 9] = [
    "gen_ai.operation.name",
    "gen_ai.request.model",
    "gen_ai.response.model",
    "gen_ai.tool.name",
    "gen_ai.agent.name",
    "gen_ai.provider.name",
    "gen_ai.response.finish_reasons",
    "genai_otel.outcome",
    "error.type",
];

/// Without the colours that are ours.
fn stripped(text: &str) -> String {
    ["\u{1b}[0m", "\u{1b}[1m", "\u{1b}[2m", "\u{1b}[31m", "\u{1b}[33m", "\u{1b}[36m"]
        .iter()
        .fold(text.to_owned(), |text, code| text.replace(code, ""))
}

proptest! {
    #[test]
    fn no_text_leaves_its_line(
        name in any::<String>(),
        values in proptest::collection::vec(any::<String>(), READ.len()),
        operation in proptest::sample::select(vec!["chat", "execute_tool", "invoke_agent"]),
        keeps_operation in any::<bool>(),
    ) {
        let mut hostile = span(1, 0, "", 0, 1);
        hostile.name = name.into();
        hostile.attributes =
            READ.iter().zip(values).map(|(key, value)| KeyValue::new(*key, value)).collect();
        if keeps_operation {
            hostile.attributes.push(KeyValue::new(READ[0], operation));
        }
        let (screen, exporter) = console();
        export(&exporter.color(Color::Always), [hostile]);
        let printed = stripped(&screen.look());
        prop_assert_eq!(printed.chars().filter(|it| it.is_control()).collect::<String>(), "\n\n");
        prop_assert!(printed.lines().all(|line| line.chars().count() < 256 * 12));
    }

    #[test]
    fn any_forest_is_printed_whole_and_once(
        edges in proptest::collection::vec((1_u64..20, 0_u64..20, any::<bool>()), 0..40),
    ) {
        let (screen, exporter) = console();
        for (id, parent, is_remote) in &edges {
            let mut any = span(*id, *parent, "span", *id, 1);
            any.parent_span_is_remote = *is_remote;
            export(&exporter, [any]);
        }
        exporter.shutdown().unwrap();
        let printed = screen.look();
        let spans = printed.lines().filter(|line| line.ends_with("─ span · 1.0 ms")).count();
        prop_assert_eq!(spans, edges.len());
    }
}

#[test]
fn terminal_escapes_of_others_are_text() {
    let (screen, exporter) = console();
    let mut hostile = span(1, 0, "a\u{1b}[2J\u{9b}31m\r\n└─ forged\u{202e}", 0, 1);
    hostile.status = Status::error("x");
    hostile.attributes = vec![KeyValue::new("error.type", Value::from("\u{1b}]0;title\u{7}"))];
    export(&exporter, [hostile]);
    assert_eq!(
        screen.look(),
        format!(
            "{TRACE_1} · 1 span\n\
             └─ a\\u{{1b}}[2J\\u{{9b}}31m\\r\\n└─ forged\\u{{202e}} · 1.0 ms · ✗ \\u{{1b}}]0;title\\u{{7}}\n"
        )
    );
}

/// A pipe whose reader went away.
struct Closed;

impl Write for Closed {
    fn write(&mut self, _bytes: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Counts what is logged about exports.
static LOGGED: AtomicU64 = AtomicU64::new(0);
struct Counting;

impl Subscriber for Counting {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "genai_otel::export"
    }

    fn new_span(&self, _span: &tracing_span::Attributes<'_>) -> tracing_span::Id {
        tracing_span::Id::from_u64(1)
    }

    fn record(&self, _span: &tracing_span::Id, _values: &tracing_span::Record<'_>) {}

    fn record_follows_from(&self, _span: &tracing_span::Id, _follows: &tracing_span::Id) {}

    fn event(&self, _event: &Event<'_>) {
        LOGGED.fetch_add(1, Ordering::Relaxed);
    }

    fn enter(&self, _span: &tracing_span::Id) {}

    fn exit(&self, _span: &tracing_span::Id) {}
}

#[test]
fn closed_pipe_is_counted_and_logged_once() {
    let exporter = ConsoleSpanExporter::new().writer(Closed);
    tracing::subscriber::with_default(Counting, || {
        for failures in 1..=3 {
            let error = try_export(&exporter, [span(failures, 0, "a", 0, 1)]).unwrap_err();
            let OTelSdkError::InternalFailure(reason) = &error else { panic!("{error}") };
            assert_eq!(reason, "the console cannot be written: broken pipe");
            assert_eq!(exporter.failed_writes(), failures);
        }
    });
    assert_eq!(LOGGED.load(Ordering::Relaxed), 1);
    exporter.force_flush().unwrap();
}
