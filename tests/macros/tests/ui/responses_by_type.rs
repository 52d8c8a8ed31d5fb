//! Responses that cannot be read as the attribute says.
#![allow(unused)]

use futures_util::{Stream, stream};
use genai_otel::workflow;

struct Opaque;

#[workflow(tokens_from_response)]
fn not_serialize() -> Result<Opaque, String> {
    Ok(Opaque)
}

#[workflow(tokens_from_response, stream)]
fn items_not_serialize() -> impl Stream<Item = Opaque> {
    stream::iter([Opaque])
}

#[workflow(response = observe)]
fn not_observe() -> Option<Opaque> {
    None
}

#[workflow(response = observe, stream)]
fn items_not_observe() -> impl Stream<Item = Opaque> {
    stream::iter([Opaque])
}

#[workflow(tokens_from_response)]
fn generic<T>() -> Option<T> {
    None
}

fn main() {}
