//! What the headers of a response tell.

use std::sync::Arc;
use std::time::Duration;

use crate::cost::{Conditions, Money};
use crate::observe::Observation;
use crate::reader::scalar::is_reasonable;
use crate::response::Response;
use crate::text;
use crate::usage::Usage;

/// The facts in the headers of a response. What no header says is nothing.
///
/// ```
/// use genai_otel_core::wire::ResponseHeaders;
///
/// let headers = [("x-request-id", "req_1".as_bytes()), ("x-ratelimit-remaining-tokens", b"4096")];
/// let headers = ResponseHeaders::read(headers);
/// assert_eq!(headers.request_id.as_deref(), Some("req_1"));
/// assert_eq!(headers.remaining_tokens, Some(4_096));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ResponseHeaders {
    /// The provider's id of the HTTP request.
    pub request_id: Option<Arc<str>>,
    /// Requests left until the rate limit.
    pub remaining_requests: Option<u64>,
    /// Tokens left until the rate limit.
    pub remaining_tokens: Option<u64>,
    /// How long to wait before the next attempt. A date is not read.
    pub retry_after: Option<Duration>,
    /// How long the provider says it worked.
    pub processing_time: Option<Duration>,
    /// The service tier that processed the request.
    pub service_tier: Option<Arc<str>>,
    /// The provider's code of an error.
    pub error_code: Option<Arc<str>>,
    /// Tokens that are counted in headers, with inclusive totals.
    pub usage: Usage,
    /// What a proxy says the answer costs.
    pub cost: Option<Money>,
    /// What the price depends on.
    pub(crate) conditions: Conditions,
    /// Values that could not be what they claim to be.
    pub(crate) invalid: u32,
    /// Texts that were cut.
    pub(crate) truncated: u32,
}

impl ResponseHeaders {
    /// Reads pairs of name and value, in any order. Of headers that mean the same the provider's own
    /// comes before a proxy's; of one that stands twice the first counts.
    pub fn read<'a>(headers: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Self {
        let mut found = Found::default();
        for (name, value) in headers {
            if let Some(header) = Header::find(name) {
                found.take(header, value.trim_ascii());
            }
        }
        found.finish()
    }

    /// Tells `into`, what a body said, what it does not know yet. A count of the body's comes before one of the headers'.
    pub fn fill(&self, into: &mut Observation) {
        let response = &mut into.response;
        if self.request_id.is_some() {
            // Of the request itself. A body may have an id of something within it.
            response.provider_request_id.clone_from(&self.request_id);
        }
        fill(&mut response.service_tier, self.service_tier.as_ref());
        fill(&mut response.remaining_requests, self.remaining_requests.as_ref());
        fill(&mut response.remaining_tokens, self.remaining_tokens.as_ref());
        fill(&mut response.retry_after, self.retry_after.as_ref());
        fill(&mut response.processing_time, self.processing_time.as_ref());
        let body = std::mem::replace(&mut into.usage, self.usage.clone());
        into.usage.update(&body);
        fill(&mut into.cost, self.cost.as_ref());
        into.response.conditions.fill(self.conditions.clone());
        if self.error_code.is_some() {
            into.is_error = true;
            fill(&mut into.error_code, self.error_code.as_ref());
        }
        into.invalid = into.invalid.saturating_add(self.invalid);
        into.truncated = into.truncated.saturating_add(self.truncated);
    }

    /// What the headers say of the response.
    pub(crate) fn response(&self) -> Response {
        Response {
            provider_request_id: self.request_id.clone(),
            service_tier: self.service_tier.clone(),
            remaining_requests: self.remaining_requests,
            remaining_tokens: self.remaining_tokens,
            retry_after: self.retry_after,
            processing_time: self.processing_time,
            conditions: self.conditions.clone(),
            ..Response::default()
        }
    }
}

fn fill<T: Clone>(known: &mut Option<T>, newer: Option<&T>) {
    if known.is_none() {
        *known = newer.cloned();
    }
}

/// What a header means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Header {
    RequestId,
    RemainingRequests,
    RemainingTokens,
    RetrySeconds,
    RetryMillis,
    ProcessingMillis,
    ProcessingSeconds,
    ServiceTier,
    ErrorType,
    InputTokens,
    /// With those from the cache.
    WholeInputTokens,
    OutputTokens,
    CacheRead,
    CacheWrite,
    Cost,
    Latency,
}

