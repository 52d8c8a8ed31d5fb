//! What holds for every line, whoever wrote it. The fuzz target asserts the same.

use genai_otel_ledger::{Entry, Line};

/// A line is refused with a reason, or what it says is written and read again to the same.
pub(crate) fn line(input: &[u8]) {
    match Line::read(input) {
        Err(reason) => assert!(!reason.is_empty()),
        Ok(Line::Call(call)) => {
            let written = call.to_line();
            let mut same = *call;
            same.version = same.version.max(1);
            let read = Entry::from_line(&written);
            assert_eq!(read.as_ref(), Ok(&same), "{}", String::from_utf8_lossy(&written));
            assert_eq!(same.to_line(), written);
        }
        Ok(_) => {}
    }
}
