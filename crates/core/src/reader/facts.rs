//! What a response said, before its shape is known.

mod billing;
mod ends;
mod keep;
mod leaf;
mod parts;
mod pieces;
mod words;

use std::sync::Arc;
use std::time::Duration;

use self::billing::Billing;
use self::keep::is_text;
use self::parts::Parts;
pub(super) use self::pieces::ErrorFacts;
pub(crate) use self::pieces::EventFacts;
use self::pieces::{ChoiceFacts, EntryFacts, ImageFacts, ItemFacts};
use self::words::Runs;
pub(crate) use self::words::ends_stream;
pub(super) use self::words::{Modality, Object, Status};
use super::node::{Bill, Count, Leaf, Node, Split};
use super::scalar::Scalar;
use super::visitor::Gather;
use crate::response::{FinishReason, ToolCall};

/// The raw facts of a response. Bounded: fixed fields, and lists with a limit.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Facts {
    counts: Counts,
    /// How often a count was set or reset.
    count_changes: u32,
    splits: [[Option<u64>; Modality::LEN]; Split::LEN],
    pub(super) id: Option<Arc<str>>,
    pub(super) response_id: Option<Arc<str>>,
    pub(super) generation_id: Option<Arc<str>>,
    /// An event before the response named the generation.
    pub(super) generation_is_announced: bool,
    /// Events are about pieces of the answer, whose ids are not that of a response.
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
    /// What is said about money.
    pub(super) billing: Option<Box<Billing>>,
    pub(super) image_size: Option<Arc<str>>,
    pub(super) image_quality: Option<Arc<str>>,
    /// The tools that the provider ran.
    pub(super) hosted: Vec<Arc<str>>,
    /// Choices that were begun, a bit for each.
    begun: u128,
    /// A stream of one answer has begun, which has no list of choices.
    pub(super) has_begun: bool,
    /// It is whole, also where no reason is given.
    pub(super) has_ended: bool,
    /// Entries of the list of results.
    pub(super) listed: Option<u64>,
    /// Numbers of the first vector.
    pub(super) dimensions: Option<u64>,
    /// Numbers of the vector being read.
    components: u64,
    /// Queries of the list of candidates being read.
    queries: u64,
    /// Queries that a search of the web was made with.
    pub(super) searched: Option<u64>,
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Counts([Option<u64>; Count::LEN]);

impl Default for Counts {
    fn default() -> Self {
        Self([None; Count::LEN])
    }
}

impl Gather for Facts {
    type Place = Node;

    fn wants(&self, node: Node) -> bool {
        match node {
            Node::Leaf(
                Leaf::Output
                | Leaf::Written
                | Leaf::WholeText
                | Leaf::Done
                | Leaf::EventType
                | Leaf::Begun,
            )
            | Node::ChatParts
            | Node::Bytes => self.notes_events,
            // One is as long as the other, and long.
            Node::Vector | Node::ListedVector | Node::Values => self.dimensions.is_none(),
            // There are as many in every encoding.
            Node::VectorsAs => self.dimensions.is_none() || self.lists_nothing(),
            Node::PackedVectors => self.lists_nothing(),
            _ => true,
        }
    }

    fn only_glances(&self, node: Node) -> bool {
        matches!(
            node,
            Node::Leaf(Leaf::Output | Leaf::Written)
                | Node::Blocks
                | Node::Delta
                | Node::Response
                | Node::ChatParts
        )
    }

    fn glance(&mut self, node: Node, is_empty: bool) {
        self.has_begun |= node == Node::Leaf(Leaf::Written);
        self.event.has_text |= !is_empty;
    }

    fn count(&self, node: Node) -> Option<u8> {
        match node {
            // There are few.
            Node::Count(count) => Some(count as u8),
            _ => None,
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
                self.queries = 0;
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
            // An object lists nothing by itself.
            Node::Data | Node::Vectors => self.listed = None,
            Node::Datum | Node::Prediction | Node::ListedVector => self.add_listed(),
            Node::Output => self.has_output_items = true,
            // A later list replaces an earlier one, as later counts do.
            Node::Split(split) => self.splits[split as usize] = [None; Modality::LEN],
            Node::SplitEntry(_) => self.entry = EntryFacts::default(),
            _ => {}
        }
    }

