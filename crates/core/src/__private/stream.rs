//! Streams that end the call.

use std::marker::PhantomData;
use std::pin::Pin;

use futures_core::Stream;

use super::read::Answer;
use crate::call::kind::Kind;
use crate::call::{Call, CallHandle, CallStream, Chunk, Results, Values};

/// The items of a stream, before it is known whether they are results.
#[derive(Debug)]
pub struct Items<T>(PhantomData<fn() -> T>);

/// The items of this stream.
pub fn items<S: IsStream>(_stream: &S) -> S::Items {
    S::items()
}

/// A stream.
pub trait IsStream {
    /// Its items.
    type Items;

    /// Its items.
    fn items() -> Self::Items;
}

impl<S: Stream> IsStream for S {
    type Items = Items<S::Item>;

    fn items() -> Items<S::Item> {
        Items(PhantomData)
    }
}

/// First: results.
pub trait StreamOfResults<T> {
    /// What is read of an item.
    fn answer(&self) -> Answer<T>;

    /// Hands the call over to the stream.
    fn wrap<K: Kind, S, R>(&self, call: Call<K>, stream: S, read: R) -> CallStream<S, Results<R>>
    where
        R: FnMut(&T, &CallHandle) -> Chunk;
}

impl<T, E> StreamOfResults<T> for &Items<Result<T, E>> {
    fn answer(&self) -> Answer<T> {
        Answer(PhantomData)
    }

    fn wrap<K: Kind, S, R>(&self, call: Call<K>, stream: S, read: R) -> CallStream<S, Results<R>>
    where
        R: FnMut(&T, &CallHandle) -> Chunk,
    {
        call.stream_with(stream, read)
    }
}

/// Then: values.
pub trait StreamOfValues<T> {
    /// What is read of an item.
    fn answer(&self) -> Answer<T>;

    /// Hands the call over to the stream.
    fn wrap<K: Kind, S, R>(&self, call: Call<K>, stream: S, read: R) -> CallStream<S, Values<R>>
    where
        R: FnMut(&T, &CallHandle) -> Chunk;
}

impl<T> StreamOfValues<T> for Items<T> {
    fn answer(&self) -> Answer<T> {
        Answer(PhantomData)
    }

    fn wrap<K: Kind, S, R>(&self, call: Call<K>, stream: S, read: R) -> CallStream<S, Values<R>>
    where
        R: FnMut(&T, &CallHandle) -> Chunk,
    {
        call.stream_values_with(stream, read)
    }
}

/// The stream in the type that the function promises.
pub fn rebox<S, T: Rebox<S>>(stream: S) -> T {
    T::rebox(stream)
}

/// A type that any stream can be put into.
#[diagnostic::on_unimplemented(
    message = "a stream that a call goes along with is no longer a `{Self}`",
    label = "the function promises a type of stream that cannot hold another",
    note = "return `impl Stream<Item = ..>` or `Pin<Box<dyn Stream<Item = ..> + Send>>`"
)]
pub trait Rebox<S> {
    /// Puts it there.
    fn rebox(stream: S) -> Self;
}

macro_rules! boxes {
    ($($also:ident)*) => {
        impl<'a, I, S: Stream<Item = I> $(+ $also)* + 'a> Rebox<S>
            for Pin<Box<dyn Stream<Item = I> $(+ $also)* + 'a>>
        {
            fn rebox(stream: S) -> Self {
                Box::pin(stream)
            }
        }
    };
}

boxes!();
boxes!(Send);
boxes!(Send Sync);
