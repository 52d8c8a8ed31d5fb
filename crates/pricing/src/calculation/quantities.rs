//! How many of each unit were used, and which counts nobody knows.

use genai_otel_core::{Contradiction, Measured, ModelOperation, Usage};

use super::unit_set::{UNITS, UnitSet, parts_of};
use crate::unit::Unit;

/// How many of each unit were used. What nobody said is not known, which is not zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quantities {
    counts: [u64; UNITS],
    known: UnitSet,
    /// Those that are known and more than zero.
    used: UnitSet,
    estimated: UnitSet,
    contradiction: Option<Contradiction>,
    has_output: bool,
}

impl Quantities {
    /// What a usage says. The operation decides what durations, characters, images and searches are of.
    pub(crate) fn of(usage: &Usage, operation: &ModelOperation) -> Self {
        let mut quantities = Self {
            counts: [0; UNITS],
            known: UnitSet::EMPTY,
            used: UnitSet::EMPTY,
            estimated: UnitSet::EMPTY,
            contradiction: usage.contradiction(),
            has_output: has_output(operation),
        };
        quantities.measure_tokens(usage);
        quantities.measure_work(usage, operation);
        quantities.set(Unit::Requests, 1);
        quantities.derive_wholes();
        quantities
    }

    /// Says how many of a unit were used.
    pub(crate) const fn set(&mut self, unit: Unit, count: u64) {
        self.counts[unit as usize] = count;
        self.known.insert(unit);
        self.used = self.used.without(UnitSet::of(&[unit]));
        if count > 0 {
            self.used.insert(unit);
        }
    }

    /// How many of a unit were used, as far as that is known.
    pub(crate) const fn get(&self, unit: Unit) -> Option<u64> {
        if self.known.contains(unit) { Some(self.counts[unit as usize]) } else { None }
    }

    /// How many of a unit were used; 0 where nobody knows.
    pub(crate) const fn count(&self, unit: Unit) -> u64 {
        self.counts[unit as usize]
    }

    /// Sets totals that follow from their parts: a cache write is of one lifetime or the other, and audio, video and
    /// images go in or come out.
    pub(crate) fn derive_wholes(&mut self) {
        for [whole, one, other] in SUMS {
            let parts = UnitSet::of(&[one, other]);
            if !self.known.contains(whole) && self.known.meets(parts) {
                self.set(whole, self.count(one).saturating_add(self.count(other)));
                if self.estimated.meets(parts) {
                    self.estimated.insert(whole);
                }
            }
        }
    }

    /// Whether all that is known is that a request was made.
    pub(crate) const fn is_unknown(&self) -> bool {
        self.known.without(UnitSet::of(&[Unit::Requests])).is_empty()
    }

    pub(crate) const fn known(&self) -> UnitSet {
        self.known
    }

    pub(crate) const fn used(&self) -> UnitSet {
        self.used
    }

    pub(crate) const fn estimated(&self) -> UnitSet {
        self.estimated
    }

    pub(crate) const fn contradiction(&self) -> Option<Contradiction> {
        self.contradiction
    }

    /// Whether operations of this kind give something back that providers bill.
    pub(crate) const fn has_output(&self) -> bool {
        self.has_output
    }

    /// Whether all of a known `whole` is of one of its parts.
    pub(crate) fn is_all_of(&self, part: Unit, whole: Unit) -> bool {
        parts_of(whole).contains(part) && self.get(part) == self.get(whole)
    }

    #[inline]
    fn measure(&mut self, unit: Unit, count: Measured<u64>) {
        let Some(value) = count.value() else { return };
        self.set(unit, value);
        if count.is_estimated() {
            self.estimated.insert(unit);
        }
    }

