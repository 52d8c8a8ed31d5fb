//! What a response said, before its shape is known.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use super::node::{Count, Leaf, Node, Split};
use super::parts::Parts;
use super::scalar::Scalar;
use super::visitor::Gather;
use crate::model_name::model_name;
use crate::response::{FinishReason, ToolCall};
use crate::text;
use crate::wire::aws_code;

/// The raw facts of a response. Bounded: fixed fields, and lists with a limit.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    counts: Counts,
    splits: [[Option<u64>; Modality::LEN]; Split::LEN],
    pub(super) id: Option<Arc<str>>,
    pub(super) response_id: Option<Arc<str>>,
    pub(super) generation_id: Option<Arc<str>>,
    /// An event before the response named the generation.
    pub(super) generation_is_announced: bool,
    /// Events are about pieces of a transcription, whose ids are not that of a response.
    pub(super) has_segments: bool,
    /// How long the audio is.
    pub(super) duration: Option<Duration>,
    /// The same, if this is a transcript.
    pub(super) transcript_duration: Option<Duration>,
    pub(super) has_language: bool,
    pub(super) model: Option<Arc<str>>,
    pub(super) model_version: Option<Arc<str>>,
    pub(super) service_tier: Option<Arc<str>>,
    pub(super) usage_service_tier: Option<Arc<str>>,
    pub(super) system_fingerprint: Option<Arc<str>>,
    pub(super) object: Option<Object>,
    pub(super) status: Option<Status>,
    /// The same in the provider's own word, also where nothing follows from it.
    pub(super) status_word: Option<&'static str>,
    pub(super) incomplete_reason: Option<FinishReason>,
    pub(super) stop_reason: Option<FinishReason>,
    pub(super) error: ErrorFacts,
    /// Why each choice ended, by the choice's index.
    pub(super) reasons: Vec<(u64, FinishReason)>,
    /// The tools asked for, by the index of the choice that did.
    pub(super) tools: Vec<(u64, ToolCall)>,
    /// How many tools were known when the whole response began to come once more.
    earlier_tools: usize,
    /// Input tokens of several inputs together.
    pub(super) added_input: Option<u64>,
    /// It is a prediction of Replicate, whose members are called like those of the Responses API.
    pub(super) is_prediction: bool,
    /// Images that are in the answer.
    pub(super) images: Option<u64>,
    pub(super) parts: Parts,
    /// How long the provider worked.
    pub(super) worked: Option<Duration>,
    pub(super) request_id: Option<Arc<str>>,
    pub(super) image_size: Option<Arc<str>>,
    pub(super) image_quality: Option<Arc<str>>,
    /// The tools that the provider ran.
    pub(super) hosted: Vec<Arc<str>>,
    /// Choices that were begun, a bit for each.
    begun: u128,
    /// A stream of one answer has begun, which has no list of choices.
    pub(super) has_begun: bool,
    /// Entries of the list of results.
    pub(super) listed: Option<u64>,
    /// Numbers of the first vector.
    pub(super) dimensions: Option<u64>,
    /// Numbers of the vector being read.
    components: u64,
    pub(super) has_output_items: bool,
    pub(super) invalid: u32,
    /// Texts that were cut.
    pub(super) truncated: u32,
    /// Whether it matters what events are. Where it does not, content is not even looked at.
    pub(super) notes_events: bool,
    /// What the event being read is, in a stream.
    pub(crate) event: EventFacts,
    choice: ChoiceFacts,
    item: ItemFacts,
    entry: EntryFacts,
    image: ImageFacts,
}

/// The counts that came, by what they count.
#[derive(Clone, Debug)]
struct Counts([Option<u64>; Count::LEN]);

impl Default for Counts {
    fn default() -> Self {
        Self([None; Count::LEN])
    }
}

/// What is known of an error.
#[derive(Clone, Debug, Default)]
pub(super) struct ErrorFacts {
    /// There is an error, whatever it is.
    pub(super) is_present: bool,
    /// The body itself is the error (`error` is a text, `type` or `object` is `error`), so that what
    /// stands beside is its code and type (xAI, Mistral, the events of the Responses API).
    pub(super) is_body: bool,
    pub(super) body_code: Option<Arc<str>>,
    pub(super) body_number: Option<u64>,
    pub(super) body_type: Option<Arc<str>>,
    pub(super) code: Option<Arc<str>>,
    pub(super) kind: Option<Arc<str>>,
    pub(super) status: Option<Arc<str>>,
    /// A code that is a number, which is the HTTP status over again.
    pub(super) number: Option<u64>,
    /// What to call it where nothing else does.
    pub(super) fallback: Option<&'static str>,
}

