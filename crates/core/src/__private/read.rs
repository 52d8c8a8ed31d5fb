//! Reading the response.

use std::marker::PhantomData;

use serde::Serialize;

use super::shape::Shape;
use crate::call::kind::Kind;
use crate::call::{Call, CallHandle, Chunk};
use crate::observe::Observe;

/// Nothing is read.
pub const fn unread<T, K: Kind>(_response: &T, _call: &Call<K>) {}

/// No item is read; each is a chunk.
pub const fn read_every<T>(_item: &T, _call: &CallHandle) -> Chunk {
    Chunk::Output
}

/// The type of a response.
#[derive(Debug)]
pub struct Answer<T>(pub(super) PhantomData<fn() -> T>);

/// The response in an output of this shape.
pub const fn answer<S: Shape>(_shape: &S) -> Answer<S::Response> {
    Answer(PhantomData)
}

/// Has the response tell by itself.
#[must_use]
pub fn observer<T: Observe, K: Kind>(_: &Answer<T>) -> fn(&T, &Call<K>) {
    |response, call| call.observe(response)
}

/// Has each item tell by itself, and takes it for a chunk.
#[must_use]
pub fn chunk_observer<T: Observe>(_: &Answer<T>) -> fn(&T, &CallHandle) -> Chunk {
    |item, call| {
        call.observe(item);
        Chunk::Output
    }
}

/// First: what is `Serialize`.
pub trait SerializedResponse<T> {
    /// Reads the response by its shape.
    fn reader<K: Kind>(&self) -> fn(&T, &Call<K>);

    /// Reads an item by its shape.
    fn chunk_reader(&self) -> fn(&T, &CallHandle) -> Chunk;
}

impl<T: Serialize> SerializedResponse<T> for &Answer<T> {
    fn reader<K: Kind>(&self) -> fn(&T, &Call<K>) {
        |response, call| call.record_response(response)
    }

    fn chunk_reader(&self) -> fn(&T, &CallHandle) -> Chunk {
        |item, call| {
            call.record_response(item);
            Chunk::Output
        }
    }
}

/// Then: nothing, with an error.
pub trait ReadBySerialize {
    /// What is asked.
    type Of;

    /// Cannot be called.
    fn reader<K: Kind>(&self) -> fn(&Self::Of, &Call<K>)
    where
        Self::Of: TokensFromResponse;

    /// Cannot be called.
    fn chunk_reader(&self) -> fn(&Self::Of, &CallHandle) -> Chunk
    where
        Self::Of: TokensFromResponse;
}

impl<T> ReadBySerialize for Answer<T> {
    type Of = T;

    fn reader<K: Kind>(&self) -> fn(&T, &Call<K>)
    where
        T: TokensFromResponse,
    {
        unread
    }

    fn chunk_reader(&self) -> fn(&T, &CallHandle) -> Chunk
    where
        T: TokensFromResponse,
    {
        read_every
    }
}

/// Implemented for nothing.
#[diagnostic::on_unimplemented(
    message = "`tokens_from_response` reads the response through serde, and `{Self}` is not `Serialize`",
    label = "not `Serialize`",
    note = "derive or demand `serde::Serialize`, or read it otherwise: `response = observe`, `response = |response, call| ..`"
)]
pub trait TokensFromResponse {}
