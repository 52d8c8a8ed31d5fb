//! Several things that were asked for by one request.

/// The images and pages that were asked for together, some of which may have failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::reader) struct Parts {
    /// The one being read is a file of pages.
    pub(super) is_file: bool,
    /// The one being read has an error.
    pub(super) has_failed: bool,
    /// One was done.
    is_any_done: bool,
    is_any_failed: bool,
    /// The number of the last error.
    pub(super) code: Option<u64>,
}

impl Parts {
    /// One begins.
    pub(super) const fn begin(&mut self) {
        self.is_file = false;
        self.has_failed = false;
    }

    /// Whether the one that ends was done.
    pub(super) const fn end(&mut self) -> bool {
        self.is_any_done |= !self.has_failed;
        self.is_any_failed |= self.has_failed;
        !self.has_failed
    }

    /// The error that all of them are, if they are.
    pub(in crate::reader) fn error(self) -> Option<&'static str> {
        let code = usize::try_from(self.code.unwrap_or(UNKNOWN)).ok();
        let name = code.and_then(|code| CODES.get(code)).copied().unwrap_or("UNKNOWN");
        (self.is_any_failed && !self.is_any_done).then_some(name)
    }
}

/// What Google calls the numbers of its errors.
const CODES: [&str; 17] = [
    "OK",
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
];

/// The number of `UNKNOWN`.
const UNKNOWN: u64 = 2;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_have_to_fail_for_an_error() {
        let mut parts = Parts { code: Some(3), ..Parts::default() };
        parts.begin();
        parts.has_failed = true;
        assert!(!parts.end());
        assert_eq!(parts.error(), Some("INVALID_ARGUMENT"));
        assert_eq!(Parts { code: Some(99), ..parts }.error(), Some("UNKNOWN"));
        parts.begin();
        assert!(parts.end());
        assert_eq!(parts.error(), None);
        assert_eq!(Parts::default().error(), None);
    }
}