/// The `object` member, where it tells something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Object {
    ChatCompletion,
    Response,
    List,
}

/// How far a response of the Responses API is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Completed,
    Incomplete,
    Failed,
    Canceled,
}

/// A kind of content that Gemini counts apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Modality {
    Text,
    Image,
    Audio,
}

impl Modality {
    /// How many there are.
    const LEN: usize = Self::Audio as usize + 1;
}

impl Gather for Facts {
    type Place = Node;

    fn wants(&self, node: Node) -> bool {
        match node {
            Node::Leaf(Leaf::Output | Leaf::Done | Leaf::EventType | Leaf::Begun)
            | Node::ChatParts
            | Node::Bytes => self.notes_events,
            // One is as long as the other, and long.
            Node::Vector | Node::ListedVector | Node::Values => self.dimensions.is_none(),
            _ => true,
        }
    }

    fn begin(&mut self, node: Node) {
        match node {
            Node::Root | Node::Body => {
                self.generation_is_announced |=
                    self.generation_id.is_some() && self.response_id.is_none();
                self.item = ItemFacts { is_repeated: true, ..ItemFacts::default() };
                self.image = ImageFacts::default();
            }
            Node::Response => self.earlier_tools = self.tools.len(),
            Node::Choices | Node::Candidates | Node::Results => {
                self.choice.next_position = 0;
                self.choice.earlier_reasons = self.reasons.len();
                if node == Node::Results {
                    self.listed = Some(0);
                }
            }
            Node::Choice | Node::Candidate | Node::Result => {
                self.choice.index = self.choice.next_position;
                self.choice.next_position = self.choice.next_position.saturating_add(1);
                self.choice.reason = None;
                self.choice.stop = None;
                self.choice.first_tool = self.tools.len();
                self.item = ItemFacts::default();
                if node == Node::Result {
                    self.add_listed();
                }
            }
            Node::Tool
            | Node::LegacyCall
            | Node::Block
            | Node::OutputItem
            | Node::EventItem
            | Node::FunctionCall
            | Node::ToolUse => {
                let is_repeated = matches!(node, Node::OutputItem | Node::EventItem);
                self.item = ItemFacts { is_repeated, ..ItemFacts::default() };
            }
            Node::Predictions => {
                self.added_input = None;
                self.images = None;
                self.listed = Some(0);
            }
            Node::Images => self.images = None,
            Node::Prefill => self.added_input = None,
            Node::Annotated => {
                self.images = None;
                self.parts = Parts::default();
            }
            Node::Annotation => self.parts.begin(),
            Node::Pages => self.parts.is_file = true,
            Node::Page | Node::CacheDetails | Node::CacheDetail => self.begin_part(node),
            Node::PartError => self.parts.has_failed = true,
            Node::Data | Node::Vectors | Node::VectorsAs => self.listed = Some(0),
            Node::Datum | Node::Prediction | Node::ListedVector => self.add_listed(),
            Node::Output => self.has_output_items = true,
            // A later list replaces an earlier one, as later counts do.
            Node::Split(split) => self.splits[split as usize] = [None; Modality::LEN],
            Node::SplitEntry(_) => self.entry = EntryFacts::default(),
            _ => {}
        }
    }

    fn end(&mut self, node: Node) {
        match node {
            Node::Root | Node::Body => self.end_body(),
            Node::Response if self.tools.len() > self.earlier_tools => {
                self.tools.drain(..self.earlier_tools);
            }
            Node::Choice | Node::Candidate => {
                self.begun |= 1_u128.checked_shl(self.choice.index()).unwrap_or(0);
                self.end_choice();
            }
            Node::Result => {
                match self.item.runs {
                    Runs::AtClient => self.end_item(),
                    _ => self.end_hosted(),
                }
                self.end_choice();
            }
            Node::CacheDetail => self.end_lifetime(),
            Node::Page => self.end_page(),
            Node::Annotation if !self.parts.is_file => self.end_image(),
            // What the provider runs is told once more when the response is whole.
            Node::EventItem if self.item.runs == Runs::AtClient => self.end_item(),
            Node::Tool | Node::LegacyCall | Node::FunctionCall => self.end_item(),
            Node::ToolUse if self.item.runs != Runs::AtProvider => self.end_item(),
            Node::Block | Node::OutputItem if self.item.runs == Runs::AtClient => self.end_item(),
            Node::ToolUse | Node::Block | Node::OutputItem => self.end_hosted(),
            Node::Vector | Node::ListedVector | Node::Values if self.components > 0 => {
                self.dimensions = Some(std::mem::take(&mut self.components));
            }
            Node::SplitEntry(split) => self.end_entry(split),
            _ => {}
        }
    }