    fn measure_tokens(&mut self, usage: &Usage) {
        self.measure(Unit::InputTokens, usage.input);
        self.measure(Unit::OutputTokens, usage.output);
        self.measure(Unit::CacheReadTokens, usage.cache_read);
        self.measure(Unit::CacheWriteTokens, usage.cache_write);
        self.measure(Unit::CacheWrite5mTokens, usage.cache_write_5m);
        self.measure(Unit::CacheWrite1hTokens, usage.cache_write_1h);
        self.measure(Unit::OutputReasoningTokens, usage.reasoning);
        self.measure(Unit::InputTextTokens, usage.input_text);
        self.measure(Unit::InputAudioTokens, usage.input_audio);
        self.measure(Unit::InputImageTokens, usage.input_image);
        self.measure(Unit::InputVideoTokens, usage.input_video);
        self.measure(Unit::InputToolTokens, usage.input_tool);
        self.measure(Unit::OutputTextTokens, usage.output_text);
        self.measure(Unit::OutputAudioTokens, usage.output_audio);
        self.measure(Unit::OutputImageTokens, usage.output_image);
        self.measure(Unit::OutputVideoTokens, usage.output_video);
        self.measure(Unit::OutputCitationTokens, usage.citations);
        self.measure(Unit::CacheTextReadTokens, usage.cache_read_text);
        self.measure(Unit::CacheAudioReadTokens, usage.cache_read_audio);
        self.measure(Unit::CacheImageReadTokens, usage.cache_read_image);
        self.measure(Unit::CacheVideoReadTokens, usage.cache_read_video);
    }

    fn measure_work(&mut self, usage: &Usage, operation: &ModelOperation) {
        self.measure(Unit::DocumentPages, usage.pages);
        self.measure(Unit::AnnotatedDocumentPages, usage.annotated_pages);
        self.measure(Unit::StorageSearches, usage.storage_searches);
        self.measure(Unit::CodeExecutions, usage.code_executions);
        self.measure(Unit::InputPixels, usage.pixels);
        self.measure(Unit::InputCharacters, usage.characters);
        self.measure(searches(operation), usage.searches);
        if !usage.images.is_missing() {
            self.measure(Unit::Images, usage.images);
            self.measure(images(operation), usage.images);
        }
        if !usage.duration.is_missing() {
            let nanoseconds = nanoseconds(usage.duration);
            for unit in durations(operation) {
                self.measure(*unit, nanoseconds);
            }
        }
    }
}

const fn has_output(operation: &ModelOperation) -> bool {
    use ModelOperation as Op;
    !matches!(operation, Op::Embeddings | Op::Rerank | Op::Moderation | Op::Retrieval)
}

const fn searches(operation: &ModelOperation) -> Unit {
    match operation {
        ModelOperation::Rerank => Unit::RerankSearches,
        _ => Unit::WebSearches,
    }
}

const fn images(operation: &ModelOperation) -> Unit {
    match operation {
        ModelOperation::ImageGeneration => Unit::OutputImages,
        _ => Unit::InputImages,
    }
}

fn durations(operation: &ModelOperation) -> &'static [Unit] {
    match operation {
        ModelOperation::SpeechToText | ModelOperation::Translation => {
            &[Unit::AudioSeconds, Unit::InputAudioSeconds]
        }
        ModelOperation::TextToSpeech => &[Unit::AudioSeconds, Unit::OutputAudioSeconds],
        // No convention lists an operation that makes videos.
        other if other.as_str().contains("video") => {
            &[Unit::VideoSeconds, Unit::OutputVideoSeconds]
        }
        _ => &[Unit::AudioSeconds],
    }
}

/// Durations beyond 584 years are as good as that.
fn nanoseconds(duration: Measured<std::time::Duration>) -> Measured<u64> {
    let count = |length: std::time::Duration| u64::try_from(length.as_nanos()).unwrap_or(u64::MAX);
    match duration {
        Measured::Missing => Measured::Missing,
        Measured::Reported(length) => Measured::Reported(count(length)),
        Measured::Estimated(length) => Measured::Estimated(count(length)),
    }
}

/// Totals and the two parts that they are the sum of.
const SUMS: [[Unit; 3]; 4] = [
    [Unit::CacheWriteTokens, Unit::CacheWrite5mTokens, Unit::CacheWrite1hTokens],
    [Unit::AudioSeconds, Unit::InputAudioSeconds, Unit::OutputAudioSeconds],
    [Unit::VideoSeconds, Unit::InputVideoSeconds, Unit::OutputVideoSeconds],
    [Unit::Images, Unit::InputImages, Unit::OutputImages],
];
