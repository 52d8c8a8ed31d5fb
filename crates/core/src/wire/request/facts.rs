//! What a request said.

use std::sync::Arc;

use super::RequestBody;
use super::node::{Condition, Holder, Leaf, List, Mark, Node};
use crate::model_name::model_name;
use crate::reader::scalar::Scalar;
use crate::reader::visitor::{Gather, Visitor};
use crate::request::MAX_LIST;
use crate::semconv::{ModelOperation, OutputType};

/// The facts of a request. Bounded: fixed fields, and lists with a limit.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    body: RequestBody,
    /// Under its newer name, which counts where both come.
    max_completion_tokens: Option<u64>,
    stops: Vec<Arc<str>>,
    encodings: Vec<Arc<str>>,
    /// What the answer shall be written in.
    format: Option<OutputType>,
    /// What the answer shall be, writing being one of it.
    modality: Option<OutputType>,
    inputs: Inputs,
    /// All values come as texts, also numbers.
    pub(super) has_texts_only: bool,
    /// Whether the characters of the texts that are sent matter.
    pub(super) measures_texts: bool,
    /// Whether it matters what the members of the body tell of the operation.
    pub(super) tells_operation: bool,
}

/// What is to be embedded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Inputs {
    #[default]
    None,
    /// So many texts, or texts already cut into tokens.
    Several(u64),
    /// A list of tokens, which is one text.
    Tokens,
}

impl Gather for Facts {
    type Place = Node;

    fn wants(&self, place: Node) -> bool {
        match place {
            Node::Translated => self.measures_texts,
            Node::Mark(_) => self.tells_operation,
            _ => true,
        }
    }

    fn measures(&self, place: Node) -> bool {
        self.measures_texts
            && matches!(
                place,
                Node::Input | Node::TextFormat | Node::Translated | Node::TranslatedItem
            )
    }

    fn measured(&mut self, characters: u64) {
        let known = &mut self.body.characters;
        *known = Some(known.unwrap_or(0).saturating_add(characters));
    }

    fn begin(&mut self, place: Node) {
        match place {
            // The last of several lists counts, as the last of several numbers does.
            Node::List(List::Stops) => self.stops.clear(),
            Node::List(List::Encodings) => self.encodings.clear(),
            Node::List(List::Modalities) => self.modality = None,
            Node::Requests => self.inputs = Inputs::None,
            Node::Input => self.inputs = Inputs::Several(0),
            Node::SubRequest => self.add_input(),
            _ => {}
        }
    }

    fn end(&mut self, _place: Node) {}

    fn scalar(&mut self, place: Node, value: Scalar<'_>) {
        match place {
            Node::Leaf(leaf) => self.leaf(leaf, value),
            Node::List(list) | Node::Entry(list) => self.entry(list, value),
            Node::Holder(Holder::Conversation) => self.leaf(Leaf::ConversationId, value),
            Node::Holder(Holder::Reasoning) => self.leaf(Leaf::ReasoningLevel, value),
            Node::Holder(Holder::ServiceTier) => self.leaf(Leaf::ServiceTier, value),
            Node::FormatOrSchema => self.leaf(Leaf::FormatType, value),
            Node::Mark(Mark::Task) => {
                self.body.operation = value.text().map(task).or(self.body.operation.take());
            }
            Node::Mark(mark) if value.text().is_some() => self.mark(mark),
            Node::Input | Node::SingleInput | Node::Prompt if value.text().is_some() => {
                self.inputs = Inputs::Several(1);
            }
            Node::InputItem => match value {
                Scalar::Int(_) | Scalar::Float(_) => self.inputs = Inputs::Tokens,
                _ => self.add_input(),
            },
            _ => {}
        }
    }

    fn not_a_scalar(&mut self, place: Node) {
        match place {
            Node::FormatOrSchema => self.format = Some(OutputType::Json),
            Node::InputItem => self.add_input(),
            Node::SingleInput => self.inputs = Inputs::Several(1),
            Node::Mark(mark) => self.mark(mark),
            Node::Leaf(leaf) if leaf.is_number() => self.add_invalid(),
            _ => {}
        }
    }
}