    fn scalar(&mut self, node: Node, value: Scalar<'_>) {
        match node {
            Node::Count(count) => {
                if let Some(number) = self.checked(value) {
                    self.counts.0[count as usize] = Some(number);
                }
            }
            Node::Leaf(leaf) => self.leaf(leaf, value),
            // A text where others have a list, or an object with one.
            Node::Blocks | Node::Delta | Node::Response | Node::ChatParts if is_text(value) => {
                self.event.bears_output = true;
            }
            Node::Error if value.text().is_some_and(|text| !text.is_empty()) => {
                self.error.is_the_body()
            }
            _ => {}
        }
    }

    fn not_a_scalar(&mut self, node: Node) {
        match node {
            Node::Count(_) | Node::Leaf(Leaf::ModalityCount) => self.add_invalid(),
            Node::Leaf(Leaf::Addresses) => self.is_prediction = true,
            Node::Leaf(Leaf::PromptToken) => self.add_input(1),
            // Not looked at.
            Node::ListedVector => self.add_listed(),
            _ => {}
        }
    }

    fn text_length(&mut self, node: Node, length: usize) {
        if matches!(node, Node::Vector | Node::ListedVector) && self.dimensions.is_none() {
            // Of four characters in base64 there are three bytes, of a number four.
            let numbers = (length as u64 / 4 * 3) / 4;
            self.dimensions = Some(numbers).filter(|numbers| *numbers > 0);
        }
    }
}

impl Facts {
    /// The count, if it came.
    pub(super) const fn count(&self, count: Count) -> Option<u64> {
        self.counts.0[count as usize]
    }

    /// The count of one modality, if it came.
    pub(super) const fn split(&self, split: Split, modality: Modality) -> Option<u64> {
        self.splits[split as usize][modality as usize]
    }

    /// Counts one value that could not be what it claims to be.
    pub(super) fn add_invalid(&mut self) {
        self.invalid = self.invalid.saturating_add(1);
    }

