//! From counts to a usage with inclusive totals.

use super::facts::{Facts, Modality, Object};
use super::node::{Count, Split};
use crate::usage::{Measured, Usage};

impl Facts {
    /// What was used. Counts what does not fit as invalid.
    pub(super) fn usage(&mut self) -> Usage {
        let tokens = if GEMINI.iter().any(|count| self.count(*count).is_some()) {
            self.gemini_usage()
        } else {
            self.token_usage()
        };
        // Without a language it may be the length of anything.
        let transcript = self.transcript_duration.filter(|_| self.has_language);
        Usage {
            pages: self.measured(Count::Pages),
            annotated_pages: self.measured(Count::AnnotatedPages),
            characters: self.measured(Count::Characters),
            pixels: self.measured(Count::Pixels),
            images: self.count(Count::Images).or(self.images).into(),
            duration: self.duration.or(transcript).into(),
            ..tokens
        }
    }

    /// OpenAI, its imitations, and Anthropic.
    fn token_usage(&mut self) -> Usage {
        let [prompt, completion] =
            [Count::Prompt, Count::Completion].map(|count| self.count(count));
        let mut total = self.count(Count::Total);
        let reasoning = self.count(Count::Reasoning).or(self.count(Count::ReasoningFlat));
        let audio = self.count(Count::InputAudio);
        let lifetimes = [Count::CacheWrite5m, Count::CacheWrite1h].map(|count| self.count(count));
        let read_beside = self.count(Count::CacheReadBeside);
        let write_beside = match self.count(Count::CacheCreationBeside) {
            None if lifetimes != [None, None] => self.sum(&lifetimes),
            said => said,
        };

        let fresh = self.count(Count::Input).or(self.added_input);
        let mut input = match prompt {
            Some(_) => prompt,
            // A gateway that adds Anthropic's members to a Responses body has not taken them out of the total.
            None if self.is_responses() => fresh,
            // Without Anthropic's own `input_tokens` (an event about output) the rest is no input.
            None => fresh.and_then(|fresh| self.sum(&[Some(fresh), read_beside, write_beside])),
        };
        let mut output = completion.or(self.count(Count::Output));
        // What is billed, where the model counts otherwise; what somebody else counted, where it does not.
        input = self.count(Count::BilledInput).or(input).or(self.count(Count::MeteredInput));
        output = self.count(Count::BilledOutput).or(output).or(self.count(Count::MeteredOutput));

        // Where the total proves that a part stands beside its count and not inside: reasoning of xAI,
        // audio of Mistral.
        if let (Some(prompt), Some(completion), Some(total)) = (prompt, completion, total) {
            match total.checked_sub(prompt).and_then(|rest| rest.checked_sub(completion)) {
                None | Some(0) => {}
                gap if gap == reasoning => output = self.sum(&[Some(completion), reasoning]),
                gap if gap == audio => input = self.sum(&[Some(prompt), audio]),
                Some(gap)
                    if reasoning.zip(audio).and_then(|(r, a)| r.checked_add(a)) == Some(gap) =>
                {
                    output = self.sum(&[Some(completion), reasoning]);
                    input = self.sum(&[Some(prompt), audio]);
                }
                Some(_) => {}
            }
        }
        // Deep research of Perplexity: what it thought and cites is billed beside the answer, and the total is without
        // both. Its other models bill neither apart.
        let is_research = || self.model.as_ref().is_some_and(|model| model.ends_with(RESEARCH));
        let citations = self.count(Count::Citations).filter(|_| is_research());
        if let (Some(completion), Some(_)) = (completion, citations) {
            output = self.sum(&[Some(completion), reasoning, citations]);
            total = None;
        }
        // Embeddings and ranks have no output; some providers report their input as the total alone.
        if self.object == Some(Object::List) {
            input = input.or(total);
            output = None;
        } else if input.is_none() && output.is_none() && self.listed.is_some() {
            input = total;
        }

        Usage {
            input: input.into(),
            output: output.into(),
            total: total.into(),
            cache_read: self
                .count(Count::Cached)
                .or(read_beside)
                .or(self.count(Count::CachedFlat))
                .or(self.reused())
                .into(),
            cache_write: self.count(Count::CacheWrite).or(write_beside).into(),
            cache_write_5m: lifetimes[0].into(),
            cache_write_1h: lifetimes[1].into(),
            reasoning: reasoning.into(),
            input_text: self.measured(Count::InputText),
            input_audio: audio.into(),
            input_image: self.measured(Count::InputImage),
            input_video: self.measured(Count::InputVideo),
            output_text: self.measured(Count::OutputText),
            output_audio: self.measured(Count::OutputAudio),
            output_image: self.measured(Count::OutputImage),
            citations: citations.into(),
            searches: self.count(Count::Searches).or(self.hosted_searches()).into(),
            storage_searches: self.runs_of("file_search_call").into(),
            code_executions: self
                .count(Count::CodeExecutions)
                .or(self.runs_of("code_interpreter_call"))
                .into(),
            ..Usage::default()
        }
    }

