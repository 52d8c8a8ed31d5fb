use std::time::{Duration, SystemTime};

use opentelemetry::{
    Array, SpanId, TraceId, Value,
    trace::{SpanContext, Status},
};
use opentelemetry_sdk::trace::SpanData;

use super::{
    amount,
    cost::Costs,
    page::{Ink, Page},
};
use crate::text::MAX_CHARS;

/// What is printed of one span, and where it belongs. Nothing else of the span is kept, content least of all.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) trace: TraceId,
    pub(super) span: SpanId,
    pub(super) parent: SpanId,
    /// No parent in this process.
    pub(super) is_local_root: bool,
    pub(super) start: SystemTime,
    title: Title,
    facts: Vec<Fact>,
}

#[derive(Clone, Debug)]
enum Title {
    /// A span that is no call of a model, tool or the like.
    Foreign(String),
    Call {
        operation: String,
        subject: Option<String>,
        /// The model that answered, where it is not the one that was asked.
        answered: Option<String>,
    },
}

#[derive(Clone, Debug)]
struct Fact {
    ink: Ink,
    text: String,
}

impl Line {
    pub(super) fn of(span: &SpanData) -> Self {
        let context: &SpanContext = &span.span_context;
        let facts = Facts(span);
        Self {
            trace: context.trace_id(),
            span: context.span_id(),
            parent: span.parent_span_id,
            is_local_root: span.parent_span_id == SpanId::INVALID || span.parent_span_is_remote,
            start: span.start_time,
            title: facts.title(),
            facts: facts.all(),
        }
    }

    pub(super) fn put_on(&self, page: &mut Page) {
        match &self.title {
            Title::Foreign(name) => page.put(Ink::Plain, name),
            Title::Call { operation, subject, answered } => {
                page.put(Ink::Bold, operation);
                if let Some(subject) = subject {
                    page.put(Ink::Plain, " ");
                    page.put(Ink::Cyan, subject);
                }
                if let Some(answered) = answered {
                    page.put(Ink::Dim, " → ");
                    page.put(Ink::Cyan, answered);
                }
            }
        }
        for Fact { ink, text } in &self.facts {
            page.put(Ink::Dim, " · ");
            page.put(*ink, text);
        }
    }
}

/// Reads a span's attributes by the names of the conventions.
pub(super) struct Facts<'a>(&'a SpanData);

