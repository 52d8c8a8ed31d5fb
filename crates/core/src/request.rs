//! What was asked for, content apart.

use std::borrow::Cow;
use std::sync::Arc;

use crate::cost::Conditions;
use crate::semconv::{ApiType, OutputType};
use crate::text;
use crate::wire::conditions_of_host;

/// The parameters of a request. A field is set only when the request said so.
///
/// Which of them a call may carry follows the conventions; [`CallBuilder`](crate::CallBuilder) offers a
/// setter for each, and a running call changes them with
/// [`update_request`](crate::CallHandle::update_request). Numbers that are NaN or infinite are left out
/// of every exit and counted.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Request {
    /// The model asked for.
    pub model: Option<Arc<str>>,
    /// The deployment that the path of the request names (Azure), which is not always called like its model.
    pub deployment: Option<Arc<str>>,
    /// Sampling temperature.
    pub temperature: Option<f64>,
    /// Nucleus sampling threshold.
    pub top_p: Option<f64>,
    /// How many candidates sampling may choose from; for retrieval, how many results were asked for.
    pub top_k: Option<u64>,
    /// The most output tokens allowed.
    pub max_tokens: Option<u64>,
    /// Sequences that end the generation.
    pub stop_sequences: Option<Arc<[Arc<str>]>>,
    /// Frequency penalty.
    pub frequency_penalty: Option<f64>,
    /// Presence penalty.
    pub presence_penalty: Option<f64>,
    /// Seed for repeatable answers.
    pub seed: Option<i64>,
    /// How many choices were asked for. Written to the span when it is not 1.
    pub choice_count: Option<u64>,
    /// The kind of output asked for.
    pub output_type: Option<OutputType>,
    /// Encodings asked for, of embeddings.
    pub encoding_formats: Option<Arc<[Arc<str>]>>,
    /// Dimensions asked for, of embeddings.
    pub embedding_dimensions: Option<u64>,
    /// How many texts were sent to be embedded.
    pub text_count: Option<u64>,
    /// The size of the images asked for, in the provider's words: `1024x1024`, `auto`, `2K`.
    pub image_size: Option<Arc<str>>,
    /// The quality of the images asked for: `low`, `hd`, `premium`.
    pub image_quality: Option<Arc<str>>,
    /// Whether the answer was asked for as a stream.
    pub stream: Option<bool>,
    /// How hard the model shall think (`low`, `medium`, `high` ...).
    pub reasoning_level: Option<Arc<str>>,
    /// The service tier asked for.
    pub service_tier: Option<Arc<str>>,
    /// What the price depends on, as far as the request decides it.
    pub conditions: Conditions,
    /// The earlier response this request continues.
    pub previous_response_id: Option<Arc<str>>,
    /// The name of the prompt template.
    pub prompt_name: Option<Arc<str>>,
    /// The version of the prompt template.
    pub prompt_version: Option<Arc<str>>,
    /// The id that the client gave the request, for billing questions.
    pub client_request_id: Option<Arc<str>>,
    /// The data source searched (retrieval, search).
    pub data_source_id: Option<Arc<str>>,
    /// Which API was called, where the provider has several.
    pub api: Option<ApiType>,
    /// The server's host name or address.
    pub server_address: Option<Arc<str>>,
    /// The server's port.
    pub server_port: Option<u16>,
}

impl Request {
    /// Takes over what the server's name says about prices, where nobody has said it.
    pub(crate) fn fill_conditions(&mut self) {
        let host = self.server_address.as_deref().unwrap_or_default();
        for (key, value) in conditions_of_host(host).into_iter().flatten() {
            if self.conditions.get(key).is_none() {
                self.conditions.set(key, value);
            }
        }
    }

    /// Removes numbers that are none; says how many there were.
    pub(crate) fn drop_invalid(&mut self) -> usize {
        [
            &mut self.temperature,
            &mut self.top_p,
            &mut self.frequency_penalty,
            &mut self.presence_penalty,
        ]
        .into_iter()
        .filter_map(|number| number.take_if(|number| !number.is_finite()))
        .count()
    }

    /// Makes every text fit for an export; says how many were cut.
    pub(crate) fn clean(&mut self) -> usize {
        let texts = [
            &mut self.model,
            &mut self.deployment,
            &mut self.image_size,
            &mut self.image_quality,
            &mut self.reasoning_level,
            &mut self.service_tier,
            &mut self.previous_response_id,
            &mut self.prompt_name,
            &mut self.prompt_version,
            &mut self.client_request_id,
            &mut self.data_source_id,
            &mut self.server_address,
        ];
        let mut cut = 0;
        for text in texts {
            let Some(known) = text else { continue };
            let trimmed = known.trim();
            if trimmed.len() < known.len() {
                *known = Arc::from(trimmed);
            }
            cut += usize::from(text::clean_shared(known));
            text.take_if(|text| text.is_empty());
        }
        let stops = self.stop_sequences.as_mut().map(|list| (list, text::passage as Clean));
        let encodings = self.encoding_formats.as_mut().map(|list| (list, text::clean as Clean));
        for (list, clean) in [stops, encodings].into_iter().flatten() {
            let cleaned = list.iter().take(MAX_LIST).map(|text| {
                cut += usize::from(text::is_too_long(text));
                match clean(text) {
                    // Nearly always nothing has to change.
                    clean if *clean == **text => Arc::clone(text),
                    clean => Arc::from(&*clean),
                }
            });
            *list = cleaned.collect();
        }
        cut
    }

    /// Takes over what `newer` says and this does not: what was said first stands, because it is on
    /// the span already.
    pub(crate) fn fill(&mut self, newer: Self) {
        macro_rules! fill {
            ($($field:ident),* $(,)?) => {$(
                if self.$field.is_none() {
                    self.$field = newer.$field;
                }
            )*};
        }
        fill!(
            model,
            deployment,
            temperature,
            top_p,
            top_k,
            max_tokens,
            stop_sequences,
            frequency_penalty,
            presence_penalty,
            seed,
            choice_count,
            output_type,
            encoding_formats,
            embedding_dimensions,
            text_count,
            image_size,
            image_quality,
            stream,
            reasoning_level,
            service_tier,
            previous_response_id,
            prompt_name,
            prompt_version,
            client_request_id,
            data_source_id,
            api,
            server_address,
            server_port,
        );
        self.conditions.fill(newer.conditions);
    }
}

type Clean = fn(&str) -> Cow<'_, str>;

/// The most entries kept of a list.
pub(crate) const MAX_LIST: usize = 64;