impl Header {
    /// The meaning of the header `name`, and its rank among those that mean the same: lower comes first.
    fn find(name: &str) -> Option<(usize, Self)> {
        // Names come in lower case from nearly every client.
        let at = NAMES.iter().position(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Some((at, NAMES[at].1))
    }
}

/// By meaning, the header to be believed first first.
const NAMES: [(&str, Header); 49] = [
    ("x-request-id", Header::RequestId),
    ("request-id", Header::RequestId),
    ("x-amzn-requestid", Header::RequestId),
    ("apim-request-id", Header::RequestId),
    ("x-ms-request-id", Header::RequestId),
    ("mistral-correlation-id", Header::RequestId),
    ("x-goog-request-id", Header::RequestId),
    ("x-global-transaction-id", Header::RequestId),
    ("nvcf-reqid", Header::RequestId),
    ("x-ds-trace-id", Header::RequestId),
    ("x-debug-trace-id", Header::RequestId),
    ("msh-request-id", Header::RequestId),
    // Of whatever stands in front of the provider; better than nothing when asking about a request.
    ("cf-ray", Header::RequestId),
    ("x-ratelimit-remaining-requests", Header::RemainingRequests),
    ("anthropic-ratelimit-requests-remaining", Header::RemainingRequests),
    ("x-ratelimit-remaining-req-minute", Header::RemainingRequests),
    ("x-ratelimit-remaining-requests-minute", Header::RemainingRequests),
    ("x-ratelimit-remaining-requests-day", Header::RemainingRequests),
    ("x-ratelimit-remaining", Header::RemainingRequests),
    ("ratelimit-remaining", Header::RemainingRequests),
    ("x-trial-endpoint-call-remaining", Header::RemainingRequests),
    ("x-ratelimit-remaining-tokens", Header::RemainingTokens),
    ("anthropic-ratelimit-tokens-remaining", Header::RemainingTokens),
    ("anthropic-ratelimit-input-tokens-remaining", Header::RemainingTokens),
    ("x-ratelimit-remaining-tokens-minute", Header::RemainingTokens),
    ("x-tokenlimit-remaining", Header::RemainingTokens),
    ("x-ratelimit-remaining-tokens-prompt", Header::RemainingTokens),
    ("retry-after-ms", Header::RetryMillis),
    ("x-ms-retry-after-ms", Header::RetryMillis),
    ("retry-after", Header::RetrySeconds),
    ("openai-processing-ms", Header::ProcessingMillis),
    ("x-amzn-bedrock-invocation-latency", Header::ProcessingMillis),
    ("x-metrics-e2e-ms", Header::ProcessingMillis),
    ("x-total-time", Header::ProcessingMillis),
    ("fireworks-server-processing-time", Header::ProcessingSeconds),
    ("x-compute-time", Header::ProcessingSeconds),
    ("x-gemini-service-tier", Header::ServiceTier),
    ("x-amzn-bedrock-service-tier", Header::ServiceTier),
    ("x-amzn-errortype", Header::ErrorType),
    ("x-amzn-bedrock-input-token-count", Header::InputTokens),
    ("x-prompt-tokens", Header::InputTokens),
    ("fireworks-prompt-tokens", Header::WholeInputTokens),
    ("x-amzn-bedrock-output-token-count", Header::OutputTokens),
    ("x-generated-tokens", Header::OutputTokens),
    ("x-amzn-bedrock-cache-read-input-token-count", Header::CacheRead),
    ("x-amzn-bedrock-cache-write-input-token-count", Header::CacheWrite),
    ("fireworks-cached-prompt-tokens", Header::CacheRead),
    ("x-litellm-response-cost", Header::Cost),
    ("x-amzn-bedrock-performanceconfig-latency", Header::Latency),
];

/// The best value of each meaning so far, with its rank.
#[derive(Debug, Default)]
struct Found {
    request_id: Option<(usize, Arc<str>)>,
    service_tier: Option<(usize, Arc<str>)>,
    error_code: Option<(usize, Arc<str>)>,
    remaining_requests: Option<(usize, u64)>,
    remaining_tokens: Option<(usize, u64)>,
    retry_after: Option<(usize, Duration)>,
    processing_time: Option<(usize, Duration)>,
    input: Option<(usize, u64)>,
    whole_input: Option<(usize, u64)>,
    output: Option<(usize, u64)>,
    cache_read: Option<(usize, u64)>,
    cache_write: Option<(usize, u64)>,
    cost: Option<(usize, Money)>,
    latency: Option<(usize, Arc<str>)>,
    invalid: u32,
    truncated: u32,
}

impl Found {
    fn take(&mut self, (rank, header): (usize, Header), value: &[u8]) {
        // A text that is no UTF-8 is no id, no number and no word.
        let Ok(value) = std::str::from_utf8(value) else {
            self.invalid = self.invalid.saturating_add(1);
            return;
        };
        match header {
            Header::RequestId => {
                self.truncated += u32::from(text::is_too_long(value));
                keep(&mut self.request_id, rank, || text::non_empty(value));
            }
            Header::ServiceTier => {
                self.truncated += u32::from(text::is_too_long(value));
                keep(&mut self.service_tier, rank, || text::non_empty(value));
            }
            Header::ErrorType => {
                keep(&mut self.error_code, rank, || text::non_empty(aws_code(value)));
            }
            Header::RemainingRequests => keep(&mut self.remaining_requests, rank, || whole(value)),
            Header::RemainingTokens => keep(&mut self.remaining_tokens, rank, || whole(value)),
            Header::RetryMillis => keep(&mut self.retry_after, rank, || duration(value, 1e-3)),
            Header::RetrySeconds => keep(&mut self.retry_after, rank, || duration(value, 1.0)),
            Header::ProcessingMillis => {
                keep(&mut self.processing_time, rank, || duration(value, 1e-3));
            }
            Header::ProcessingSeconds => {
                keep(&mut self.processing_time, rank, || duration(value, 1.0));
            }
            Header::WholeInputTokens => {
                let read = self.count(value);
                keep(&mut self.whole_input, rank, || read);
            }
            Header::InputTokens => {
                let read = self.count(value);
                keep(&mut self.input, rank, || read);
            }
            Header::OutputTokens => {
                let read = self.count(value);
                keep(&mut self.output, rank, || read);
            }
            Header::CacheRead => {
                let read = self.count(value);
                keep(&mut self.cache_read, rank, || read);
            }
            Header::CacheWrite => {
                let read = self.count(value);
                keep(&mut self.cache_write, rank, || read);
            }
            // How Python writes that it does not know.
            Header::Cost if matches!(value, "" | "None") => {}
            Header::Cost => {
                let cost = value.parse().ok().filter(is_reasonable);
                self.invalid = self.invalid.saturating_add(u32::from(cost.is_none()));
                keep(&mut self.cost, rank, || cost);
            }
            Header::Latency => keep(&mut self.latency, rank, || text::non_empty(value)),
        }
    }