impl Facts<'_> {
    fn title(&self) -> Title {
        let name = short(&self.0.name);
        let Some(operation) = self.text("gen_ai.operation.name") else {
            return Title::Foreign(name);
        };
        let own = match operation.as_str() {
            "execute_tool" => self.text("gen_ai.tool.name"),
            "invoke_agent" | "create_agent" => self.text("gen_ai.agent.name"),
            "invoke_workflow" => self.text("gen_ai.workflow.name"),
            "retrieval" => self.text("gen_ai.data_source.id"),
            _ => None,
        };
        let is_model = own.is_none();
        let asked = self.text("gen_ai.request.model");
        let answered = self
            .text("gen_ai.response.model")
            .filter(|answered| is_model && asked.as_ref() != Some(answered));
        let subject = own.or(asked);
        if subject.is_none() && answered.is_none() {
            return Title::Call { operation: name, subject: None, answered: None };
        }
        Title::Call { operation, subject, answered }
    }

    fn all(&self) -> Vec<Fact> {
        let plain = |text| Fact { ink: Ink::Plain, text };
        let span = self.0;
        let took = span.end_time.duration_since(span.start_time).unwrap_or_default();
        let mut facts = Vec::new();
        facts.extend(self.text("gen_ai.provider.name").map(plain));
        facts.push(plain(amount::duration(took)));
        facts.extend(self.first_chunk().map(plain));
        facts.extend(self.tokens("in", INPUT).map(plain));
        facts.extend(self.tokens("out", OUTPUT).map(plain));
        facts.extend(Costs(self).told().map(plain));
        facts.extend(self.attempts().map(plain));
        facts.extend(self.finish_reasons().map(plain));
        facts.extend(self.end());
        facts
    }

    fn first_chunk(&self) -> Option<String> {
        let seconds = self.float("gen_ai.response.time_to_first_chunk")?;
        let time = Duration::try_from_secs_f64(seconds).ok()?;
        Some(format!("first chunk {}", amount::duration(time)))
    }

    fn tokens(&self, direction: &str, names: Tokens) -> Option<String> {
        let total = self.whole(names.total)?;
        let parts: Vec<_> = names
            .parts
            .iter()
            .filter_map(|(name, word)| Some((self.whole(name)?, word)))
            .filter(|(count, _)| *count != 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        let parts =
            if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) };
        Some(format!("{direction} {total}{parts}"))
    }

    fn attempts(&self) -> Option<String> {
        let attempts = self.whole("genai_otel.attempts").filter(|attempts| *attempts > 1)?;
        Some(format!("{attempts} attempts"))
    }

    fn finish_reasons(&self) -> Option<String> {
        match self.value("gen_ai.response.finish_reasons")? {
            Value::Array(Array::String(reasons)) if !reasons.is_empty() => {
                let reasons: Vec<_> =
                    reasons.iter().take(MAX_CHARS).map(|reason| short(reason.as_str())).collect();
                Some(short(&reasons.join(", ")))
            }
            Value::String(reason) => Some(short(reason.as_str())),
            _ => None,
        }
    }

    /// How it ended, where that was not well. The description of a status stays out: it may quote what was sent.
    fn end(&self) -> Option<Fact> {
        let outcome = self.text("genai_otel.outcome");
        let class = self.text("error.type");
        if class.is_none() && !matches!(self.0.status, Status::Error { .. }) {
            return outcome.map(|text| Fact { ink: Ink::Yellow, text });
        }
        let class = class.or(outcome).unwrap_or_else(|| "error".to_owned());
        let code = self.whole("http.response.status_code");
        let code = code.map(|code| format!(" ({code})")).unwrap_or_default();
        Some(Fact { ink: Ink::Red, text: format!("✗ {class}{code}") })
    }

    /// The last of that name, as everywhere in OpenTelemetry.
    pub(super) fn value(&self, key: &str) -> Option<&Value> {
        let found = self.0.attributes.iter().rev().find(|attribute| attribute.key.as_str() == key);
        found.map(|attribute| &attribute.value)
    }

    pub(super) fn text(&self, key: &str) -> Option<String> {
        match self.value(key)? {
            Value::String(text) if !text.as_str().is_empty() => Some(short(text.as_str())),
            _ => None,
        }
    }

    /// Other libraries' integers arrive as text at times.
    fn whole(&self, key: &str) -> Option<i64> {
        match self.value(key)? {
            Value::I64(number) => Some(*number),
            Value::String(text) => text.as_str().parse().ok(),
            _ => None,
        }
    }

    pub(super) fn float(&self, key: &str) -> Option<f64> {
        match self.value(key)? {
            Value::F64(number) => Some(*number),
            _ => None,
        }
    }
}

/// As much of a text as is printed, and one more to show that it goes on: what waits is not to hold the rest.
fn short(text: &str) -> String {
    text.chars().take(MAX_CHARS.saturating_add(1)).collect()
}

/// Where the counts of one direction are.
struct Tokens {
    total: &'static str,
    parts: &'static [(&'static str, &'static str)],
}

const INPUT: Tokens = Tokens {
    total: "gen_ai.usage.input_tokens",
    parts: &[
        ("gen_ai.usage.cache_read.input_tokens", "cached"),
        ("gen_ai.usage.cache_creation.input_tokens", "to the cache"),
    ],
};
const OUTPUT: Tokens = Tokens {
    total: "gen_ai.usage.output_tokens",
    parts: &[("gen_ai.usage.reasoning.output_tokens", "reasoning")],
};
