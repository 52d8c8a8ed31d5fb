//! What becomes of a call.

use genai_otel_core::ErrorClass;

use super::incident::Trouble;
use super::random::Random;

/// What becomes of a call.
#[derive(Debug)]
pub(super) enum Fate {
    /// It is answered.
    Answer,
    /// The first try fails, the second is answered.
    Retry(ErrorClass),
    /// It fails.
    Fail(ErrorClass),
    /// Whoever asked gives up.
    Cancel,
    /// Whoever asked goes away while the answer comes.
    Leave,
}

impl Fate {
    /// Of a call to this provider, while this goes wrong.
    pub(super) fn of(provider: &str, trouble: Option<Trouble>, random: &mut Random) -> Self {
        let is_out = matches!(trouble, Some(Trouble::Outage(name)) if name == provider);
        let answered = if is_out { 420 } else { 9_640 };
        let table = [
            (answered, 0),
            (if is_out { 160 } else { 120 }, 1),
            (if is_out { 400 } else { 110 }, 2),
            (70, 3),
            (60, 4),
        ];
        match random.pick(&table) {
            Some(1) => Self::Retry(error(random)),
            Some(2) => Self::Fail(error(random)),
            Some(3) => Self::Cancel,
            Some(4) => Self::Leave,
            _ => Self::Answer,
        }
    }
}

fn error(random: &mut Random) -> ErrorClass {
    let kinds = [
        (42, "rate_limit_exceeded"),
        (18, "overloaded_error"),
        (14, "server_error"),
        (14, "timeout"),
        (7, "context_length_exceeded"),
        (5, "content_filter"),
    ];
    match random.pick(&kinds) {
        Some("timeout") | None => ErrorClass::timeout(),
        Some(code) => ErrorClass::from_static(code),
    }
}
