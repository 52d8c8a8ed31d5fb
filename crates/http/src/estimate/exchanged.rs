use std::fmt;

use genai_otel_core::ModelOperation;
use genai_otel_core::wire::{RequestTexts, ResponseTexts, Route, WireApi, WireCall};

use super::Estimator;
use super::counting::Counting;

/// The estimates of one exchange.
pub(crate) struct Estimating {
    input: Option<u64>,
    panicked: bool,
    answer: Answer,
}

enum Answer {
    /// It has no tokens, as a vector has none.
    Silent,
    /// Its head has not come.
    Awaited(Counting),
    Heard(Box<ResponseTexts<Counting>>),
}

impl Estimating {
    /// Reads a request on this route; nothing for what has no tokens, or is not paid by them.
    pub(crate) fn begin(
        estimator: &dyn Estimator,
        route: &Route<'_>,
        model: Option<&str>,
        body: Option<&[u8]>,
    ) -> Option<Self> {
        let has_output = match route.operation {
            // Its models make anything.
            _ if route.api == WireApi::ReplicatePredictions => return None,
            ModelOperation::Chat
            | ModelOperation::TextCompletion
            | ModelOperation::GenerateContent => true,
            ModelOperation::Embeddings => false,
            _ => return None,
        };
        let mut texts = RequestTexts::new(Counting::new(estimator, model));
        texts.feed(body.unwrap_or_default());
        let mut counted = texts.finish();
        let input = counted.tokens();
        let answer = if has_output {
            Answer::Awaited(Counting::new(estimator, model))
        } else {
            Answer::Silent
        };
        Some(Self { input, panicked: counted.panicked(), answer })
    }

    /// The head of the response has come.
    pub(crate) fn answer(&mut self, api: WireApi, is_stream: bool) {
        self.answer = match std::mem::replace(&mut self.answer, Answer::Silent) {
            Answer::Awaited(counting) => {
                Answer::Heard(Box::new(ResponseTexts::new(api, is_stream, counting)))
            }
            other => other,
        };
    }

    /// The next bytes of an event.
    pub(crate) fn data(&mut self, bytes: &[u8]) {
        if let Answer::Heard(texts) = &mut self.answer {
            texts.feed(bytes);
        }
    }

    /// An event has ended.
    pub(crate) fn end_event(&mut self) {
        if let Answer::Heard(texts) = &mut self.answer {
            texts.end_event();
        }
    }

    /// Tells the call. Where a model wrote no text that was heard, nobody knows what happened to what it read.
    pub(crate) fn tell(mut self, call: &mut WireCall) {
        match &mut self.answer {
            Answer::Silent => call.estimate(self.input, None),
            Answer::Awaited(_) => {}
            Answer::Heard(texts) => {
                let counted = texts.sink_mut();
                let output = counted.tokens();
                call.estimate(self.input.filter(|_| output.is_some()), output);
                self.panicked |= counted.panicked();
            }
        }
        if self.panicked {
            call.report_estimator_panic();
        }
    }
}

impl fmt::Debug for Estimating {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Estimating").field("input", &self.input).finish_non_exhaustive()
    }
}
