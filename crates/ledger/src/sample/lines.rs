//! The calls as the lines of a ledger.

use std::io::{self, Write};

use genai_otel_core::InstrumentationBuilder;

use super::Sample;
use crate::line::{self, Stamp};

impl Sample {
    /// Writes all calls as the lines of a ledger, as a writer does, and gives back how many bytes these are. With the same
    /// settings, the same pricing and no tracer they are the same bytes.
    ///
    /// # Errors
    ///
    /// The first error of `out`, after which no more calls are made.
    pub fn write(&self, builder: InstrumentationBuilder, out: &mut dyn Write) -> io::Result<u64> {
        // As long as a true one, and told by its seed.
        let writer = format!("de30{:012x}", self.seed & 0xffff_ffff_ffff);
        let (mut seq, mut bytes, mut text) = (0, 0, Vec::new());
        self.play(builder, |record| {
            seq += 1;
            text.clear();
            let stamp =
                Stamp { writer: &writer, seq, id: None, service: Some(SERVICE), now: self.until };
            line::write(record, &stamp, &mut text);
            bytes += text.len() as u64;
            out.write_all(&text)
        })?;
        Ok(bytes)
    }
}

/// The name of the application that does not exist.
const SERVICE: &str = "acme-assistant";
