//! Estimates are as near to what providers report as the guide says.
//!
//! The recordings belong to other projects and are kept beside this repository, not in it. Where they are missing this
//! test says so and proves nothing.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::print_stdout, reason = "a test that is skipped says so")]

use std::sync::Arc;

use genai_otel_exchange_tests::{EstimateErrors, corpus, files};
use genai_otel_http::estimate::BytesPerToken;

#[test]
fn estimates_of_plain_texts_are_within_a_half() {
    let Some(directory) = corpus() else {
        println!("skipped: no directory data/provider-exchanges beside or above this repository");
        return;
    };
    let estimator = Arc::new(BytesPerToken::default());
    let mut errors = EstimateErrors::default();
    for file in files(&directory).unwrap() {
        errors.add(&file, &estimator).unwrap();
    }
    assert!(errors.exchanges() > 100, "{errors}");
    let (input, output) = errors.plain_medians();
    assert!(input.unwrap() < 0.5 && output.unwrap() < 0.5, "{errors}");
}
