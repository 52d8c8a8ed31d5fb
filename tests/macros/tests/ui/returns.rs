//! Return types that hide what they are.
#![allow(unused)]

use std::fmt::Debug;

use futures_util::Stream;
use genai_otel::workflow;

#[workflow]
async fn opaque() -> impl Debug {
    Ok::<u8, u8>(1)
}

#[workflow]
fn opaque_and_maybe_a_future() -> impl Debug {
    3
}

#[workflow]
fn generic<T>(value: T) -> T {
    value
}

#[workflow]
fn stream() -> impl Stream<Item = u8> {
    futures_util::stream::empty()
}

#[workflow]
fn in_a_future() -> impl Future<Output = impl Debug> {
    async { 3 }
}

#[workflow]
fn associated<I: Iterator>(mut items: I) -> I::Item {
    items.next().unwrap()
}

trait Ask {
    type Reply;

    fn reply(&self) -> Self::Reply;

    #[workflow]
    fn ask(&self) -> Self::Reply {
        self.reply()
    }
}

fn main() {}