    fn leaf(&mut self, leaf: Leaf, value: Scalar<'_>) {
        if leaf.is_kept_as_text() && value.text().is_some_and(text::is_too_long) {
            self.truncated = self.truncated.saturating_add(1);
        }
        match leaf {
            Leaf::Id => keep(&mut self.id, value),
            Leaf::ResponseId => keep(&mut self.response_id, value),
            Leaf::Model => keep_model(&mut self.model, value),
            Leaf::ModelVersion => keep_model(&mut self.model_version, value),
            Leaf::ServiceTier => keep_tier(&mut self.service_tier, value),
            Leaf::UsageServiceTier => keep_tier(&mut self.usage_service_tier, value),
            Leaf::SystemFingerprint => keep(&mut self.system_fingerprint, value),
            Leaf::Object if value.text() == Some("error") => self.error.is_the_body(),
            Leaf::Object => self.object = value.text().and_then(Object::from_word).or(self.object),
            Leaf::Status => {
                let word = value.text();
                self.status = word.and_then(Status::from_word).or(self.status);
                self.status_word = word.and_then(known_status).or(self.status_word);
            }
            Leaf::StopReason => keep_reason(&mut self.stop_reason, value),
            Leaf::IncompleteReason => keep_reason(&mut self.incomplete_reason, value),
            Leaf::BodyCode => {
                keep_code(&mut self.error.body_code, &mut self.error.body_number, value);
            }
            Leaf::Output => self.event.bears_output |= is_text(value),
            Leaf::Done => self.event.is_last |= value == Scalar::Bool(true),
            Leaf::EventType => self.name_event(value),
            Leaf::Begun => self.has_begun = true,
            Leaf::BodyType if value.text() == Some("transcript.text.segment") => {
                self.has_segments = true;
            }
            Leaf::BodyType
                if matches!(value.text(), Some("error" | "conversation.response.error")) =>
            {
                self.error.is_the_body();
            }
            // Events have types too: only an error's is worth keeping.
            Leaf::BodyType if self.error.is_body => keep(&mut self.error.body_type, value),
            Leaf::BodyType => {
                if value.text() == Some("function.call.delta") {
                    self.item.runs = Runs::AtClient;
                }
                self.image.is_partial |=
                    value.text().is_some_and(|name| name.ends_with(".partial_image"));
                self.name_event(value);
            }
            Leaf::BodyErrorType => keep(&mut self.error.body_type, value),
            Leaf::AwsType => {
                let code = value.text().map(aws_code).and_then(text::non_empty);
                self.error.is_present |= code.is_some();
                self.error.code = code.or(self.error.code.take());
            }
            Leaf::ErrorCode => {
                keep_code(&mut self.error.code, &mut self.error.number, value);
            }
            Leaf::ErrorMessage => {
                self.error.is_present |= value.text().is_some_and(|text| !text.is_empty());
            }
            Leaf::ErrorType => keep(&mut self.error.kind, value),
            Leaf::ErrorStatus => keep(&mut self.error.status, value),
            // A choice without a usable index keeps its position.
            Leaf::ChoiceIndex => {
                if let Ok(Some(index)) = value.count() {
                    self.choice.index = index;
                }
            }
            Leaf::ChoiceReason => keep_reason(&mut self.choice.reason, value),
            Leaf::ItemType => {
                self.item.runs = value.text().map_or(Runs::Unknown, Runs::from_word);
                self.item.kind = match value.text() {
                    // The items of the Responses API that have no name are called by their type.
                    Some(kind) if kind.ends_with("_call") && self.item.runs != Runs::AtClient => {
                        text::non_empty(kind)
                    }
                    _ => None,
                };
            }
            Leaf::ItemName => keep(&mut self.item.name, value),
            Leaf::ItemId => keep(&mut self.item.id, value),
            Leaf::ItemCallId => keep(&mut self.item.call_id, value),
            Leaf::Modality => self.entry.modality = Modality::from_scalar(value),
            Leaf::ModalityCount => self.entry.tokens = self.checked(value),
            Leaf::ChoiceStop => keep_reason(&mut self.choice.stop, value),
            Leaf::GenerationId => keep(&mut self.generation_id, value),
            Leaf::Seconds => {
                let duration = value.seconds().unwrap_or_else(|_| {
                    self.add_invalid();
                    None
                });
                self.duration = duration.or(self.duration);
            }
            Leaf::TranscriptSeconds => {
                self.transcript_duration =
                    value.seconds().unwrap_or_default().or(self.transcript_duration);
            }
            Leaf::Language => self.has_language |= value.text().is_some(),
            Leaf::FirstInput => {
                let tokens = self.checked(value);
                let known = &mut self.counts.0[Count::Input as usize];
                *known = tokens.max(*known);
            }
            Leaf::WorkedSeconds => self.work(value, 1.0),
            Leaf::WorkedMillis => self.work(value, 1e-3),
            Leaf::WorkedNanos => self.work(value, 1e-9),
            Leaf::RequestId => keep(&mut self.request_id, value),
            Leaf::ImageSize => keep(&mut self.image_size, value),
            Leaf::ImageQuality => keep(&mut self.image_quality, value),
            Leaf::InvokedModel => {
                let name = value.text().and_then(|arn| arn.rsplit('/').next());
                keep(&mut self.model, name.map_or(value, Scalar::Str));
            }
            Leaf::Lifetime => {
                self.entry.lifetime = match value.text() {
                    Some("5m") => Some(Count::CacheWrite5m),
                    Some("1h") => Some(Count::CacheWrite1h),
                    _ => None,
                };
            }
            Leaf::LifetimeTokens => self.entry.tokens = self.checked(value),
            Leaf::Image if is_text(value) => {
                self.images = Some(self.images.unwrap_or(0).saturating_add(1));
            }
            Leaf::EventImage => {
                self.image.came |= is_text(value);
                self.event.bears_output |= is_text(value);
            }
            Leaf::PartCode => self.parts.code = value.count().unwrap_or_default(),
            Leaf::Image | Leaf::Addresses | Leaf::PromptToken => {}
            Leaf::Component => self.components = self.components.saturating_add(1),
            Leaf::AddedInput => {
                if let Some(tokens) = self.checked(value) {
                    self.add_input(tokens);
                }
            }
        }
    }

