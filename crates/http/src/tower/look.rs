//! Looking at the bytes of a request body without taking them.

use std::any::Any;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http_body::Body;
use http_body_util::Full;

/// How the bodies of types we know, and of those of the application, are looked at and replaced.
#[derive(Clone, Default)]
pub(super) struct Looks {
    looks: Vec<Look>,
    replaces: Vec<Replace>,
}

type Look = Arc<dyn Fn(&dyn Any) -> Option<Bytes> + Send + Sync>;
/// Gives the bytes back where the body is of another type.
type Replace = Arc<dyn Fn(&mut dyn Any, Bytes) -> Option<Bytes> + Send + Sync>;

impl Looks {
    pub(super) fn add(&mut self, look: Look) {
        self.looks.push(look);
    }

    pub(super) fn add_replacement(&mut self, replace: Replace) {
        self.replaces.push(replace);
    }

    /// Puts `bytes` in place of `body`; says whether it could.
    pub(super) fn replace<B: Any>(&self, body: &mut B, bytes: Vec<u8>) -> bool {
        let body = body as &mut dyn Any;
        if let Some(text) = body.downcast_mut::<String>() {
            return String::from_utf8(bytes).is_ok_and(|edited| {
                *text = edited;
                true
            });
        }
        if let Some(full) = body.downcast_mut::<Full<Bytes>>() {
            *full = Full::new(bytes.into());
            return true;
        }
        let rest =
            self.replaces.iter().try_fold(bytes.into(), |bytes, replace| replace(body, bytes));
        rest.is_none()
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
        then(self.looks.iter().find_map(|look| look(body)).as_deref())
    }
}

impl fmt::Debug for Looks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Looks")
            .field("looks", &self.looks.len())
            .field("replaces", &self.replaces.len())
            .finish()
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

    #[test]
    fn bodies_of_one_piece_are_replaced_and_others_as_the_application_says() {
        #[derive(Debug, PartialEq)]
        struct Own(Bytes);
        let mut looks = Looks::default();
        let mut text = "text".to_owned();
        assert!(looks.replace(&mut text, b"new".to_vec()));
        assert_eq!(text, "new");
        let mut full = Full::new(Bytes::from("full"));
        assert!(looks.replace(&mut full, b"new".to_vec()));
        assert_eq!(seen(&looks, &full), Some(b"new".to_vec()));
        assert!(!looks.replace(&mut Full::new(&b"static"[..]), b"new".to_vec()));
        let mut own = Own(Bytes::from("own"));
        assert!(!looks.replace(&mut own, b"new".to_vec()));
        looks.add_replacement(Arc::new(|body, bytes| match body.downcast_mut::<Own>() {
            Some(own) => {
                own.0 = bytes;
                None
            }
            None => Some(bytes),
        }));
        assert!(looks.replace(&mut own, b"new".to_vec()));
        assert_eq!(own, Own(Bytes::from("new")));
    }
}