impl Visitor<Facts> {
    /// What comes is a form.
    pub(super) fn expect_texts(&mut self) {
        self.facts_mut().has_texts_only = true;
    }

    /// The characters of the texts that are sent matter.
    pub(super) fn measure_texts(&mut self) {
        self.facts_mut().measures_texts = true;
    }

    /// What the body asks for is not known yet.
    pub(super) fn tell_operation(&mut self) {
        self.facts_mut().tells_operation = true;
    }
}

impl Facts {
    /// The facts, told in our words.
    pub(super) fn resolve(self) -> RequestBody {
        let mut body = self.body;
        let request = &mut body.request;
        request.max_tokens = self.max_completion_tokens.or(request.max_tokens);
        request.stop_sequences = non_empty(self.stops);
        request.encoding_formats = non_empty(self.encodings);
        request.output_type = match (self.modality, self.format) {
            (Some(OutputType::Text) | None, Some(format)) => Some(format),
            (modality, _) => modality,
        };
        body.input_count = match self.inputs {
            Inputs::None => None,
            Inputs::Several(count) => Some(count),
            Inputs::Tokens => Some(1),
        };
        body
    }

    fn mark(&mut self, mark: Mark) {
        self.body.operation = match mark {
            Mark::Messages => Some(ModelOperation::Chat),
            Mark::InputType => Some(ModelOperation::Embeddings),
            Mark::Query => Some(ModelOperation::Rerank),
            Mark::Task => return,
        };
    }

    fn leaf(&mut self, leaf: Leaf, value: Scalar<'_>) {
        let value = match value {
            Scalar::Str(text) if self.has_texts_only && leaf.is_number() => Scalar::number(text),
            Scalar::Str(text) if self.has_texts_only && leaf == Leaf::Stream => {
                text.parse().map_or(value, Scalar::Bool)
            }
            _ => value,
        };
        match leaf {
            Leaf::Temperature => self.body.request.temperature = self.float(value),
            Leaf::TopP => self.body.request.top_p = self.float(value),
            Leaf::FrequencyPenalty => self.body.request.frequency_penalty = self.float(value),
            Leaf::PresencePenalty => self.body.request.presence_penalty = self.float(value),
            Leaf::TopK => self.body.request.top_k = self.count(value),
            // As many as there is room for, to Ollama and llama.cpp.
            Leaf::MaxTokens if matches!(value, Scalar::Int(..0)) => {}
            Leaf::MaxTokens => self.body.request.max_tokens = self.count(value),
            Leaf::MaxCompletionTokens => self.max_completion_tokens = self.count(value),
            Leaf::ChoiceCount => self.body.request.choice_count = self.count(value),
            Leaf::Dimensions => self.body.request.embedding_dimensions = self.count(value),
            Leaf::Seed => self.body.request.seed = self.integer(value),
            Leaf::Stream => {
                if let Scalar::Bool(stream) = value {
                    self.body.request.stream = Some(stream);
                }
            }
            Leaf::StreamFormat => {
                if value.text() == Some("sse") {
                    self.body.request.stream = Some(true);
                }
            }
            Leaf::Model => keep(&mut self.body.request.model, value.text().map(model_name)),
            Leaf::ReasoningLevel => keep(&mut self.body.request.reasoning_level, value.text()),
            Leaf::ServiceTier => keep(&mut self.body.request.service_tier, value.text()),
            Leaf::PreviousResponseId => {
                keep(&mut self.body.request.previous_response_id, value.text());
            }
            Leaf::PromptId => keep(&mut self.body.request.prompt_name, value.text()),
            Leaf::PromptVersion => keep(&mut self.body.request.prompt_version, value.text()),
            Leaf::ConversationId => keep(&mut self.body.conversation_id, value.text()),
            Leaf::AgentId => keep(&mut self.body.agent_id, value.text()),
            Leaf::ImageSize => keep(&mut self.body.request.image_size, value.text()),
            Leaf::ImageQuality => keep(&mut self.body.request.image_quality, value.text()),
            Leaf::Condition(condition) => self.depend(condition, value),
            Leaf::FormatType => {
                self.format = match value.text() {
                    Some("text") => Some(OutputType::Text),
                    Some("json" | "json_object" | "json_schema") => Some(OutputType::Json),
                    _ => None,
                };
            }
            Leaf::MimeType => {
                self.format = match value.text() {
                    Some("text/plain") => Some(OutputType::Text),
                    Some("application/json") => Some(OutputType::Json),
                    _ => None,
                };
            }
        }
    }