    /// Searches of the web that the Responses API lists one by one, among visits of what was found.
    fn hosted_searches(&self) -> Option<u64> {
        let visits = self.billing.as_ref().map_or(0, |billing| billing.visits);
        Some(self.runs_of("web_search_call")?.saturating_sub(visits))
    }

    /// How often the Responses API lists a run of this tool.
    fn runs_of(&self, name: &str) -> Option<u64> {
        let runs = self.hosted.iter().filter(|tool| ***tool == *name).count();
        (runs > 0).then_some(runs as u64)
    }

    /// What llama.cpp took from its cache, in its own API. In that of OpenAI the usage says all there is.
    fn reused(&self) -> Option<u64> {
        self.count(Count::Reused).filter(|_| self.count(Count::Prompt).is_none())
    }

    fn gemini_usage(&mut self) -> Usage {
        let prompt = self.count(Count::GeminiPrompt);
        let input = prompt.and_then(|_| self.sum(&[prompt, self.count(Count::GeminiToolUse)]));
        let thoughts = self.count(Count::GeminiThoughts);
        let candidates = self.count(Count::GeminiCandidates);
        let output = candidates.or(thoughts).and_then(|_| self.sum(&[candidates, thoughts]));
        let [input_text, input_audio, input_image, input_video] =
            [Modality::Text, Modality::Audio, Modality::Image, Modality::Video].map(|modality| {
                let parts =
                    [self.split(Split::Prompt, modality), self.split(Split::ToolUse, modality)];
                if parts == [None, None] { None } else { self.sum(&parts) }
            });
        Usage {
            input: input.into(),
            output: output.into(),
            total: self.measured(Count::GeminiTotal),
            cache_read: self.measured(Count::GeminiCached),
            reasoning: thoughts.into(),
            input_text: input_text.into(),
            input_audio: input_audio.into(),
            input_image: input_image.into(),
            input_video: input_video.into(),
            input_tool: self.measured(Count::GeminiToolUse),
            output_text: self.split(Split::Candidates, Modality::Text).into(),
            output_audio: self.split(Split::Candidates, Modality::Audio).into(),
            output_image: self.split(Split::Candidates, Modality::Image).into(),
            output_video: self.split(Split::Candidates, Modality::Video).into(),
            cache_read_text: self.split(Split::Cached, Modality::Text).into(),
            cache_read_audio: self.split(Split::Cached, Modality::Audio).into(),
            cache_read_image: self.split(Split::Cached, Modality::Image).into(),
            cache_read_video: self.split(Split::Cached, Modality::Video).into(),
            searches: self.searched.into(),
            ..Usage::default()
        }
    }

    fn measured(&self, count: Count) -> Measured<u64> {
        self.count(count).into()
    }

    /// The sum of what is known; nothing, and one invalid value more, where it exceeds a `u64`.
    fn sum(&mut self, parts: &[Option<u64>]) -> Option<u64> {
        let sum = parts.iter().flatten().try_fold(0_u64, |sum, part| sum.checked_add(*part));
        if sum.is_none() {
            self.add_invalid();
        }
        sum
    }
}

/// How the names of models end that do research.
const RESEARCH: &str = "-deep-research";

const GEMINI: [Count; 6] = [
    Count::GeminiPrompt,
    Count::GeminiToolUse,
    Count::GeminiCandidates,
    Count::GeminiThoughts,
    Count::GeminiCached,
    Count::GeminiTotal,
];
