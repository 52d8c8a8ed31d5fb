//! Running the function inside its call.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use pin_project_lite::pin_project;

use super::shape::Shape;
use crate::call::kind::Kind;
use crate::call::{Call, Run, poll_inside};

/// Runs a future, records what came of it, has the response read and ends the call.
pub const fn run<K, S, R, F>(call: Call<K>, shape: S, read: R, work: F) -> RunToEnd<K, S, R, F>
where
    K: Kind,
    S: Shape,
    R: FnOnce(&S::Response, &Call<K>),
    F: Future<Output = S::Output>,
{
    RunToEnd { work, running: Running { polling: false, call }, shape, read: Some(read) }
}

/// [`run`] for a function.
pub fn run_sync<K: Kind, S: Shape>(
    call: Call<K>,
    shape: S,
    read: impl FnOnce(&S::Response, &Call<K>),
    work: impl FnOnce() -> S::Output,
) -> S::Output {
    let output = run_sync_inside(&call, shape, work);
    read_from::<K, S>(&call, &output, read);
    output
}

/// Runs a future and records what came of it. The call goes on.
pub fn run_inside<K, S, F>(call: &Call<K>, shape: S, work: F) -> Run<'_, F>
where
    K: Kind,
    S: Shape,
    F: Future<Output = S::Output>,
{
    call.run_as(work, shape.recorder())
}

/// [`run_inside`] for a function.
pub fn run_sync_inside<K: Kind, S: Shape>(
    call: &Call<K>,
    shape: S,
    work: impl FnOnce() -> S::Output,
) -> S::Output {
    call.run_sync_as(work, shape.recorder())
}

pin_project! {
    /// Runs a future inside a call of its own; made by [`run`]. An `async fn` would keep the future twice.
    #[must_use = "futures do nothing unless polled"]
    pub struct RunToEnd<K: Kind, S, R, F> {
        #[pin]
        work: F,
        // After the work, which is dropped before it.
        running: Running<K>,
        shape: S,
        read: Option<R>,
    }
}

impl<K, S, R, F> Future for RunToEnd<K, S, R, F>
where
    K: Kind,
    S: Shape,
    R: FnOnce(&S::Response, &Call<K>),
    F: Future<Output = S::Output>,
{
    type Output = S::Output;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<S::Output> {
        let this = self.project();
        let Running { polling, call } = this.running;
        let poll = || this.work.poll(task);
        let output = ready!(poll_inside(call, polling, poll, this.shape.recorder()));
        if let Some(read) = this.read.take() {
            read_from::<K, S>(call, &output, read);
        }
        Poll::Ready(output)
    }
}

impl<K: Kind, S, R, F> fmt::Debug for RunToEnd<K, S, R, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunToEnd").field("call", &self.running.call).finish_non_exhaustive()
    }
}

/// Ends the call, as cancelled when the work is dropped between its first poll and its end.
struct Running<K: Kind> {
    polling: bool,
    call: Call<K>,
}

impl<K: Kind> Drop for Running<K> {
    fn drop(&mut self) {
        if self.polling {
            self.call.record_cancelled();
        }
    }
}

fn read_from<K: Kind, S: Shape>(
    call: &Call<K>,
    output: &S::Output,
    read: impl FnOnce(&S::Response, &Call<K>),
) {
    if let Some(response) = S::response(output) {
        call.read_with(|| read(response, call));
    }
}
