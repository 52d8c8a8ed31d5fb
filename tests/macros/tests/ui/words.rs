//! Words that do not go together.
#![allow(unused)]

use genai_otel::workflow;

#[workflow(result, plain)]
fn both() {}

#[workflow(future)]
async fn asynchronous_anyway() {}

fn main() {}
