//! Looking at the bytes of a request body without taking them.

use std::any::Any;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http_body::Body;
use http_body_util::Full;

/// How the bodies of types we know, and of those of the application, are looked at.
#[derive(Clone, Default)]
pub(super) struct Looks(Vec<Look>);

type Look = Arc<dyn Fn(&dyn Any) -> Option<Bytes> + Send + Sync>;

impl Looks {
    pub(super) fn add(&mut self, look: Look) {
        self.0.push(look);
    }

    /// Hands the bytes of `body` to `then`, or nothing where they are not at hand.
    pub(super) fn at<B: Any, T>(&self, body: &B, then: impl FnOnce(Option<&[u8]>) -> T) -> T {
        let body = body as &dyn Any;
        if let Some(text) = body.downcast_ref::<String>() {
            return then(Some(text.as_bytes()));
        }
        let known = of_full(body.downcast_ref::<Full<Bytes>>());
        if known.is_some() {
            return then(known.as_deref());
        }
        if let Some(bytes) = of_full(body.downcast_ref::<Full<&'static [u8]>>()) {
            return then(Some(bytes));
        }
        then(self.0.iter().find_map(|look| look(body)).as_deref())
    }
}

impl fmt::Debug for Looks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Looks").field(&self.0.len()).finish()
    }
}

/// A copy of the body gives its only frame at once; its bytes are shared, not copied.
fn of_full<D: bytes::Buf + Clone + Unpin>(body: Option<&Full<D>>) -> Option<D> {
    let mut copy = body?.clone();
    match Pin::new(&mut copy).poll_frame(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Some(Ok(frame))) => frame.into_data().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::Empty;

    use super::*;

    fn seen<B: Any>(looks: &Looks, body: &B) -> Option<Vec<u8>> {
        looks.at(body, |bytes| bytes.map(<[u8]>::to_vec))
    }

    #[test]
    fn bodies_of_one_piece_are_looked_at() {
        let looks = Looks::default();
        assert_eq!(seen(&looks, &"text".to_owned()), Some(b"text".to_vec()));
        assert_eq!(seen(&looks, &Full::new(Bytes::from("full"))), Some(b"full".to_vec()));
        assert_eq!(seen(&looks, &Full::new(&b"static"[..])), Some(b"static".to_vec()));
        assert_eq!(seen(&looks, &Empty::<Bytes>::new()), None);
    }

    #[test]
    fn the_application_may_teach_others() {
        struct Own(Bytes);
        let mut looks = Looks::default();
        assert_eq!(seen(&looks, &Own(Bytes::from("own"))), None);
        looks.add(Arc::new(|body| Some(body.downcast_ref::<Own>()?.0.clone())));
        assert_eq!(seen(&looks, &Own(Bytes::from("own"))), Some(b"own".to_vec()));
    }
}