    fn tallies(&self, node: Node) -> bool {
        matches!(node, Node::Vector | Node::ListedVector | Node::Values)
    }

    fn tally(&mut self, _node: Node, elements: u64) {
        self.components = self.components.saturating_add(elements);
    }

    fn begin_array(&mut self, node: Node) {
        if matches!(node, Node::Data | Node::Vectors | Node::VectorsAs | Node::PackedVectors) {
            self.listed = Some(0);
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
                self.begun |= 1_u128.checked_shl(self.choice.index()).unwrap_or(0);
                self.end_choice();
            }
            Node::CacheDetail => self.end_lifetime(),
            Node::Page => self.end_page(),
            Node::Annotation if !self.parts.is_file => self.end_image(),
            Node::EventItem if self.item.runs == Runs::AtClient => self.end_item(),
            // What the provider runs is told once more when the response is whole.
            Node::EventItem => self.item = ItemFacts::default(),
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
            Node::Count(count) => self.set_count(count as u8, value),
            Node::Leaf(leaf) => self.leaf(leaf, value),
            Node::Bill(bill) => self.bill(bill, value),
            Node::Cost => self.bill(Bill::Cost, value),
            Node::ListedVector | Node::PackedVector if value.text().is_some() => self.add_listed(),
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
            Node::Count(_)
            | Node::Leaf(Leaf::ModalityCount)
            | Node::Cost
            | Node::Bill(Bill::Cost | Bill::Upstream | Bill::Ticks) => self.add_invalid(),
            Node::Leaf(Leaf::Addresses) => self.is_prediction = true,
            Node::Leaf(Leaf::PromptToken) => self.add_input(1),
            // Not looked at.
            Node::ListedVector | Node::PackedVector => self.add_listed(),
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

    /// The count, to be set or reset.
    const fn count_mut(&mut self, count: Count) -> &mut Option<u64> {
        self.count_changes = self.count_changes.wrapping_add(1);
        &mut self.counts.0[count as usize]
    }

    /// Takes the count of this number.
    pub(crate) fn set_count(&mut self, count: u8, value: Scalar<'_>) {
        let Some(number) = self.checked(value) else { return };
        self.count_changes = self.count_changes.wrapping_add(1);
        if let Some(known) = self.counts.0.get_mut(usize::from(count)) {
            *known = Some(number);
        }
    }

    /// How many counts were set or reset since `earlier`.
    pub(crate) const fn count_changes_since(&self, earlier: &Self) -> u32 {
        self.count_changes.wrapping_sub(earlier.count_changes)
    }

    /// Whether a copy costs little.
    pub(crate) const fn is_small(&self) -> bool {
        self.tools.len() + self.reasons.len() + self.hosted.len() <= FEW
    }

    /// Whether this says the same as `others`, but for counts and for what kind of event came last. It is left as it was.
    pub(crate) fn is_like(&mut self, others: &Self) -> bool {
        let (changes, event) = (self.count_changes, self.event);
        let counts = std::mem::replace(&mut self.counts, others.counts.clone());
        (self.count_changes, self.event) = (others.count_changes, others.event);
        let is_like = self == others;
        (self.count_changes, self.event) = (changes, event);
        self.counts = counts;
        is_like
    }

    /// The count of one modality, if it came.
    pub(super) const fn split(&self, split: Split, modality: Modality) -> Option<u64> {
        self.splits[split as usize][modality as usize]
    }

    /// Counts one value that could not be what it claims to be.
    pub(super) fn add_invalid(&mut self) {
        self.invalid = self.invalid.saturating_add(1);
    }
}

/// How many choices and tools most answers have at the most.
const FEW: usize = 16;
