use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::Duration;

use super::forest::{MAX_LEVELS, Node, Trace, traces};
use super::number;
use super::shown::{Shown, escaped};
use crate::collector::{CollectedSpan, SpanLink, SpanStatus};

/// Prints spans as trees: per trace a headline, below it every span with kind, duration, status, attributes, events
/// and links.
///
/// Siblings are in the order of their start; attributes are sorted. Identifiers are hidden unless asked for, so with
/// [`without_durations`](TraceTree::without_durations) (or a fake clock) equal runs print equal text that a test can
/// compare with a literal. There is no newline at the end. Spans below the 64th level are printed at that level.
///
/// ```
/// use genai_otel_testkit::{CollectedSpan, TraceTree};
///
/// let mut agent = CollectedSpan::default();
/// (agent.name, agent.span_id) = ("invoke_agent guide".into(), "a1".into());
/// let mut chat = CollectedSpan::default();
/// (chat.name, chat.span_id, chat.parent_span_id) = ("chat gpt-4o".into(), "b2".into(), Some("a1".into()));
/// chat.attributes.insert("gen_ai.request.model".into(), "gpt-4o".into());
/// chat.attributes.insert("gen_ai.usage.input_tokens".into(), 12.into());
/// chat.end_unix_nanos = 5_100_000;
///
/// assert_eq!(
///     TraceTree::new().render(&[chat, agent]),
///     "\
/// trace · 2 spans · 5.10 ms
/// └─ invoke_agent guide · unspecified · 0 ns
///    └─ chat gpt-4o · unspecified · 5.10 ms
///         gen_ai.request.model       gpt-4o
///         gen_ai.usage.input_tokens  12"
/// );
/// ```
#[derive(Clone, Debug)]
#[must_use = "call `render` to get the text"]
pub struct TraceTree {
    ids: bool,
    durations: bool,
    shown: Shown,
}

impl TraceTree {
    /// Durations and all attributes, no identifiers, at most 120 characters per value.
    pub fn new() -> Self {
        Self { ids: false, durations: true, shown: Shown::new(MAX_CHARS) }
    }

    /// Shows trace and span identifiers.
    pub fn with_ids(mut self) -> Self {
        self.ids = true;
        self
    }

    /// Leaves out everything that the clock decides, except the order.
    pub fn without_durations(mut self) -> Self {
        self.durations = false;
        self
    }

    /// Shows these attributes only; several calls add up, an empty list shows none.
    pub fn only_attributes<K: Into<String>>(mut self, keys: impl IntoIterator<Item = K>) -> Self {
        self.shown.only(keys);
        self
    }

    /// Leaves these attributes out; several calls add up.
    pub fn hide_attributes<K: Into<String>>(mut self, keys: impl IntoIterator<Item = K>) -> Self {
        self.shown.hide(keys);
        self
    }

    /// Cuts values after this many characters and says how long they are. Defaults to 120.
    pub fn max_value_chars(mut self, chars: usize) -> Self {
        self.shown.max_chars(chars);
        self
    }

    /// The text; `(no spans)` when there are none.
    #[must_use]
    pub fn render(&self, spans: &[CollectedSpan]) -> String {
        let traces = traces(spans);
        if traces.is_empty() {
            return "(no spans)".to_owned();
        }
        let rendered: Vec<_> = traces.iter().map(|trace| self.trace(trace, spans)).collect();
        rendered.join("\n\n")
    }

    fn trace(&self, trace: &Trace<'_>, all: &[CollectedSpan]) -> String {
        let mut lines = vec![self.headline(trace)];
        let mut services = Vec::new();
        for node in &trace.nodes {
            services.truncate(node.depth);
            let service = node.span.resource.service_name();
            let parent_service = services.last().copied().flatten();
            let changed = services.last().is_some() && service != parent_service;
            services.push(service);
            self.node(node, service.filter(|_| changed), all, &mut lines);
        }
        lines.join("\n")
    }

    fn headline(&self, trace: &Trace<'_>) -> String {
        let mut line = "trace".to_owned();
        if self.ids {
            push(&mut line, format_args!(" {}", trace.id));
        }
        let spans = || trace.nodes.iter().map(|node| node.span);
        let services: BTreeSet<_> = spans().filter_map(|s| s.resource.service_name()).collect();
        if !services.is_empty() {
            let services: Vec<_> = services.into_iter().map(escaped).collect();
            push(&mut line, format_args!(" · {}", services.join(", ")));
        }
        let count = trace.nodes.len();
        push(&mut line, format_args!(" · {count} span{}", if count == 1 { "" } else { "s" }));
        if self.durations {
            let start = spans().map(|span| span.start_unix_nanos).min().unwrap_or(0);
            let end = spans().map(|span| span.end_unix_nanos).max().unwrap_or(0);
            let length = Duration::from_nanos(end.saturating_sub(start));
            push(&mut line, format_args!(" · {}", number::duration(length)));
        }
        line
    }

