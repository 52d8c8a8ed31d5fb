use std::fmt;
use std::io::IoSlice;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Buf;
use http::Response;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

use crate::exchange::{Exchange, Reading};

pin_project! {
    /// The body of a response, read as it passes.
    ///
    /// Frames, trailers, size, errors and back-pressure are the inner body's; nothing is buffered or held back. A body
    /// of a response that is no call's passes through without being looked at.
    pub struct TappedBody<B> {
        #[pin]
        inner: B,
        reading: Option<Box<Reading>>,
    }
}

impl<B> TappedBody<B> {
    /// The body of an answer to a call.
    pub const fn new(inner: B, reading: Option<Box<Reading>>) -> Self {
        Self { inner, reading }
    }

    /// The response of an exchange, with a body that is read as it passes; without one, it passes untouched. A body
    /// that is over before anybody asks for it need not be polled.
    pub fn wrap(response: Response<B>, exchange: Option<Box<Exchange>>) -> Response<Self>
    where
        B: Body,
    {
        let reading = exchange.map(|exchange| {
            let headers = response.headers().iter();
            let headers = headers.map(|(name, value)| (name.as_str(), value.as_bytes()));
            let mut reading = exchange.answer(response.status().as_u16(), headers);
            if response.body().is_end_stream() {
                reading.end();
            }
            Box::new(reading)
        });
        response.map(|body| Self::new(body, reading))
    }
}

impl<B> Body for TappedBody<B>
where
    B: Body,
    B::Error: fmt::Display + 'static,
{
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        task: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let mut this = self.project();
        let Some(reading) = this.reading else { return this.inner.poll_frame(task) };
        let poll = reading.read(|| this.inner.as_mut().poll_frame(task));
        match &poll {
            Poll::Ready(Some(Ok(frame))) => {
                if let Some(data) = frame.data_ref() {
                    read(data, reading);
                }
                if this.inner.is_end_stream() {
                    reading.end();
                }
            }
            Poll::Ready(Some(Err(error))) => reading.fail(error),
            Poll::Ready(None) => reading.end(),
            Poll::Pending => {}
        }
        poll
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

impl<B: Default> Default for TappedBody<B> {
    fn default() -> Self {
        Self::new(B::default(), None)
    }
}

impl<B> fmt::Debug for TappedBody<B> {
    /// Leaves out the body, which is content.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TappedBody").field("reading", &self.reading).finish_non_exhaustive()
    }
}

/// Shows `data` to `reading`, without taking it.
fn read<D: Buf>(data: &D, reading: &mut Reading) {
    let whole = data.chunk();
    if whole.len() == data.remaining() {
        reading.data(whole);
        return;
    }
    let mut slices = [IoSlice::new(&[]); MAX_SLICES];
    let filled = data.chunks_vectored(&mut slices);
    for slice in &slices[..filled] {
        reading.data(slice);
    }
}

/// The most slices of one frame's data that can be seen. Clients have one or two.
const MAX_SLICES: usize = 16;
