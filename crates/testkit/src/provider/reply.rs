use std::time::Duration;

use serde_json::Value;

use super::failure::Failure;
use super::finish::Finish;
use super::tokens::TokenCounts;
use crate::fault::Fault;

/// What the fake provider answers to one request.
///
/// The same reply fits every endpoint: it becomes a chat completion, a stream of server-sent events, a response or
/// a message, as the request asks. What an endpoint has no place for (text for embeddings) is left out.
///
/// ```
/// use std::time::Duration;
///
/// use genai_otel_testkit::{Finish, Reply, TokenCounts};
///
/// let slow = Reply::text("It is 21 °C.")
///     .usage(TokenCounts::new(1_200, 9).cached(1_024))
///     .finish(Finish::Length)
///     .delay(Duration::from_millis(20));
/// # drop(slow);
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "a reply does nothing until it is given to a `FakeProvider`"]
pub struct Reply {
    pub(crate) content: Content,
    pub(crate) usage: Usage,
    pub(crate) finish: Option<Finish>,
    pub(crate) model: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) delay: Duration,
    pub(crate) pace: Duration,
    pub(crate) fragment: Option<usize>,
    pub(crate) fails_midway: Option<Failure>,
    pub(crate) fault: Option<Fault>,
}

/// A tool that the fake model wants called.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ToolCall {
    pub(crate) name: String,
    pub(crate) arguments: Value,
}

#[derive(Clone, Debug, Default)]
pub(crate) enum Content {
    /// What a provider without a script says.
    #[default]
    Echo,
    Model {
        text: Option<String>,
        tool_calls: Vec<ToolCall>,
    },
    Failure(Failure),
    Raw {
        status: u16,
        content_type: String,
        body: Vec<u8>,
    },
    /// With the header fields of the reply alone.
    Recorded {
        status: u16,
        body: Vec<u8>,
    },
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Usage {
    /// Derived from the request and the text.
    #[default]
    Counted,
    Given(TokenCounts),
    /// The answer does not say; the invoice books the derived counts as untold.
    Unsaid,
}

impl Reply {
    /// The answer of a provider without a script, which quotes the request; for changing parts of it.
    pub fn echo() -> Self {
        Self::default()
    }

    /// The model says `text`.
    pub fn text(text: impl Into<String>) -> Self {
        Self::with(Content::Model { text: Some(text.into()), tool_calls: Vec::new() })
    }

    /// The model wants the tool `name` called, with `arguments` as its JSON object.
    pub fn tool_call(name: impl Into<String>, arguments: Value) -> Self {
        let tool_calls = vec![ToolCall { name: name.into(), arguments }];
        Self::with(Content::Model { text: None, tool_calls })
    }

    /// The provider refuses with one of its errors.
    pub fn failure(failure: Failure) -> Self {
        Self::with(Content::Failure(failure))
    }

    /// Status 429 with `retry-after`.
    pub fn rate_limited(retry_after: Duration) -> Self {
        Self::failure(Failure::RateLimited { retry_after })
    }

    /// The connection fails; what the answer would have been is the echo.
    pub fn fault(fault: Fault) -> Self {
        Self::echo().with_fault(fault)
    }

    /// Any status and body, as they are.
    pub fn raw(status: u16, content_type: impl Into<String>, body: impl Into<Vec<u8>>) -> Self {
        let (content_type, body) = (content_type.into(), body.into());
        Self::with(Content::Raw { status, content_type, body })
    }

    /// Any status and body, with no header fields but those of [`header`](Self::header) and what frames the body. With
    /// [`fragment`](Self::fragment) the body is sent in chunks.
    pub fn recorded(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::with(Content::Recorded { status, body: body.into() })
    }

    /// The model also wants this tool called; turns an echo into a tool call.
    pub fn and_tool_call(mut self, name: impl Into<String>, arguments: Value) -> Self {
        let tool_call = ToolCall { name: name.into(), arguments };
        match &mut self.content {
            Content::Model { tool_calls, .. } => tool_calls.push(tool_call),
            _ => self.content = Content::Model { text: None, tool_calls: vec![tool_call] },
        }
        self
    }

    /// The usage to report. Defaults to counts derived from the request and the text. Contradictory counts
    /// (more cached than input) are sent as given wherever the provider's format can say them.
    pub fn usage(mut self, usage: TokenCounts) -> Self {
        self.usage = Usage::Given(usage);
        self
    }

    /// Leaves the usage out of the answer.
    pub fn without_usage(mut self) -> Self {
        self.usage = Usage::Unsaid;
        self
    }

    /// Why the model stopped. Defaults to [`Finish::ToolCalls`] with tool calls, else [`Finish::Stop`].
    pub fn finish(mut self, finish: Finish) -> Self {
        self.finish = Some(finish);
        self
    }

    /// The model that the answer names. Defaults to the requested one with a date, for embeddings without.
    pub fn model(mut self, model: impl Into<String>) -> Self {
        self.model = Some(model.into());
        self
    }

    /// One more header field in the answer.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// How long to wait before the first byte. Defaults to none.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// How long to wait between two events of a stream. Defaults to none.
    pub fn pace(mut self, pace: Duration) -> Self {
        self.pace = pace;
        self
    }

    /// Cuts a stream, or a recorded body, into network chunks of `bytes` bytes, wherever its events begin and end.
    /// Defaults to one network chunk per event. Zero counts as one.
    pub fn fragment(mut self, bytes: usize) -> Self {
        self.fragment = Some(bytes.max(1));
        self
    }

    /// A stream breaks off after half of its text with the provider's error event; a plain answer is not touched.
    pub fn fails_midway(mut self, failure: Failure) -> Self {
        self.fails_midway = Some(failure);
        self
    }

    /// The connection fails while this reply is on its way.
    pub fn with_fault(mut self, fault: Fault) -> Self {
        self.fault = Some(fault);
        self
    }

    fn with(content: Content) -> Self {
        Self { content, ..Self::default() }
    }
}
