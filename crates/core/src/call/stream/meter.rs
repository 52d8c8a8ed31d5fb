//! The times and the end of a streamed call.

use std::time::Duration;

use super::read::Chunk;
use crate::call::end::end;
use crate::call::progress::{Progress, Verdict};
use crate::call::scope::CallScope;
use crate::instruments::LiveMetric;

/// Measures a stream without a lock per chunk: times stay here until the end.
#[derive(Debug)]
pub(in crate::call) struct Meter {
    scope: CallScope,
    started: Duration,
    first: Option<Duration>,
    last: Duration,
    chunks: u64,
    /// The time per output chunk, where it is measured; looked up at the second chunk.
    chunk_time: Option<Option<Box<LiveMetric>>>,
    /// A terminal mark was seen, or an error: an early drop does not abandon the call.
    settled: bool,
    ended: bool,
    /// Whether the call ends with the stream.
    owns: bool,
}

impl Meter {
    pub(in crate::call) fn start(scope: CallScope) -> Self {
        let mut started = Duration::ZERO;
        scope.handle().change(|state| {
            started = state.started;
            state.record.request.stream.get_or_insert(true);
            state.ending.stream();
        });
        Self::new(scope, started, true)
    }

    /// For a stream inside a call that somebody else ends.
    pub(in crate::call) fn beside(scope: CallScope) -> Self {
        let mut started = Duration::ZERO;
        scope.handle().change(|state| {
            started = state.started;
            state.record.request.stream.get_or_insert(true);
        });
        Self::new(scope, started, false)
    }

    const fn new(scope: CallScope, started: Duration, owns: bool) -> Self {
        Self {
            scope,
            started,
            first: None,
            last: Duration::ZERO,
            chunks: 0,
            chunk_time: None,
            settled: false,
            ended: false,
            owns,
        }
    }

    pub(super) const fn scope(&self) -> &CallScope {
        &self.scope
    }

    /// Takes note of an item; nothing stands for an error, which is recorded already.
    pub(in crate::call) fn item(&mut self, seen: Option<Chunk>) {
        match seen {
            Some(Chunk::Output) => self.chunk(),
            Some(Chunk::Silent) => {}
            Some(Chunk::Last) => {
                if !self.settled {
                    self.scope.handle().change(|state| {
                        if state.ending.progress == Progress::Streaming {
                            state.ending.progress = Progress::Succeeded;
                        }
                    });
                }
                self.settled = true;
            }
            None => self.settled = true,
        }
    }

    /// The stream said `None`: it is complete, unless an error came before.
    pub(in crate::call) fn end_of_stream(&mut self) {
        if !self.ended {
            self.item(Some(Chunk::Last));
            self.end();
        }
    }

    fn chunk(&mut self) {
        let Some(shared) = self.scope.handle().shared() else { return };
        let now = shared.instrumentation.monotonic();
        self.chunks = self.chunks.saturating_add(1);
        if self.first.is_none() {
            self.first = Some(now.saturating_sub(self.started));
        } else if let Some(instruments) = &shared.otel.instruments {
            let chunk_time = self.chunk_time.get_or_insert_with(|| {
                let state = shared.lock();
                let state = state.as_ref()?;
                // A stream that the owner of the call reads is measured there.
                if !self.owns && state.ending.progress == Progress::Streaming {
                    return None;
                }
                let names = shared.instrumentation.names();
                instruments.chunks(&state.record, names).map(Box::new)
            });
            if let Some(chunk_time) = chunk_time {
                chunk_time.record(now.saturating_sub(self.last).as_secs_f64());
            }
        }
        self.last = now;
    }

    fn end(&mut self) {
        self.ended = true;
        if let Some(shared) = self.scope.handle().shared()
            && let Some(state) = &mut *shared.lock()
            && (self.owns || state.record.chunk_count.is_none())
        {
            state.record.time_to_first_chunk = self.first;
            state.record.chunk_count = Some(self.chunks);
        }
        if self.owns {
            end(&self.scope, Verdict::Dropped);
        }
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        if !self.ended {
            self.end();
        }
    }
}
