//! The body of a request.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::Body;
use bytes::Bytes;
use http_body::{Body as _, Frame, SizeHint};
use http_body_util::BodyExt;

/// The longest request body that is looked at, in bytes. What is longer streams through.
pub const MAX_COLLECTED_BYTES: usize = 4 * 1024 * 1024;

/// A body on its way to an upstream, which is known where it was collected to its end.
pub(crate) struct Upload {
    known: Option<Bytes>,
    /// What has been taken of `rest`.
    first: VecDeque<Bytes>,
    rest: Body,
}

impl Upload {
    /// A body that is not looked at.
    pub(crate) const fn passing(body: Body) -> Self {
        Self { known: None, first: VecDeque::new(), rest: body }
    }

    /// A body that is known, unless it is longer than [`MAX_COLLECTED_BYTES`].
    pub(crate) async fn at_hand(body: Body) -> Result<Self, axum::Error> {
        Self::at_hand_up_to(MAX_COLLECTED_BYTES, body).await
    }

    async fn at_hand_up_to(most: usize, body: Body) -> Result<Self, axum::Error> {
        let mut upload = Self::passing(body);
        let mut length = 0;
        // What says that it is longer need not be waited for.
        while length <= most && upload.rest.size_hint().lower() <= most as u64 {
            let Some(frame) = upload.rest.frame().await else {
                let whole = whole(&mut upload.first, length);
                return Ok(Self {
                    known: Some(whole.clone()),
                    first: VecDeque::from([whole]),
                    rest: Body::empty(),
                });
            };
            // Trailers of requests mean nothing to providers.
            if let Ok(data) = frame?.into_data() {
                length += data.len();
                upload.first.push_back(data);
            }
        }
        Ok(upload)
    }

    /// The bytes, if they are known.
    pub(crate) fn known(&self) -> Option<Bytes> {
        self.known.clone()
    }
}

fn whole(pieces: &mut VecDeque<Bytes>, length: usize) -> Bytes {
    match pieces.pop_front() {
        Some(only) if pieces.is_empty() => only,
        Some(first) => {
            let mut whole = Vec::with_capacity(length);
            whole.extend_from_slice(&first);
            pieces.drain(..).for_each(|piece| whole.extend_from_slice(&piece));
            whole.into()
        }
        None => Bytes::new(),
    }
}

impl http_body::Body for Upload {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        task: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if let Some(piece) = self.first.pop_front() {
            return Poll::Ready(Some(Ok(Frame::data(piece))));
        }
        Poll::Ready(ready!(Pin::new(&mut self.rest).poll_frame(task)))
    }

    fn is_end_stream(&self) -> bool {
        self.first.iter().all(Bytes::is_empty) && self.rest.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let first: u64 = self.first.iter().map(|piece| piece.len() as u64).sum();
        let rest = self.rest.size_hint();
        let mut hint = SizeHint::new();
        hint.set_lower(rest.lower().saturating_add(first));
        if let Some(upper) = rest.upper() {
            hint.set_upper(upper.saturating_add(first));
        }
        hint
    }
}

#[cfg(test)]
mod tests {
    use futures_util::stream;
    use http_body_util::StreamBody;

    use super::*;

    /// What is known of a body, what it says of its size, and what is sent.
    async fn passed(most: usize, body: Body) -> (Option<Bytes>, Option<u64>, Bytes) {
        let upload = Upload::at_hand_up_to(most, body).await.unwrap();
        let (known, size) = (upload.known(), upload.size_hint().exact());
        (known, size, upload.collect().await.unwrap().to_bytes())
    }

    fn pieces(pieces: &'static [&'static str]) -> Body {
        let frames = pieces.iter().map(|piece| Ok::<_, axum::Error>(Frame::data((*piece).into())));
        Body::new(StreamBody::new(stream::iter(frames)))
    }

    #[tokio::test]
    async fn what_is_short_is_known_and_all_of_it_is_sent() {
        for (most, body, known, size, sent) in [
            (4, Body::from("abcd"), Some("abcd"), Some(4), "abcd"),
            (4, pieces(&["ab", "", "cd"]), Some("abcd"), Some(4), "abcd"),
            (3, Body::from("abcd"), None, Some(4), "abcd"),
            (3, pieces(&["ab", "cd", "ef"]), None, None, "abcdef"),
            (0, pieces(&[]), Some(""), Some(0), ""),
        ] {
            assert_eq!(passed(most, body).await, (known.map(Bytes::from), size, sent.into()));
        }
    }
}
