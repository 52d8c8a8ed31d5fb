//! How far a call has come, and what its end will be called.

use std::sync::Arc;

use crate::error_class::ErrorClass;
use crate::outcome::Outcome;

/// What happened last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Progress {
    /// Nothing ran and nothing was recorded.
    #[default]
    Idle,
    /// A future or function of the caller is running.
    Running,
    /// The running future was dropped.
    Cancelled,
    /// A success was recorded.
    Succeeded,
    /// An error was recorded.
    Failed,
    /// A stream is being read and has not come to its end.
    Streaming,
    /// A tap below saw that the answer was left before its end.
    Left,
    /// The caller's code panicked inside.
    Panicked,
}

/// Who says that it is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The caller: completed, unless the answer itself said that it failed.
    Finished,
    /// The caller: an error.
    Failed,
    /// Nobody: the guard was dropped, and what was recorded decides.
    Dropped,
}

/// What is known of the end so far.
#[derive(Debug, Default)]
pub(crate) struct Ending {
    pub(crate) progress: Progress,
    /// The provider's own code.
    pub(crate) code: Option<Arc<str>>,
    /// What a classifier said.
    pub(crate) class: Option<ErrorClass>,
    /// The class by the error's type, where no classifier spoke.
    pub(crate) fallback: Option<ErrorClass>,
    /// What a tap below said of the transport: it knows more than the error that the caller sees.
    below: Option<ErrorClass>,
    pub(crate) message: Option<Arc<str>>,
    /// What had happened before an HTTP status alone said that the work failed.
    before_refusal: Option<Progress>,
    /// The answer itself said that it failed, or the tool did: no habit of finishing calls outweighs that.
    refused: bool,
}

impl Ending {
    /// Work begins. It takes back what earlier work said: a retry inside one call.
    pub(crate) fn begin(&mut self) {
        *self = Self { progress: Progress::Running, ..Self::default() };
    }

    /// Work returned `Ok`. An error that was recorded meanwhile stands: clients return answers such as
    /// a refusal by status 429 as `Ok`.
    pub(crate) fn settle(&mut self) {
        for progress in
            [Some(&mut self.progress), self.before_refusal.as_mut()].into_iter().flatten()
        {
            if matches!(progress, Progress::Running | Progress::Left) {
                *progress = Progress::Succeeded;
            }
        }
    }

    /// A stream is about to be read. The answer that it belongs to may have been a refusal.
    pub(crate) fn stream(&mut self) {
        if self.before_refusal.is_none() {
            self.progress = Progress::Streaming;
        }
    }

    /// Facts of an answer were recorded. Where nothing else was said, they say that there is one.
    pub(crate) fn answer(&mut self) {
        if matches!(self.progress, Progress::Idle | Progress::Left) {
            self.progress = Progress::Succeeded;
        }
    }

    /// An error was recorded.
    pub(crate) fn fail(&mut self) {
        self.progress = Progress::Failed;
        self.before_refusal = None;
        self.refused = false;
    }

    /// The answer said that it is an error, or the tool did.
    pub(crate) fn refuse(&mut self) {
        self.fail();
        self.refused = true;
    }

    /// An HTTP status came in. An answer takes back the refusals before it, which a client retries by
    /// itself.
    pub(crate) fn status(&mut self, status: u16) {
        if status >= 400 {
            if self.progress != Progress::Failed {
                self.before_refusal = Some(self.progress);
            }
            self.progress = Progress::Failed;
            self.refused = true;
        } else if let Some(before) = self.before_refusal.take() {
            self.code = None;
            self.below = None;
            self.progress = before;
            self.refused = false;
            self.answer();
        } else {
            self.answer();
        }
    }

    /// A tap below saw the transport fail. Like a refusal, a client may retry it by itself.
    pub(crate) fn fail_below(&mut self, class: ErrorClass, within_answer: bool) {
        if self.progress != Progress::Failed {
            self.before_refusal = Some(self.progress);
        }
        self.progress = Progress::Failed;
        self.refused |= within_answer;
        self.below = Some(class);
    }

    /// A tap below saw that nobody reads the answer any further. What runs around it may still come to its end.
    pub(crate) fn leave(&mut self) {
        if matches!(self.progress, Progress::Idle | Progress::Succeeded) {
            self.progress = Progress::Left;
        }
    }

    /// A success takes back an earlier error.
    pub(crate) fn succeed(&mut self) {
        *self = Self { progress: Progress::Succeeded, ..Self::default() };
    }

    pub(crate) fn outcome(&self, verdict: Verdict, panicked: bool) -> Outcome {
        match (verdict, self.progress) {
            (Verdict::Finished, Progress::Failed) if self.refused => self.failure(),
            (Verdict::Finished, _) => Outcome::Completed,
            (Verdict::Failed, _) => self.failure(),
            (Verdict::Dropped, _) if panicked => Outcome::Panicked,
            (Verdict::Dropped, Progress::Panicked) => Outcome::Panicked,
            (Verdict::Dropped, Progress::Idle | Progress::Streaming | Progress::Left) => {
                Outcome::Abandoned
            }
            (Verdict::Dropped, Progress::Running | Progress::Cancelled) => Outcome::Cancelled,
            (Verdict::Dropped, Progress::Succeeded) => Outcome::Completed,
            (Verdict::Dropped, Progress::Failed) => self.failure(),
        }
    }

    /// The kind of error: the provider's code, else the error's own classification, else the HTTP
    /// status, else the name of the error's type.
    pub(crate) fn error_type(
        &self,
        outcome: Outcome,
        http_status: Option<u16>,
    ) -> Option<Arc<str>> {
        let class =
            |class: &Option<ErrorClass>| class.as_ref().map(|class| Arc::from(class.code()));
        let by_status = || {
            http_status.filter(|status| *status >= 400).map(|status| Arc::from(status.to_string()))
        };
        match outcome {
            Outcome::Completed | Outcome::Cancelled | Outcome::Abandoned => None,
            Outcome::Panicked => Some(Arc::from("panic")),
            Outcome::Timeout => class(&self.class)
                .or_else(|| class(&self.below))
                .or_else(|| Some(Arc::from("timeout"))),
            Outcome::Error => self
                .code
                .clone()
                .filter(|code| is_code(code))
                .or_else(|| class(&self.class))
                .or_else(|| class(&self.below))
                .or_else(by_status)
                .or_else(|| class(&self.fallback))
                .or_else(|| Some(Arc::from("_OTHER"))),
        }
    }

    fn failure(&self) -> Outcome {
        let class = self.class.as_ref().or(self.below.as_ref()).or(self.fallback.as_ref());
        let timeout = class.is_some_and(ErrorClass::is_timeout);
        if timeout { Outcome::Timeout } else { Outcome::Error }
    }
}

/// Whether a provider's code can name a kind of error. Some send a sentence in its place, which would
/// be content, and another series for each.
pub(crate) fn is_code(code: &str) -> bool {
    code.len() <= MAX_CODE_BYTES && !code.contains(char::is_whitespace)
}

const MAX_CODE_BYTES: usize = 128;
