use std::collections::VecDeque;

use super::log::CollectedLog;
use super::metric::CollectedMetric;
use super::offer::{Offer, Rule};
use super::otherwise::Otherwise;
use super::payload::{Payload, Unreadable};
use super::reaction::Reaction;
use super::request::{CollectorRequest, WireProtocol};
use super::span::CollectedSpan;
use super::verdict::Verdict;
use crate::headers::Headers;
use crate::recording::Recording;

/// What a collector remembers.
#[derive(Debug, Default)]
pub(super) struct Archive {
    pub(super) reactions: VecDeque<Reaction>,
    pub(super) otherwise: Otherwise,
    /// What goes before the reactions that are queued.
    pub(super) rules: Vec<Rule>,
    pub(super) requests: Recording<CollectorRequest>,
    pub(super) spans: Recording<CollectedSpan>,
    pub(super) metrics: Recording<CollectedMetric>,
    pub(super) logs: Recording<CollectedLog>,
}

/// A request as it came, whatever the protocol.
#[derive(Debug)]
pub(super) struct Received {
    pub(super) protocol: Option<WireProtocol>,
    pub(super) path: String,
    pub(super) headers: Headers,
    pub(super) raw_body: Vec<u8>,
}

impl Archive {
    /// Remembers one request, and says how to answer it.
    pub(super) fn ingest(
        &mut self,
        received: Received,
        payload: Result<Payload, Unreadable>,
    ) -> Verdict {
        let (verdict, items, malformed) = match payload {
            Ok(payload) => {
                let reaction = self.reaction(&Offer::of(&payload, received.raw_body.len()));
                let items = payload.items();
                let verdict = Verdict::of_reaction(payload.kind(), &reaction);
                if reaction.keeps {
                    self.keep(payload, &reaction);
                }
                (verdict, items, None)
            }
            // A request that cannot be read takes no reaction from the queue.
            Err(unreadable) => {
                let reason = unreadable.reason.clone();
                (Verdict::of_unreadable(unreadable), 0, Some(reason))
            }
        };
        let weight = received.raw_body.len();
        let Received { protocol, path, headers, raw_body } = received;
        let (status, code) = (verdict.status, verdict.code);
        let request =
            CollectorRequest { protocol, path, headers, raw_body, status, code, items, malformed };
        self.requests.push(request, weight);
        verdict
    }

    fn reaction(&mut self, offer: &Offer<'_>) -> Reaction {
        let ruled = self.rules.iter().find_map(|rule| rule.reaction(offer));
        let next = || self.reactions.pop_front().unwrap_or_else(|| self.otherwise.to(offer));
        ruled.unwrap_or_else(next)
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
            Payload::Logs(mut logs) => {
                logs.truncate(logs.len().saturating_sub(rejected));
                for log in logs {
                    self.logs.push(log, SPAN_WEIGHT);
                }
            }
        }
    }
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

/// A rough size of a decoded span, data point or log record; the memory limit needs no more.
const SPAN_WEIGHT: usize = 1_024;