    fn node(
        &self,
        node: &Node<'_>,
        service: Option<&str>,
        all: &[CollectedSpan],
        lines: &mut Vec<String>,
    ) {
        let (is_last, above) = node.last.split_last().unwrap_or((&true, &[]));
        let mut stem: String = above.iter().map(|last| if *last { "   " } else { "│  " }).collect();
        let branch = if *is_last { "└─ " } else { "├─ " };
        lines.push(format!("{stem}{branch}{}", self.span_line(node, service)));

        stem.push_str(if *is_last { "   " } else { "│  " });
        stem.push_str(if node.has_children { "│ " } else { "  " });
        lines.extend(self.details(node.span, all).into_iter().map(|line| format!("{stem}{line}")));
    }

    fn span_line(&self, node: &Node<'_>, service: Option<&str>) -> String {
        let span = node.span;
        let mut line = format!("{} · {}", escaped(&span.name), span.kind);
        if let Some(service) = service {
            push(&mut line, format_args!(" · {}", escaped(service)));
        }
        if self.durations {
            push(&mut line, format_args!(" · {}", number::duration(span.duration())));
        }
        match &span.status {
            SpanStatus::Unset => {}
            SpanStatus::Ok => line.push_str(" · ok"),
            SpanStatus::Error(description) if description.is_empty() => line.push_str(" · ✗ error"),
            SpanStatus::Error(description) => {
                push(&mut line, format_args!(" · ✗ error: {}", escaped(description)));
            }
        }
        if self.ids {
            push(&mut line, format_args!(" · {}", span.span_id));
        }
        if span.end_unix_nanos < span.start_unix_nanos {
            line.push_str(" · ends before it starts");
        }
        if node.depth >= MAX_LEVELS {
            push(&mut line, format_args!(" · level {}", node.depth + 1));
        }
        if node.is_orphan {
            line.push_str(" · parent not received");
        }
        line
    }

    fn details(&self, span: &CollectedSpan, all: &[CollectedSpan]) -> Vec<String> {
        let fields = self.shown.fields(&span.attributes);
        let width = fields.iter().map(|(key, _)| key.chars().count()).max().unwrap_or(0);
        let mut lines: Vec<String> =
            fields.iter().map(|(key, value)| format!("{key:width$}  {value}")).collect();
        for key in &span.duplicate_keys {
            lines.push(format!("! sent more than once: {}", escaped(key)));
        }
        if span.dropped_attributes > 0 {
            lines.push(format!("! {} attributes dropped", span.dropped_attributes));
        }
        for event in &span.events {
            let mut line = format!("• {}", escaped(&event.name));
            if self.durations {
                let after = event.unix_nanos.saturating_sub(span.start_unix_nanos);
                let after = number::duration(Duration::from_nanos(after));
                push(&mut line, format_args!(" +{after}"));
            }
            push_words(&mut line, &self.shown.inline(&event.attributes));
            lines.push(line);
        }
        lines.extend(span.links.iter().map(|link| self.link(link, all)));
        lines
    }

    fn link(&self, link: &SpanLink, all: &[CollectedSpan]) -> String {
        let target = all
            .iter()
            .find(|span| span.trace_id == link.trace_id && span.span_id == link.span_id)
            .map_or_else(|| "a span not received".to_owned(), |span| escaped(&span.name));
        let mut line = format!("→ {target}");
        if self.ids {
            push(&mut line, format_args!(" {}/{}", link.trace_id, link.span_id));
        }
        push_words(&mut line, &self.shown.inline(&link.attributes));
        line
    }
}

impl Default for TraceTree {
    fn default() -> Self {
        Self::new()
    }
}

fn push(line: &mut String, words: std::fmt::Arguments<'_>) {
    // Writing into a String does not fail.
    if line.write_fmt(words).is_err() {
        line.push('?');
    }
}

fn push_words(line: &mut String, words: &str) {
    if !words.is_empty() {
        line.push(' ');
        line.push_str(words);
    }
}

const MAX_CHARS: usize = 120;