    /// A count of tokens; what is none is counted.
    fn count(&mut self, value: &str) -> Option<u64> {
        let count = whole(value);
        self.invalid = self.invalid.saturating_add(u32::from(count.is_none()));
        count
    }

    fn finish(self) -> ResponseHeaders {
        let [fresh, output, read, write] =
            [self.input, self.output, self.cache_read, self.cache_write].map(value);
        // Bedrock counts cached tokens beside the input, as its Converse does in the body.
        let parts = [fresh, read, write];
        let input = fresh.and_then(|_| {
            parts.iter().flatten().try_fold(0_u64, |sum, part| sum.checked_add(*part))
        });
        let input = input.or(value(self.whole_input));
        let usage = Usage {
            input: input.into(),
            output: output.into(),
            cache_read: read.into(),
            cache_write: write.into(),
            ..Usage::default()
        };
        let mut conditions = Conditions::default();
        if let Some(latency) = value(self.latency) {
            conditions.set("latency", &latency);
        }
        ResponseHeaders {
            request_id: value(self.request_id),
            remaining_requests: value(self.remaining_requests),
            remaining_tokens: value(self.remaining_tokens),
            retry_after: value(self.retry_after),
            processing_time: value(self.processing_time),
            service_tier: value(self.service_tier),
            error_code: value(self.error_code),
            usage,
            cost: value(self.cost),
            conditions,
            invalid: self.invalid,
            truncated: self.truncated,
        }
    }
}

/// The code in a type of AWS: `ns#ValidationException:http://..` is a `ValidationException`.
pub(crate) fn aws_code(text: &str) -> &str {
    let code = text.split(':').next().unwrap_or_default();
    code.rsplit('#').next().unwrap_or_default()
}

fn keep<T>(best: &mut Option<(usize, T)>, rank: usize, value: impl FnOnce() -> Option<T>) {
    if best.as_ref().is_none_or(|(known, _)| rank < *known)
        && let Some(value) = value()
    {
        *best = Some((rank, value));
    }
}

fn value<T>(best: Option<(usize, T)>) -> Option<T> {
    best.map(|(_, value)| value)
}

fn whole(text: &str) -> Option<u64> {
    // Together writes its remaining requests with a fraction.
    let text = text.split_once('.').map_or(text, |(whole, _)| whole);
    text.parse().ok()
}

fn duration(text: &str, unit: f64) -> Option<Duration> {
    let amount: f64 = text.parse().ok()?;
    Duration::try_from_secs_f64(amount * unit).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(headers: &[(&str, &str)]) -> ResponseHeaders {
        ResponseHeaders::read(headers.iter().map(|(name, value)| (*name, value.as_bytes())))
    }

    #[test]
    fn openai_tells_its_id_its_limits_and_its_time() {
        let seen = read(&[
            ("cf-ray", "8f"),
            ("X-Request-ID", " req_1 "),
            ("x-ratelimit-remaining-requests", "29999"),
            ("x-ratelimit-remaining-tokens", "149999962"),
            ("openai-processing-ms", "276"),
        ]);
        let expected = ResponseHeaders {
            request_id: Some("req_1".into()),
            remaining_requests: Some(29_999),
            remaining_tokens: Some(149_999_962),
            processing_time: Some(Duration::from_millis(276)),
            ..ResponseHeaders::default()
        };
        assert_eq!(seen, expected);
    }

    #[test]
    fn a_proxy_tells_what_the_answer_costs() {
        let cost = |text| {
            let seen = read(&[("x-litellm-response-cost", text)]);
            (seen.cost.map(|cost| cost.to_string()), seen.invalid)
        };
        assert_eq!(cost("3.45e-05"), (Some("0.0000345 USD".into()), 0));
        assert_eq!(cost(" 0.0 "), (Some("0 USD".into()), 0));
        assert_eq!(cost("None"), (None, 0));
        assert_eq!(cost(""), (None, 0));
        for odd in ["-0.1", "nan", "inf", "1e300", "free", "0,1"] {
            assert_eq!(cost(odd), (None, 1), "{odd}");
        }
        let headers = read(&[("x-litellm-response-cost", "0.5")]);
        let mut said = Observation::new();
        said.cost("0.4".parse().unwrap());
        let expected = said.clone();
        headers.fill(&mut said);
        assert_eq!(said, expected, "the body comes first");
        let mut said = Observation::new();
        headers.fill(&mut said);
        assert_eq!(said.cost, headers.cost);
    }

    #[test]
    fn bedrock_tells_how_fast_it_was() {
        let seen = read(&[("X-Amzn-Bedrock-PerformanceConfig-Latency", "optimized")]);
        assert_eq!(seen.response().conditions.get("latency"), Some("optimized"));
    }

    #[test]
    fn the_order_of_headers_makes_no_difference() {
        let mut headers = [
            ("request-id", "b"),
            ("x-request-id", "a"),
            ("cf-ray", "c"),
            ("retry-after", "2"),
            ("retry-after-ms", "1500"),
            ("anthropic-ratelimit-input-tokens-remaining", "5"),
            ("anthropic-ratelimit-tokens-remaining", "7"),
        ];
        let seen = read(&headers);
        let expected = ResponseHeaders {
            request_id: Some("a".into()),
            remaining_tokens: Some(7),
            retry_after: Some(Duration::from_millis(1_500)),
            ..ResponseHeaders::default()
        };
        assert_eq!(seen, expected);
        headers.reverse();
        assert_eq!(read(&headers), expected);
    }

    #[test]
    fn every_provider_is_understood() {
        let anthropic = read(&[
            ("request-id", "req_011"),
            ("anthropic-ratelimit-requests-remaining", "19999"),
            ("retry-after", "1"),
        ]);
        assert_eq!(anthropic.request_id.as_deref(), Some("req_011"));
        assert_eq!(anthropic.remaining_requests, Some(19_999));
        assert_eq!(anthropic.retry_after, Some(Duration::from_secs(1)));
        let mistral = read(&[
            ("mistral-correlation-id", "019f"),
            ("x-ratelimit-remaining-req-minute", "1221"),
            ("x-ratelimit-remaining-tokens-minute", "4997339"),
        ]);
        assert_eq!(mistral.request_id.as_deref(), Some("019f"));
        assert_eq!(mistral.remaining_requests, Some(1_221));
        assert_eq!(mistral.remaining_tokens, Some(4_997_339));
        let together = read(&[("x-ratelimit-remaining", "9.0"), ("x-tokenlimit-remaining", "8")]);
        assert_eq!((together.remaining_requests, together.remaining_tokens), (Some(9), Some(8)));
        let azure =
            read(&[("apim-request-id", "f0"), ("retry-after", "Fri, 1 Jan 2027 00:00:00 GMT")]);
        assert_eq!((azure.request_id.as_deref(), azure.retry_after), (Some("f0"), None));
        let gemini = read(&[("x-gemini-service-tier", "standard")]);
        assert_eq!(gemini.service_tier.as_deref(), Some("standard"));
    }

    #[test]
    fn counts_of_bedrock_become_inclusive() {
        let seen = read(&[
            ("x-amzn-requestid", "ade"),
            ("x-amzn-bedrock-input-token-count", "427"),
            ("x-amzn-bedrock-output-token-count", "172"),
            ("x-amzn-bedrock-cache-read-input-token-count", "10"),
            ("x-amzn-bedrock-cache-write-input-token-count", "3"),
        ]);
        assert_eq!(seen.usage, Usage::tokens(440, 172).cache_read(10).cache_write(3));
        assert_eq!(seen.request_id.as_deref(), Some("ade"));
    }

    #[test]
    fn counts_in_headers_stand_in_for_a_body_without_any() {
        let headers = read(&[("x-prompt-tokens", "16"), ("x-generated-tokens", "75")]);
        let mut silent = Observation::new();
        headers.fill(&mut silent);
        assert_eq!(silent.usage, Usage::tokens(16, 75));
        let mut outspoken = Observation::new();
        outspoken.usage(Usage::tokens(1, 2)).provider_request_id("mine");
        let before = outspoken.clone();
        headers.fill(&mut outspoken);
        assert_eq!(outspoken, before);
    }

    #[test]
    fn what_is_no_number_is_no_count() {
        let seen = read(&[
            ("x-amzn-bedrock-input-token-count", "-1"),
            ("x-generated-tokens", "many"),
            ("x-ratelimit-remaining-requests", ""),
            ("retry-after", "-3"),
            ("openai-processing-ms", "NaN"),
            ("x-request-id", "  "),
        ]);
        assert_eq!(seen, ResponseHeaders { invalid: 2, ..ResponseHeaders::default() });
    }

    proptest! {
        #[test]
        fn any_headers_are_read_without_a_panic(
            headers in prop::collection::vec(
                (0..NAMES.len(), prop_oneof![
                    prop::collection::vec(any::<u8>(), 0..40),
                    any::<u64>().prop_map(|number| number.to_string().into_bytes()),
                    any::<f64>().prop_map(|number| number.to_string().into_bytes()),
                ]),
                0..40,
            ),
            unknown in any::<String>(),
        ) {
            let pairs = headers.iter().map(|(at, value)| (NAMES[*at].0, value.as_slice()));
            let seen = ResponseHeaders::read(pairs.chain([(unknown.as_str(), &b"1"[..])]));
            let mut observation = Observation::new();
            seen.fill(&mut observation);
            prop_assert_eq!(observation.response.provider_request_id, seen.request_id);
        }
    }
}
