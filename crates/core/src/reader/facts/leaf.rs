//! Scalars, by what they are.

use std::time::Duration;

use super::Facts;
use super::keep::{is_text, keep, keep_code, keep_model, keep_reason, keep_tier};
use super::words::{
    Modality, Object, Runs, Status, begins_stream, is_about_a_piece, known_status, tier_of_traffic,
};
use crate::reader::node::{Count, Leaf};
use crate::reader::scalar::Scalar;
use crate::text;
use crate::wire::aws_code;

impl Facts {
    /// A scalar of the kind `leaf` has come.
    pub(super) fn leaf(&mut self, leaf: Leaf, value: Scalar<'_>) {
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
            // Where both come they agree, and a tier has the better name.
            Leaf::TrafficType if self.usage_service_tier.is_none() => {
                if let Some(tier) = tier_of_traffic(value) {
                    keep_tier(&mut self.usage_service_tier, Scalar::Str(tier));
                }
            }
            Leaf::TrafficType => {}
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
            Leaf::Written => {
                self.has_begun = true;
                self.event.bears_output |= is_text(value);
            }
            Leaf::Done => {
                self.has_begun |= value == Scalar::Bool(false);
                self.has_ended |= value == Scalar::Bool(true);
                self.event.is_last |= value == Scalar::Bool(true);
            }
            Leaf::WholeText => self.has_ended |= value.text().is_some(),
            Leaf::EventType => self.name_event(value),
            Leaf::Begun => self.has_begun = true,
            Leaf::BodyType
                if matches!(value.text(), Some("error" | "conversation.response.error")) =>
            {
                self.error.is_the_body();
            }
            // Events have types too: only an error's is worth keeping.
            Leaf::BodyType if self.error.is_body => keep(&mut self.error.body_type, value),
            Leaf::BodyType => {
                self.has_segments |= value.text().is_some_and(is_about_a_piece);
                match value.text() {
                    Some("function.call.delta") => self.item.runs = Runs::AtClient,
                    Some("tool.execution.done") => self.item.runs = Runs::AtProvider,
                    _ => {}
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
                let known = self.count_mut(Count::Input);
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
            Leaf::Query if is_text(value) => {
                self.queries = self.queries.saturating_add(1);
                self.searched = Some(self.queries);
            }
            Leaf::Image if is_text(value) => {
                self.images = Some(self.images.unwrap_or(0).saturating_add(1));
            }
            Leaf::EventImage => {
                self.image.came |= is_text(value);
                self.event.bears_output |= is_text(value);
            }
            Leaf::PartCode => self.parts.code = value.count().unwrap_or_default(),
            Leaf::Image | Leaf::Query | Leaf::Addresses | Leaf::PromptToken => {}
            Leaf::Component => self.components = self.components.saturating_add(1),
            Leaf::AddedInput => {
                if let Some(tokens) = self.checked(value) {
                    self.add_input(tokens);
                }
            }
        }
    }

    /// An input has so many tokens.
    pub(super) fn add_input(&mut self, tokens: u64) {
        let known = &mut self.added_input;
        match known.unwrap_or(0).checked_add(tokens) {
            Some(sum) => *known = Some(sum),
            None => self.add_invalid(),
        }
    }

    /// The count; one that cannot be is counted.
    pub(super) fn checked(&mut self, value: Scalar<'_>) -> Option<u64> {
        value.count().unwrap_or_else(|_| {
            self.add_invalid();
            None
        })
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

    fn name_event(&mut self, value: Scalar<'_>) {
        self.has_begun |= self.notes_events && value.text().is_some_and(begins_stream);
        self.event.name(value);
    }
}
