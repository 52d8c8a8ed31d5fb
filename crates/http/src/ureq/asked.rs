use std::io::{self, Cursor, Read};

use ::ureq::http::header::CONTENT_TYPE;
use ::ureq::http::{Method, Request, Response};
use ::ureq::middleware::MiddlewareNext;
use ::ureq::{AsSendBody, Body, Error, SendBody};

/// The body of a request that may be a call.
pub(super) enum Asked<'a> {
    /// Not looked at.
    Passing(SendBody<'a>),
    /// Collected to its end.
    Whole(Vec<u8>),
    /// Too long, or broken: what was taken of it comes first.
    Longer(Box<dyn Read + 'a>),
}

impl<'a> Asked<'a> {
    /// Collects up to `most` bytes of a body that is JSON by its content type. `ureq` hands bodies out by reading
    /// alone: a form or an upload would lose its length by that.
    pub(super) fn of(request: Request<SendBody<'a>>, most: u64) -> (Request<()>, Self) {
        let (parts, body) = request.into_parts();
        let kind = parts.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let is_json = kind.is_some_and(|kind| kind.to_ascii_lowercase().contains("json"));
        let asked = if is_json && parts.method == Method::POST {
            collect(body.into_reader(), most)
        } else {
            Self::Passing(body)
        };
        (Request::from_parts(parts, ()), asked)
    }

    /// The bytes, where they are at hand.
    pub(super) fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Whole(bytes) => Some(bytes),
            Self::Passing(_) | Self::Longer(_) => None,
        }
    }

    /// Sends `request` with this body.
    pub(super) fn send(
        self,
        request: Request<()>,
        next: MiddlewareNext<'_>,
    ) -> Result<Response<Body>, Error> {
        match self {
            Self::Passing(body) => next.handle(request.map(|()| body)),
            Self::Whole(mut bytes) => next.handle(request.map(|()| bytes.as_body())),
            Self::Longer(mut reader) => {
                next.handle(request.map(|()| SendBody::from_reader(&mut *reader)))
            }
        }
    }
}

fn collect<'a>(mut reader: impl Read + 'a, most: u64) -> Asked<'a> {
    let mut bytes = Vec::new();
    let read = reader.by_ref().take(most.saturating_add(1)).read_to_end(&mut bytes);
    match read {
        Ok(_) if bytes.len() as u64 <= most => Asked::Whole(bytes),
        Ok(_) => Asked::Longer(Box::new(Cursor::new(bytes).chain(reader))),
        Err(error) => Asked::Longer(Box::new(Cursor::new(bytes).chain(Broken(Some(error))))),
    }
}

/// Gives the error that the application's reader gave.
struct Broken(Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is at hand of a body, and what is sent.
    fn passed(kind: &str, sent: &str, most: u64) -> (Option<Vec<u8>>, Vec<u8>) {
        let mut sent = sent.to_owned();
        let request = Request::post("/").header(CONTENT_TYPE, kind).body(sent.as_body()).unwrap();
        let (_, asked) = Asked::of(request, most);
        let at_hand = asked.bytes().map(<[u8]>::to_vec);
        (at_hand, read(asked).unwrap())
    }

    fn read(asked: Asked<'_>) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        match asked {
            Asked::Passing(body) => body.into_reader().read_to_end(&mut bytes)?,
            Asked::Whole(whole) => return Ok(whole),
            Asked::Longer(mut reader) => reader.read_to_end(&mut bytes)?,
        };
        Ok(bytes)
    }

    #[test]
    fn json_is_at_hand_up_to_a_bound_and_all_of_it_is_sent() {
        for (kind, most, at_hand) in [
            ("application/json", 4, Some(&b"[12]"[..])),
            ("application/json", 3, None),
            ("application/json", 0, None),
            ("Application/JSON; charset=utf-8", u64::MAX, Some(b"[12]")),
            ("text/plain", 4, None),
        ] {
            let (seen, sent) = passed(kind, "[12]", most);
            assert_eq!(seen.as_deref(), at_hand, "{kind} {most}");
            assert_eq!(sent, b"[12]", "{kind} {most}");
        }
    }

    #[test]
    fn a_reader_that_breaks_breaks_the_request() {
        let mut reader =
            Cursor::new(b"[1".to_vec()).chain(Broken(Some(io::ErrorKind::Other.into())));
        let request = Request::post("/").header(CONTENT_TYPE, "application/json");
        let request = request.body(SendBody::from_reader(&mut reader)).unwrap();
        let (_, asked) = Asked::of(request, 100);
        assert!(asked.bytes().is_none());
        assert_eq!(read(asked).unwrap_err().kind(), io::ErrorKind::Other);
    }
}
