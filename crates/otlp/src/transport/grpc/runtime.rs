//! The runtime that gRPC runs on.

use std::{
    future::Future,
    sync::{Arc, Mutex, PoisonError, Weak, mpsc},
    time::Duration,
};

use opentelemetry::Context;
use tonic::transport::{Channel, Endpoint};

use crate::SetupError;

/// A tokio runtime of one thread, which ends with its last user, also where that one lives in another runtime.
#[derive(Debug)]
pub(super) struct Runtime {
    /// Nothing while it is being dropped.
    tokio: Option<tokio::runtime::Runtime>,
}

impl Runtime {
    fn start() -> Result<Self, SetupError> {
        let tokio = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name(THREAD)
            // As on the SDK's own threads: what the client says of an export must not be exported by an appender, which
            // would make it say more. Its threads do nothing else, so this holds for as long as they live.
            .on_thread_start(|| std::mem::forget(Context::enter_telemetry_suppressed_scope()))
            .enable_io()
            .enable_time()
            .build()
            .map_err(|source| SetupError::Thread { name: THREAD, source })?;
        Ok(Self { tokio: Some(tokio) })
    }

    /// A channel that connects when it is first used.
    pub(super) fn connect(&self, endpoint: &Endpoint) -> Channel {
        // The channel starts a task of its own here.
        let _inside = self.tokio.as_ref().map(tokio::runtime::Runtime::enter);
        endpoint.connect_lazy()
    }

    /// Runs `work` on the runtime's thread while this one waits; nothing when `limit` passes first. Works on any
    /// thread, because it waits without a runtime.
    pub(super) fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
        limit: Option<Duration>,
    ) -> Option<T> {
        let (tell, told) = mpsc::sync_channel(1);
        let task = self.tokio.as_ref()?.spawn(async move {
            // Nobody waits any more where this fails.
            drop(tell.send(work.await));
        });
        let done = match limit {
            Some(limit) => told.recv_timeout(limit).ok(),
            None => told.recv().ok(),
        };
        task.abort();
        done
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        if let Some(tokio) = self.tokio.take() {
            // Dropped as it is, it would wait for its thread, and panic where waiting is not allowed.
            tokio.shutdown_background();
        }
    }
}

/// The one runtime of a pipeline, started by the first signal that needs it.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct SharedRuntime(Arc<Mutex<Weak<Runtime>>>);

impl SharedRuntime {
    pub(super) fn started(&self) -> Result<Arc<Runtime>, SetupError> {
        let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(runtime) = slot.upgrade() {
            return Ok(runtime);
        }
        let runtime = Arc::new(Runtime::start()?);
        *slot = Arc::downgrade(&runtime);
        Ok(runtime)
    }
}

const THREAD: &str = "genai-otel-grpc";
