use std::collections::VecDeque;

use opentelemetry_proto::tonic::collector::logs::v1::{
    ExportLogsPartialSuccess, ExportLogsServiceRequest, ExportLogsServiceResponse,
};
use opentelemetry_proto::tonic::collector::metrics::v1::{
    ExportMetricsPartialSuccess, ExportMetricsServiceRequest, ExportMetricsServiceResponse,
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTracePartialSuccess, ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use prost::Message;
use prost::encoding::{int32, string};

use super::metric::{CollectedMetric, read_metrics};
use super::reaction::Reaction;
use super::request::CollectorRequest;
use super::span::{CollectedSpan, read_spans};
use crate::http::{Answer, Body, Incoming, UndecodableBody};
use crate::recording::Recording;

/// What a collector remembers.
#[derive(Debug, Default)]
pub(super) struct Archive {
    pub(super) reactions: VecDeque<Reaction>,
    pub(super) otherwise: Reaction,
    pub(super) requests: Recording<CollectorRequest>,
    pub(super) spans: Recording<CollectedSpan>,
    pub(super) metrics: Recording<CollectedMetric>,
    pub(super) log_records: usize,
}

impl Archive {
    /// Remembers and answers one request.
    pub(super) fn ingest(
        &mut self,
        incoming: Incoming,
        payload: Result<Payload, Unreadable>,
    ) -> Answer {
        let (answer, items, malformed) = match payload {
            Ok(payload) => {
                let reaction = self.reactions.pop_front().unwrap_or_else(|| self.otherwise.clone());
                let items = payload.items();
                let answer = payload.answer(&reaction);
                if reaction.keeps {
                    self.keep(payload, &reaction);
                }
                (answer, items, None)
            }
            // A request that cannot be read takes no reaction from the queue.
            Err(Unreadable { status, reason }) => {
                (refusal(status, &reason, Vec::new()), 0, Some(reason))
            }
        };
        let weight = incoming.raw_body.len();
        let Incoming { path, headers, raw_body, .. } = incoming;
        let status = answer.status;
        self.requests
            .push(CollectorRequest { path, headers, raw_body, status, items, malformed }, weight);
        answer
    }

    fn keep(&mut self, payload: Payload, reaction: &Reaction) {
        let rejected = usize::try_from(reaction.rejected).unwrap_or(usize::MAX);
        match payload {
            Payload::Traces(mut spans) => {
                spans.truncate(spans.len().saturating_sub(rejected));
                for span in spans {
                    self.spans.push(span, SPAN_WEIGHT);
                }
            }
            Payload::Metrics(mut metrics) => {
                reject_points(&mut metrics, rejected);
                for metric in metrics {
                    let weight = metric.points.len() * SPAN_WEIGHT;
                    self.metrics.push(metric, weight);
                }
            }
            Payload::Logs(records) => self.log_records += records.saturating_sub(rejected),
        }
    }
}

/// What an export request holds.
#[derive(Debug)]
pub(super) enum Payload {
    Traces(Vec<CollectedSpan>),
    Metrics(Vec<CollectedMetric>),
    Logs(usize),
}

/// Why it cannot be read, and the status to say so with.
#[derive(Debug)]
pub(super) struct Unreadable {
    status: u16,
    reason: String,
}

impl Payload {
    pub(super) fn read(incoming: &Incoming) -> Result<Self, Unreadable> {
        let unreadable = |status, reason: &str| Unreadable { status, reason: reason.to_owned() };
        if incoming.method != "POST" {
            return Err(unreadable(405, "only POST is allowed here"));
        }
        let content_type = incoming.headers.value("content-type").unwrap_or_default();
        let media_type = content_type.split(';').next().unwrap_or_default().trim();
        if !media_type.eq_ignore_ascii_case(PROTOBUF) {
            let reason = format!("the content type `{content_type}` is not {PROTOBUF}");
            return Err(unreadable(415, &reason));
        }
        let content = incoming.content().map_err(|error| {
            let status = match error {
                UndecodableBody::Gzip => 400,
                UndecodableBody::TooLong => 413,
                UndecodableBody::UnknownCoding(_) => 415,
            };
            unreadable(status, &error.to_string())
        })?;
        let broken = |error: prost::DecodeError| unreadable(400, &error.to_string());
        match incoming.path.as_str() {
            "/v1/traces" => {
                let request = ExportTraceServiceRequest::decode(&*content).map_err(broken)?;
                let spans = read_spans(request).map_err(|reason| unreadable(400, reason))?;
                Ok(Self::Traces(spans))
            }
            "/v1/metrics" => {
                let request = ExportMetricsServiceRequest::decode(&*content).map_err(broken)?;
                Ok(Self::Metrics(read_metrics(request)))
            }
            "/v1/logs" => {
                let request = ExportLogsServiceRequest::decode(&*content).map_err(broken)?;
                let scopes = request.resource_logs.iter().flat_map(|logs| &logs.scope_logs);
                Ok(Self::Logs(scopes.map(|scope| scope.log_records.len()).sum()))
            }
            path => {
                let reason = format!("`{path}` is not /v1/traces, /v1/metrics or /v1/logs");
                Err(unreadable(404, &reason))
            }
        }
    }

    fn items(&self) -> usize {
        match self {
            Self::Traces(spans) => spans.len(),
            Self::Metrics(metrics) => metrics.iter().map(|metric| metric.points.len()).sum(),
            Self::Logs(records) => *records,
        }
    }

    fn answer(&self, reaction: &Reaction) -> Answer {
        let mut answer = if (200..300).contains(&reaction.status) {
            let body = self.success(reaction.rejected, &reaction.message);
            let mut answer = Answer::new(reaction.status, PROTOBUF, Body::Whole(body));
            answer.headers.extend(reaction.headers.iter().cloned());
            answer
        } else {
            let reason = "the fake collector was told to refuse this request";
            refusal(reaction.status, reason, reaction.headers.clone())
        };
        answer.delay = reaction.delay;
        answer.fault = reaction.fault;
        answer
    }

    /// The response message; `partial_success` is absent when there is nothing to say.
    fn success(&self, rejected: i64, message: &str) -> Vec<u8> {
        let partial = rejected > 0 || !message.is_empty();
        let error_message = message.to_owned();
        match self {
            Self::Traces(_) => ExportTraceServiceResponse {
                partial_success: partial.then_some(ExportTracePartialSuccess {
                    rejected_spans: rejected,
                    error_message,
                }),
            }
            .encode_to_vec(),
            Self::Metrics(_) => ExportMetricsServiceResponse {
                partial_success: partial.then_some(ExportMetricsPartialSuccess {
                    rejected_data_points: rejected,
                    error_message,
                }),
            }
            .encode_to_vec(),
            Self::Logs(_) => ExportLogsServiceResponse {
                partial_success: partial.then_some(ExportLogsPartialSuccess {
                    rejected_log_records: rejected,
                    error_message,
                }),
            }
            .encode_to_vec(),
        }
    }
}

/// An error in OTLP/HTTP: a `google.rpc.Status` with code (field 1) and message (field 2).
fn refusal(status: u16, reason: &str, mut headers: Vec<(String, String)>) -> Answer {
    // The codes that google.rpc gives to these HTTP statuses.
    let code = match status {
        400 | 413 | 415 => 3,
        401 => 16,
        403 => 7,
        404 => 5,
        405 | 501 => 12,
        429 => 8,
        502..=504 => 14,
        _ => 13,
    };
    let mut body = Vec::new();
    int32::encode(1, &code, &mut body);
    string::encode(2, &reason.to_owned(), &mut body);
    let mut answer = Answer::new(status, PROTOBUF, Body::Whole(body));
    answer.headers.append(&mut headers);
    answer
}

/// Takes the last points away. A metric that loses all of its points goes; one that came without any
/// stays, as it was accepted.
fn reject_points(metrics: &mut Vec<CollectedMetric>, mut rejected: usize) {
    for index in (0..metrics.len()).rev() {
        let points = &mut metrics[index].points;
        let cut = rejected.min(points.len());
        points.truncate(points.len() - cut);
        rejected -= cut;
        if cut > 0 && points.is_empty() {
            metrics.remove(index);
        }
    }
}

const PROTOBUF: &str = "application/x-protobuf";
/// A rough size of a decoded span or data point; the memory limit needs no more.
const SPAN_WEIGHT: usize = 1_024;
