//! What ends is kept on disk until the collector has taken it.

mod kept;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use genai_otel_otlp::{OtlpPipeline, Spool, SpoolSync, Telemetry};
use genai_otel_testkit::FakeCollector;
use tempfile::TempDir;

use crate::pipeline;

/// A directory that goes with the test, and the spool in it.
fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path().join("spool");
    (folder, directory)
}

/// A pipeline with a spool there, which sends at once what is flushed and metrics never by themselves.
fn spooling(collector: &FakeCollector, directory: &Path) -> OtlpPipeline {
    pipeline(collector).spool(Spool::at(directory).sync(SpoolSync::Never))
}

/// Waits until nothing is left to be sent.
fn wait_sent(telemetry: &Telemetry, spans: u64) {
    wait_until(|| telemetry.export_counts().spans_delivered >= spans);
}

/// Looks again and again; a test that waits for too long has failed.
fn wait_until(mut is_so: impl FnMut() -> bool) {
    let ((), waited) = crate::timed(|| {
        let (_, mut left) = crate::timed(|| ());
        while !is_so() && left < crate::AMPLE {
            let ((), step) = crate::timed(|| std::thread::park_timeout(Duration::from_millis(5)));
            left += step;
        }
    });
    assert!(waited < crate::AMPLE, "what was waited for did not come");
}