    fn add_input(&mut self, tokens: u64) {
        let known = &mut self.added_input;
        match known.unwrap_or(0).checked_add(tokens) {
            Some(sum) => *known = Some(sum),
            None => self.add_invalid(),
        }
    }

    fn checked(&mut self, value: Scalar<'_>) -> Option<u64> {
        value.count().unwrap_or_else(|_| {
            self.add_invalid();
            None
        })
    }

    fn end_choice(&mut self) {
        let index = self.choice.index;
        for (choice, _) in self.tools.iter_mut().skip(self.choice.first_tool) {
            *choice = index;
        }
        let stop = self.choice.stop.take();
        let Some(reason) = self.choice.reason.take().or(stop) else { return };
        // The same choice comes again and again in a list of chunks, but never twice in one of them.
        let mut earlier = self.reasons.iter_mut().take(self.choice.earlier_reasons);
        if let Some((_, known)) = earlier.find(|(known, _)| *known == index) {
            *known = reason;
        } else if self.reasons.len() < MAX_LISTED {
            if self.reasons.is_empty() {
                self.reasons.reserve_exact(FIRST_REASONS);
            }
            self.reasons.push((index, reason));
        }
    }

    fn end_item(&mut self) {
        let item = std::mem::take(&mut self.item);
        // Later chunks of a tool call carry pieces of its arguments and no name.
        let Some(name) = item.name else { return };
        let tool = ToolCall { name, id: item.call_id.or(item.id) };
        // Events of the Responses API and of conversations name it several times.
        let is_known = item.is_repeated && self.tools.iter().any(|(_, known)| *known == tool);
        if !is_known && self.tools.len() < MAX_LISTED {
            self.event.bears_output = true;
            self.tools.push((0, tool));
        }
    }

    fn end_body(&mut self) {
        if self.item.runs == Runs::AtClient {
            self.end_item();
        }
        if self.image.came && !self.image.is_partial {
            self.images = Some(self.images.unwrap_or(0).saturating_add(1));
        }
        self.image = ImageFacts::default();
    }

    fn begin_part(&mut self, node: Node) {
        match node {
            // A later list replaces an earlier one.
            Node::CacheDetails => {
                self.counts.0[Count::CacheWrite5m as usize] = None;
                self.counts.0[Count::CacheWrite1h as usize] = None;
            }
            Node::CacheDetail => self.entry = EntryFacts::default(),
            _ => self.parts.has_failed = false,
        }
    }

    fn end_lifetime(&mut self) {
        let EntryFacts { lifetime: Some(lifetime), tokens: Some(tokens), .. } = self.entry else {
            return;
        };
        let known = &mut self.counts.0[lifetime as usize];
        match known.unwrap_or(0).checked_add(tokens) {
            Some(sum) => *known = Some(sum),
            None => self.add_invalid(),
        }
    }

    fn end_page(&mut self) {
        if self.parts.end() {
            let known = &mut self.counts.0[Count::Pages as usize];
            *known = Some(known.unwrap_or(0).saturating_add(1));
        }
    }

    fn end_image(&mut self) {
        if self.parts.end() {
            self.images = Some(self.images.unwrap_or(0).saturating_add(1));
        }
    }

    fn work(&mut self, value: Scalar<'_>, unit: f64) {
        // No more than a hint, so that what is none is nothing.
        let time = match value {
            Scalar::Int(int) => int as f64,
            Scalar::Float(float) => float,
            _ => return,
        };
        self.worked = Duration::try_from_secs_f64(time * unit).ok().or(self.worked);
    }

    /// A tool that is run by the provider is not asked for.
    fn end_hosted(&mut self) {
        let item = std::mem::take(&mut self.item);
        if item.runs == Runs::AtProvider
            && let Some(name) = item.kind.or(item.name)
            && self.hosted.len() < MAX_LISTED
        {
            self.hosted.push(name);
        }
    }

    fn name_event(&mut self, value: Scalar<'_>) {
        self.has_begun |=
            self.notes_events && value.text().is_some_and(|name| FIRST_EVENTS.contains(&name));
        self.event.name(value);
    }

    fn add_listed(&mut self) {
        self.listed = Some(self.listed.unwrap_or(0).saturating_add(1));
    }

