//! From a connection to its end, within limits: of time, of connections at a time, of what a request may be.

use std::{
    convert::Infallible,
    future::{Future, poll_fn},
    net::TcpListener,
    pin::pin,
    sync::Arc,
    task::Poll,
    time::Duration,
};

use http::{Request, Response, StatusCode, header::HOST};
use http_body_util::Full;
use hyper::{
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{net::TcpStream, sync::Semaphore, sync::oneshot, task::spawn_blocking, time::timeout};

use super::{host::means_this_machine, is_loopback};
use crate::{Endpoint, METRICS_PATH};

#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) max_connections: usize,
    /// Of a connection.
    pub(super) timeout: Duration,
}

/// Serves connections until it is told to stop, or whoever would tell is gone.
pub(super) async fn accept(
    listener: TcpListener,
    endpoint: Endpoint,
    limits: Limits,
    stopped: oneshot::Receiver<()>,
) {
    let is_local = listener.local_addr().is_ok_and(|address| is_loopback(address.ip()));
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
    let answers = Answers { endpoint, is_local, collecting: Arc::new(Semaphore::new(1)) };
    let slots = Arc::new(Semaphore::new(limits.max_connections));
    let mut accepting = pin!(async {
        while let Ok(slot) = Arc::clone(&slots).acquire_owned().await {
            let Ok((stream, _from)) = listener.accept().await else {
                // No file descriptor is left, say: trying again at once would be all that this thread does.
                tokio::time::sleep(PAUSE).await;
                continue;
            };
            let (answers, limit) = (answers.clone(), limits.timeout);
            tokio::spawn(async move {
                let _slot = slot;
                // What goes wrong on a connection is its client's business.
                let _ended = timeout(limit, converse(stream, answers, limit)).await;
            });
        }
    });
    let mut stopped = pin!(stopped);
    poll_fn(|context| match stopped.as_mut().poll(context) {
        Poll::Ready(_told) => Poll::Ready(()),
        Poll::Pending => accepting.as_mut().poll(context),
    })
    .await;
}

/// One request and its answer: a scrape every few seconds needs no connection that stays.
async fn converse(stream: TcpStream, answers: Answers, limit: Duration) -> hyper::Result<()> {
    let service = service_fn(move |request| {
        let answers = answers.clone();
        async move { Ok::<_, Infallible>(answers.to(request).await) }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limit)
        .max_buf_size(MAX_HEAD_BYTES)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service)
        .await
}

#[derive(Clone, Debug)]
struct Answers {
    endpoint: Endpoint,
    is_local: bool,
    /// Who holds it collects. Where a collection hangs, the next ones do not pile up behind it.
    collecting: Arc<Semaphore>,
}

impl Answers {
    async fn to(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        // Its body stays unread.
        let (head, _body) = request.into_parts();
        let host = head.headers.get(HOST).and_then(|host| host.to_str().ok());
        if self.is_local && !host.is_none_or(means_this_machine) {
            return unanswered(StatusCode::MISDIRECTED_REQUEST, "this is for this machine alone\n");
        }
        let answer = {
            let endpoint = self.endpoint.clone();
            move |head: http::request::Parts| {
                endpoint.answer(&head.method, head.uri.path(), &head.headers)
            }
        };
        if head.uri.path() != METRICS_PATH {
            return answer(head).map(full);
        }
        let ended = || unanswered(StatusCode::SERVICE_UNAVAILABLE, "the server ends\n");
        let Ok(turn) = Arc::clone(&self.collecting).acquire_owned().await else { return ended() };
        let answered = spawn_blocking(move || {
            let _turn = turn;
            answer(head)
        });
        answered.await.map_or_else(|_| ended(), |response| response.map(full))
    }
}

fn unanswered(status: StatusCode, why: &'static str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from_static(why.as_bytes())));
    *response.status_mut() = status;
    response
}

fn full(body: String) -> Full<Bytes> {
    Full::new(Bytes::from(body))
}

/// What a request's line and headers may take, all together.
const MAX_HEAD_BYTES: usize = 16 << 10;
const PAUSE: Duration = Duration::from_millis(100);
