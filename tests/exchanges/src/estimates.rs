//! How far an estimate is from what a provider reports.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use genai_otel_core::wire::Routes;
use genai_otel_core::{Instrumentation, Measured};
use genai_otel_http::Tap;
use genai_otel_http::estimate::{Estimator, TokenCounter};
use genai_otel_http::exchange::RequestHead;
use genai_otel_testkit::RecordingSink;
use serde_json::Value;

use crate::exchange::Exchange;
use crate::read_error::ReadError;

/// The errors of an estimator, API by API.
#[derive(Clone, Debug, Default)]
pub struct EstimateErrors {
    apis: BTreeMap<&'static str, Errors>,
    all: Errors,
    /// Those without tools, whose prompt nobody sees, and without reported reasoning, which mostly stays hidden.
    plain: Errors,
}

/// Relative errors: how far an estimate is off, as a part of what was reported.
#[derive(Clone, Debug, Default)]
struct Errors {
    exchanges: usize,
    input: Vec<f64>,
    output: Vec<f64>,
}

impl EstimateErrors {
    /// Adds the recording in `file`, sent through a tap in memory. One that was cut, is no call, or reports no tokens
    /// of which there is an estimate adds nothing.
    ///
    /// # Errors
    ///
    /// When the file is no exchange.
    pub fn add(&mut self, file: &Path, estimator: &Arc<impl Estimator>) -> Result<(), ReadError> {
        let exchange = Exchange::read(file)?;
        if is_cut(file)? {
            return Ok(());
        }
        let Some(told) = told(&exchange, estimator) else { return Ok(()) };
        let error = |(estimated, reported): (Option<u64>, Measured<u64>)| match reported {
            Measured::Reported(reported @ 1..) => {
                Some((estimated? as f64 - reported as f64).abs() / reported as f64)
            }
            _ => None,
        };
        let (input, output) = (error(told.input), error(told.output));
        if input.is_none() && output.is_none() {
            return Ok(());
        }
        let plain = told.is_plain.then_some(&mut self.plain);
        let of_api = self.apis.entry(told.api).or_default();
        for errors in [of_api, &mut self.all].into_iter().chain(plain) {
            errors.exchanges += 1;
            errors.input.extend(input);
            errors.output.extend(output);
        }
        Ok(())
    }

    /// How many recordings were added.
    #[must_use]
    pub const fn exchanges(&self) -> usize {
        self.all.exchanges
    }

    /// The median error of the input and of the output where neither tools nor reasoning are hidden in it.
    #[must_use]
    pub fn plain_medians(&self) -> (Option<f64>, Option<f64>) {
        (percentile(&self.plain.input, 50), percentile(&self.plain.output, 50))
    }
}

impl fmt::Display for EstimateErrors {
    /// A table: exchanges, and median and 90th percentile in percent.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "| API | exchanges | input, median | input, 90 % | output, median | output, 90 % |"
        )?;
        writeln!(f, "| --- | ---: | ---: | ---: | ---: | ---: |")?;
        for (api, errors) in &self.apis {
            row(f, api, errors)?;
        }
        row(f, "all", &self.all)?;
        row(f, "all without tools and reasoning", &self.plain)
    }
}

fn row(f: &mut fmt::Formatter<'_>, api: &str, errors: &Errors) -> fmt::Result {
    let shown = |errors: &[f64], percent| match percentile(errors, percent) {
        Some(error) => format!("{:.0} %", error * 100.0),
        None => String::new(),
    };
    writeln!(
        f,
        "| {api} | {} | {} | {} | {} | {} |",
        errors.exchanges,
        shown(&errors.input, 50),
        shown(&errors.input, 90),
        shown(&errors.output, 50),
        shown(&errors.output, 90),
    )
}

/// The smallest error that so many percent of them do not exceed.
fn percentile(errors: &[f64], percent: usize) -> Option<f64> {
    let mut sorted = errors.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.saturating_sub(1)).copied()
}