    /// A choice of a stream whose reason never came ended with an error, by the conventions.
    pub(super) fn end_open_choices(&mut self) {
        if !self.notes_events {
            return;
        }
        for (index, _) in &self.reasons {
            let bit = u32::try_from(*index).ok().and_then(|index| 1_u128.checked_shl(index));
            self.begun &= !bit.unwrap_or(0);
        }
        for index in (0..u128::BITS).filter(|index| self.begun >> index & 1 == 1) {
            if self.reasons.len() < MAX_LISTED {
                self.reasons.push((index.into(), FinishReason::new("error")));
            }
        }
    }

    fn end_entry(&mut self, split: Split) {
        let EntryFacts { modality: Some(modality), tokens: Some(tokens), .. } = self.entry else {
            return;
        };
        let known = &mut self.splits[split as usize][modality as usize];
        match known.unwrap_or(0).checked_add(tokens) {
            Some(sum) => *known = Some(sum),
            None => self.add_invalid(),
        }
    }
}

impl ChoiceFacts {
    fn index(&self) -> u32 {
        u32::try_from(self.index).unwrap_or(u32::MAX)
    }
}

impl ErrorFacts {
    fn is_the_body(&mut self) {
        self.is_present = true;
        self.is_body = true;
    }
}

impl EventFacts {
    fn name(&mut self, value: Scalar<'_>) {
        self.is_last |= value.text().is_some_and(ends_stream);
    }
}

/// Whether an event of this name or type is the last of its stream.
pub(crate) fn ends_stream(name: &str) -> bool {
    LAST_EVENTS.contains(&name)
}

impl Object {
    fn from_word(word: &str) -> Option<Self> {
        match word {
            "chat.completion" | "chat.completion.chunk" => Some(Self::ChatCompletion),
            "response" => Some(Self::Response),
            "list" => Some(Self::List),
            _ => None,
        }
    }
}

impl Status {
    fn from_word(word: &str) -> Option<Self> {
        match word {
            "completed" => Some(Self::Completed),
            "incomplete" => Some(Self::Incomplete),
            "failed" | "cancelled" => Some(Self::Failed),
            // Replicate, which has no reason beside it.
            "canceled" | "aborted" => Some(Self::Canceled),
            _ => None,
        }
    }
}

impl Runs {
    /// Of `tool_use` blocks of Anthropic and Bedrock, of the items of the Responses API, of Mistral's conversations.
    fn from_word(word: &str) -> Self {
        match word {
            "tool_use" | "function_call" | "custom_tool_call" | "function.call" => Self::AtClient,
            "server_tool_use" | "mcp_tool_use" | "tool.execution" => Self::AtProvider,
            // Things to do for the client, which have neither name nor arguments like a function.
            "computer_call" | "local_shell_call" | "shell_call" | "apply_patch_call" => {
                Self::Unknown
            }
            _ if word.ends_with("_call") => Self::AtProvider,
            _ => Self::Unknown,
        }
    }
}

impl Modality {
    /// By name, or by number where the enums of the wire are numbers.
    fn from_scalar(value: Scalar<'_>) -> Option<Self> {
        match value {
            Scalar::Str("TEXT") | Scalar::Int(1) => Some(Self::Text),
            Scalar::Str("IMAGE") | Scalar::Int(2) => Some(Self::Image),
            Scalar::Str("AUDIO") | Scalar::Int(4) => Some(Self::Audio),
            _ => None,
        }
    }
}

/// What one event of a stream is, besides what it says.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct EventFacts {
    /// It has text of the answer, or a tool that is asked for. The text itself is not kept.
    pub(crate) bears_output: bool,
    /// It is the protocol's last one.
    pub(crate) is_last: bool,
}

/// The choice being read.
#[derive(Clone, Debug, Default)]
struct ChoiceFacts {
    next_position: u64,
    /// How many reasons came before the list of choices being read.
    earlier_reasons: usize,
    index: u64,
    reason: Option<FinishReason>,
    /// Its reason under a name that others use for what made the model stop.
    stop: Option<FinishReason>,
    /// Where the tools of this choice begin in the list of all.
    first_tool: usize,
}

/// The content block, output item or tool call being read.
#[derive(Clone, Debug, Default)]
struct ItemFacts {
    runs: Runs,
    /// The same may come again.
    is_repeated: bool,
    /// Its type, where that is what it is called.
    kind: Option<Arc<str>>,
    name: Option<Arc<str>>,
    id: Option<Arc<str>>,
    call_id: Option<Arc<str>>,
}

/// Where a tool is run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Runs {
    #[default]
    Unknown,
    AtClient,
    AtProvider,
}

