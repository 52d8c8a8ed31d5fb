//! Return types that the attribute takes for something else.
#![allow(unused)]

use std::future::Ready;
use std::pin::Pin;

use futures_util::Stream;
use futures_util::future::BoxFuture;
use futures_util::stream::{Empty, empty};
use genai_otel::workflow;

#[workflow]
fn future() -> BoxFuture<'static, u8> {
    Box::pin(async { 1 })
}

#[workflow]
fn stream() -> Pin<Box<dyn Stream<Item = u8>>> {
    Box::pin(empty())
}

#[workflow(result)]
fn no_result() -> Option<u8> {
    None
}

#[workflow(stream)]
fn stream_of_one_type() -> Empty<u8> {
    empty()
}

#[workflow(stream)]
fn no_stream() -> u8 {
    1
}

#[workflow(future)]
fn future_of_one_type() -> Ready<u8> {
    std::future::ready(1)
}

struct Silent;

#[workflow]
fn error_without_words() -> Result<u8, Silent> {
    Err(Silent)
}

fn main() {}
