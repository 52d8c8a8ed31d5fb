//! How far reading has come, on one line that is drawn anew and cleared at the end.

use std::fmt;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use genai_otel_core::Clock;

use crate::charts::bar;

/// A line that tells how far reading has come. It appears after half a second.
#[derive(Clone)]
pub struct ProgressLine(Arc<Inner>);

struct Inner {
    clock: Box<dyn Clock>,
    began: Duration,
    drawn: Mutex<Drawn>,
}

struct Drawn {
    out: Box<dyn Write + Send>,
    at: Option<Duration>,
}

impl ProgressLine {
    /// A line of `out`, which is a terminal. The half second begins now.
    pub fn new(clock: impl Clock + 'static, out: impl Write + Send + 'static) -> Self {
        let began = clock.monotonic();
        let drawn = Mutex::new(Drawn { out: Box::new(out), at: None });
        Self(Arc::new(Inner { clock: Box::new(clock), began, drawn }))
    }

    /// A question whose reading it tells of.
    pub(crate) fn question(&self) -> Question {
        Question { began: self.0.clock.monotonic(), line: self.clone() }
    }
}

impl fmt::Debug for ProgressLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProgressLine").field("began", &self.0.began).finish_non_exhaustive()
    }
}

/// The reading for one question. The line is cleared at its end.
#[derive(Debug)]
pub(crate) struct Question {
    line: ProgressLine,
    began: Duration,
}

impl Question {
    /// So many bytes are read, perhaps of so many.
    pub(crate) fn tell(&self, done: u64, of: Option<u64>) {
        let Inner { clock, began, drawn } = &*self.line.0;
        // Whoever comes while another draws has nothing to add.
        let Ok(mut drawn) = drawn.try_lock() else { return };
        let now = clock.monotonic();
        let is_recent = drawn.at.is_some_and(|at| now.saturating_sub(at) < BETWEEN);
        if now.saturating_sub(*began) < BEFORE || is_recent {
            return;
        }
        drawn.at = Some(now);
        let seconds = now.saturating_sub(self.began).as_secs_f64();
        let speed = if seconds > 0.0 { done as f64 / seconds } else { 0.0 };
        let part = of.filter(|of| *of > 0).map(|of| (done.min(of) as f64 / of as f64, of));
        let told = match part {
            Some((part, of)) => {
                let (percent, bar) = (part * 100.0, bar(part, WIDE));
                format!("{percent:3.0} % {bar:WIDE$} {} of {}", size(done as f64), size(of as f64))
            }
            None => format!("{} read", size(done as f64)),
        };
        // A terminal that cannot be written to shows nothing; the answer is still given.
        drop(write!(drawn.out, "\r{told}, {}/s{CLEAR}", size(speed)));
        drop(drawn.out.flush());
    }
}

impl Drop for Question {
    fn drop(&mut self) {
        let mut drawn = self.line.0.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        if drawn.at.take().is_some() {
            drop(write!(drawn.out, "\r{CLEAR}"));
            drop(drawn.out.flush());
        }
    }
}

fn size(bytes: f64) -> String {
    match bytes {
        _ if bytes < 1e6 => format!("{:.0} kB", bytes / 1e3),
        _ if bytes < 1e9 => format!("{:.0} MB", bytes / 1e6),
        _ => format!("{:.2} GB", bytes / 1e9),
    }
}

const BEFORE: Duration = Duration::from_millis(500);
const BETWEEN: Duration = Duration::from_millis(100);
const WIDE: usize = 24;

/// Clears what stands behind.
const CLEAR: &str = "\u{1b}[K";

#[cfg(test)]
mod tests;