/// The count by modality or by lifetime being read.
#[derive(Clone, Copy, Debug, Default)]
struct EntryFacts {
    modality: Option<Modality>,
    lifetime: Option<Count>,
    tokens: Option<u64>,
}

/// The image of the event being read.
#[derive(Clone, Copy, Debug, Default)]
struct ImageFacts {
    came: bool,
    is_partial: bool,
}

/// A status that somebody may ask for again, in our copy of the word.
fn known_status(word: &str) -> Option<&'static str> {
    STATUSES.iter().find(|status| **status == word).copied()
}

fn is_text(value: Scalar<'_>) -> bool {
    value.text().is_some_and(|text| !text.is_empty())
}

fn keep(known: &mut Option<Arc<str>>, value: Scalar<'_>) {
    // The chunks of a stream say the same again and again.
    if let Some(text) = value.text()
        && known.as_deref() != Some(text)
        && let Some(text) = text::non_empty(text)
    {
        *known = Some(text);
    }
}

fn keep_model(known: &mut Option<Arc<str>>, value: Scalar<'_>) {
    keep(known, value.text().map_or(value, |name| Scalar::Str(model_name(name))));
}

/// A number that is an HTTP status tells nothing new; another is a code of the provider's.
fn keep_code(code: &mut Option<Arc<str>>, status: &mut Option<u64>, value: Scalar<'_>) {
    match value.count() {
        Ok(Some(number @ 100..=599)) => *status = Some(number),
        Ok(Some(number)) if number > 0 => *code = text::non_empty(&number.to_string()),
        _ => keep(code, value),
    }
}

/// There are few tiers, so that most need no allocation.
fn keep_tier(known: &mut Option<Arc<str>>, value: Scalar<'_>) {
    static TIERS: LazyLock<[Arc<str>; 6]> = LazyLock::new(|| {
        ["default", "standard", "priority", "flex", "on_demand", "batch"].map(Arc::from)
    });
    let tier = value.text().and_then(|text| TIERS.iter().find(|tier| ***tier == *text));
    match tier {
        Some(tier) => *known = Some(Arc::clone(tier)),
        None => keep(known, value),
    }
}

fn keep_reason(known: &mut Option<FinishReason>, value: Scalar<'_>) {
    match value {
        // Of chunks before the last, to watsonx and llama.cpp.
        Scalar::Str("not_finished" | "NOT_FINISHED" | "none") => {}
        Scalar::Str(word) if !word.trim().is_empty() => {
            *known = Some(FinishReason::new(word.trim()))
        }
        Scalar::Int(number) => *known = Some(numbered_reason(number)),
        _ => {}
    }
}

/// Vertex AI writes reasons as numbers when asked for numbered enums. Google's two APIs agree on the first
/// six only, so that a higher number stays a number.
fn numbered_reason(number: i128) -> FinishReason {
    match usize::try_from(number).ok().and_then(|number| NUMBERED_REASONS.get(number)) {
        Some(word) => FinishReason::new(word),
        None => FinishReason::new(&number.to_string()),
    }
}

const NUMBERED_REASONS: [&str; 6] =
    ["FINISH_REASON_UNSPECIFIED", "STOP", "MAX_TOKENS", "SAFETY", "RECITATION", "OTHER"];

/// Room for the reasons of most answers. With their indices, three take as much as four without, so that the list
/// without them is made in place.
const FIRST_REASONS: usize = 3;

/// Of Anthropic, of the Responses API, of Cohere, both versions.
const FIRST_EVENTS: [&str; 4] =
    ["message_start", "response.created", "message-start", "stream-start"];

/// Of Anthropic; of the Responses API; of Cohere, both versions; of Mistral's conversations; of transcriptions of
/// OpenAI and Mistral; of OpenAI's speech.
const LAST_EVENTS: [&str; 10] = [
    "message_stop",
    "response.completed",
    "response.incomplete",
    "response.failed",
    "message-end",
    "stream-end",
    "conversation.response.done",
    "transcript.text.done",
    "transcription.done",
    "speech.audio.done",
];

/// Of the Responses API and of Replicate.
const STATUSES: [&str; 10] = [
    "queued",
    "in_progress",
    "completed",
    "incomplete",
    "failed",
    "cancelled",
    "starting",
    "processing",
    "succeeded",
    "canceled",
];

/// The most choices, and the most tool calls, kept of one response.
const MAX_LISTED: usize = 128;
