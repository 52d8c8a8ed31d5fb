use std::{
    fmt,
    io::{self, IsTerminal as _, Write},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use opentelemetry_sdk::error::{OTelSdkError, OTelSdkResult};

use super::{Color, color, page::Page};
use crate::{delivery::LOG_TARGET, env::Environment};

/// Where pages go, shared by all who write there.
#[derive(Clone)]
pub(crate) struct Output {
    /// Held while a page is written, which lasts as long as the terminal is paused. Nothing that an application
    /// asks takes it.
    writer: Arc<Mutex<Box<dyn Write + Send>>>,
    failures: Arc<Failures>,
    color: Color,
    /// What [`Color::Auto`] comes to.
    suits_color: bool,
}

#[derive(Debug, Default)]
struct Failures {
    count: AtomicU64,
    last: Mutex<String>,
}

impl Output {
    pub(crate) fn stdout(environment: &Environment) -> Self {
        let stdout = io::stdout();
        let suits_color = stdout.is_terminal() && color::is_welcome(environment);
        Self { suits_color, ..Self::to(stdout) }
    }

    pub(super) fn to(writer: impl Write + Send + 'static) -> Self {
        Self {
            writer: Arc::new(Mutex::new(Box::new(writer))),
            failures: Arc::default(),
            color: Color::Auto,
            suits_color: false,
        }
    }

    pub(super) fn with_color(self, color: Color) -> Self {
        Self { color, ..self }
    }

    pub(super) fn with_writer(self, writer: impl Write + Send + 'static) -> Self {
        Self { color: self.color, ..Self::to(writer) }
    }

    /// An empty page in the right colours.
    pub(super) fn page(&self) -> Page {
        Page::new(match self.color {
            Color::Auto => self.suits_color,
            Color::Always => true,
            Color::Never => false,
        })
    }

    /// Writes a page as one piece, so that two of them never mix.
    pub(super) fn write(&self, page: Page) -> OTelSdkResult {
        let text = page.into_text();
        if text.is_empty() {
            return Ok(());
        }
        let mut writer = lock(&self.writer);
        let written = writer.write_all(text.as_bytes()).and_then(|()| writer.flush());
        drop(writer);
        written.map_err(|error| self.note_failure(&error))
    }

    /// Pages that were not written, or not whole.
    pub(crate) fn failures(&self) -> u64 {
        self.failures.count.load(Ordering::Relaxed)
    }

    /// What the last page met that failed after the first `before` failures.
    pub(crate) fn failure_since(&self, before: u64) -> Result<(), String> {
        if self.failures() > before { Err(lock(&self.failures.last).clone()) } else { Ok(()) }
    }

    /// Logs the first failure only: a pipe that its reader closed stays closed.
    fn note_failure(&self, error: &io::Error) -> OTelSdkError {
        let reason = format!("the console cannot be written: {error}");
        lock(&self.failures.last).clone_from(&reason);
        if self.failures.count.fetch_add(1, Ordering::Relaxed) == 0 {
            tracing::warn!(
                target: LOG_TARGET,
                %error,
                "the console cannot be written; further failures are counted and not logged"
            );
        }
        OTelSdkError::InternalFailure(reason)
    }
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { writer: _, failures, color, suits_color } = self;
        f.debug_struct("Output")
            .field("failures", failures)
            .field("color", color)
            .field("suits_color", suits_color)
            .finish_non_exhaustive()
    }
}

fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