/// Estimated and reported.
struct Told {
    api: &'static str,
    input: (Option<u64>, Measured<u64>),
    output: (Option<u64>, Measured<u64>),
    is_plain: bool,
}

fn told<E: Estimator>(exchange: &Exchange, estimator: &Arc<E>) -> Option<Told> {
    let (host, path) = (exchange.url.authority()?.as_str(), exchange.url.path());
    let (method, query) = (exchange.method.as_str(), exchange.url.query());
    let head = RequestHead { method, authority: host, https: Some(true), path, query };
    let api = Routes::default().recognise(method, host, path, query)?.api.as_str();
    let sink = RecordingSink::new();
    let instrumentation = Instrumentation::builder().sink(sink.clone()).build();
    let heard = Heard { by: Arc::clone(estimator), sides: Arc::default() };
    let sides = Arc::clone(&heard.sides);
    let tap = Tap::builder().instrumentation(instrumentation).estimate(heard).build();
    let status = exchange.status.as_u16();
    let headers = exchange.response.headers.iter();
    let headers = headers.map(|(name, value)| (name.as_str(), value.as_bytes()));
    let mut reading = tap.exchange(&head, Some(&exchange.request.body))?.answer(status, headers);
    reading.data(&exchange.response.body);
    reading.end();
    let usage = sink.records().pop()?.usage.clone();
    // The request is counted first.
    let sides = sides.lock().unwrap_or_else(PoisonError::into_inner);
    let side = |index: usize| sides.get(index).copied().flatten();
    Some(Told {
        api,
        input: (side(0), usage.input),
        output: (side(1), usage.output),
        is_plain: usage.reasoning.value().unwrap_or(0) == 0 && !has_tools(&exchange.request.body),
    })
}

fn has_tools(request: &[u8]) -> bool {
    let request: Value = serde_json::from_slice(request).unwrap_or_default();
    ["tools", "toolConfig", "functions"].iter().any(|member| !request[member].is_null())
}

/// Whether strings of the recording were shortened, of which the provider counted all.
fn is_cut(file: &Path) -> Result<bool, ReadError> {
    let file_error = |source| ReadError::File { file: file.to_path_buf(), source };
    let json_error = |source| ReadError::Json { file: file.to_path_buf(), source };
    let bytes = fs::read(file).map_err(file_error)?;
    let whole: Value = serde_json::from_slice(&bytes).map_err(json_error)?;
    Ok(["request", "response"].iter().any(|part| !whole[part]["cut"].is_null()))
}

/// Writes down what an estimator counts, also where something is reported.
struct Heard<E> {
    by: Arc<E>,
    sides: Sides,
}

/// The tokens of each side that was counted; nothing where it had no text.
type Sides = Arc<Mutex<Vec<Option<u64>>>>;

struct Counter {
    by: Box<dyn TokenCounter>,
    side: usize,
    sides: Sides,
}

impl<E: Estimator> Estimator for Heard<E> {
    fn counter(&self, model: Option<&str>) -> Box<dyn TokenCounter> {
        let mut sides = self.sides.lock().unwrap_or_else(PoisonError::into_inner);
        sides.push(None);
        let (side, sides) = (sides.len() - 1, Arc::clone(&self.sides));
        Box::new(Counter { by: self.by.counter(model), side, sides })
    }
}

impl TokenCounter for Counter {
    fn text(&mut self, part: &str) {
        self.by.text(part);
    }

    fn end_text(&mut self) {
        self.by.end_text();
    }

    fn tokens(&mut self) -> u64 {
        let tokens = self.by.tokens();
        let mut sides = self.sides.lock().unwrap_or_else(PoisonError::into_inner);
        sides[self.side] = Some(tokens).filter(|tokens| *tokens > 0);
        tokens
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_errors_that_were_made() {
        let errors = [0.4, 0.1, 0.3, 0.2];
        assert_eq!((percentile(&errors, 50), percentile(&errors, 90)), (Some(0.2), Some(0.4)));
        assert_eq!((percentile(&[0.7], 50), percentile(&[], 90)), (Some(0.7), None));
    }
}