    fn depend(&mut self, condition: Condition, value: Scalar<'_>) {
        // The speed of a speech is a number, and another thing.
        let Some(value) = value.text() else { return };
        let key = match condition {
            // Elsewhere nothing is dearer.
            Condition::Geo if value == "global" => return,
            Condition::Geo => "residency",
            Condition::Speed => "speed",
            Condition::SearchType => "search_type",
            Condition::SearchContextSize => "search_context_size",
            Condition::Latency => "latency",
        };
        self.body.request.conditions.set(key, value);
    }

    fn entry(&mut self, list: List, value: Scalar<'_>) {
        let Some(text) = value.text().filter(|text| !text.is_empty()) else { return };
        let entries = match list {
            List::Stops => &mut self.stops,
            List::Encodings => &mut self.encodings,
            List::Modalities => return self.add_modality(text),
        };
        if entries.len() < MAX_LIST {
            entries.push(text.into());
        }
    }

    /// Text comes beside everything else, so that anything else says more.
    fn add_modality(&mut self, word: &str) {
        if word.eq_ignore_ascii_case("image") {
            self.modality = Some(OutputType::Image);
        } else if word.eq_ignore_ascii_case("audio") {
            self.modality = Some(OutputType::Speech);
        } else if word.eq_ignore_ascii_case("text") && self.modality.is_none() {
            self.modality = Some(OutputType::Text);
        }
    }

    fn add_input(&mut self) {
        self.inputs = match self.inputs {
            Inputs::None => Inputs::Several(1),
            Inputs::Several(count) => Inputs::Several(count.saturating_add(1)),
            Inputs::Tokens => Inputs::Tokens,
        };
    }

    fn count(&mut self, value: Scalar<'_>) -> Option<u64> {
        value.count().unwrap_or_else(|_| {
            self.add_invalid();
            None
        })
    }

    fn float(&mut self, value: Scalar<'_>) -> Option<f64> {
        let number = match value {
            Scalar::Null => return None,
            // Wider than a float only where no parameter ever is.
            Scalar::Int(int) => int as f64,
            Scalar::Float(float) => float,
            Scalar::Bool(_) | Scalar::Str(_) => f64::NAN,
        };
        if number.is_finite() {
            return Some(number);
        }
        self.add_invalid();
        None
    }

    fn integer(&mut self, value: Scalar<'_>) -> Option<i64> {
        let integer = match value {
            Scalar::Null => return None,
            Scalar::Int(int) => i64::try_from(int).ok(),
            // In range and whole, so the cast is exact.
            Scalar::Float(float) if float.fract() == 0.0 && float.abs() < TWO_TO_63 => {
                Some(float as i64)
            }
            _ => None,
        };
        if integer.is_none() {
            self.add_invalid();
        }
        integer
    }

    fn add_invalid(&mut self) {
        self.body.invalid = self.body.invalid.saturating_add(1);
    }
}

impl Leaf {
    const fn is_number(self) -> bool {
        matches!(
            self,
            Self::Temperature
                | Self::TopP
                | Self::TopK
                | Self::MaxTokens
                | Self::MaxCompletionTokens
                | Self::FrequencyPenalty
                | Self::PresencePenalty
                | Self::Seed
                | Self::ChoiceCount
                | Self::Dimensions
        )
    }
}

/// What a task of Titan's or Nova's is: `SINGLE_EMBEDDING`, else something to paint.
fn task(name: &str) -> ModelOperation {
    if name.ends_with("EMBEDDING") {
        ModelOperation::Embeddings
    } else {
        ModelOperation::ImageGeneration
    }
}

fn keep(known: &mut Option<Arc<str>>, text: Option<&str>) {
    if let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) {
        *known = Some(text.into());
    }
}

fn non_empty(list: Vec<Arc<str>>) -> Option<Arc<[Arc<str>]>> {
    (!list.is_empty()).then(|| list.into())
}

/// The first float above every `i64`.
const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;
