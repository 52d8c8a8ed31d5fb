//! What ends is kept on disk until the collector has taken it.

#[cfg(all(feature = "grpc", feature = "json", feature = "zstd"))]
mod answers;
#[cfg(all(feature = "grpc", feature = "json", feature = "zstd"))]
mod away;
#[cfg(all(feature = "grpc", feature = "json", feature = "zstd"))]
mod doubt;
#[cfg(all(feature = "grpc", feature = "json", feature = "zstd"))]
mod faults;
mod health;
mod kept;
mod limits;
mod lines;
mod metrics;
mod shared;

use std::path::{Path, PathBuf};

use genai_otel_otlp::{OtlpPipeline, Spool, SpoolSync, Telemetry};
use genai_otel_testkit::FakeCollector;
use tempfile::TempDir;

use crate::{
    pipeline,
    waiting::{comes, wait_until},
};

/// A directory that goes with the test, and the spool in it.
fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path().join("spool");
    (folder, directory)
}

/// A pipeline with a spool there, which says nothing of itself.
fn spooling(collector: &FakeCollector, directory: &Path) -> OtlpPipeline {
    pipeline(collector).spool(Spool::at(directory).sync(SpoolSync::Never)).self_observation(false)
}

/// Waits until nothing is left to be sent.
fn wait_sent(telemetry: &Telemetry, spans: u64) {
    let is_sent = || telemetry.export_counts().spans_delivered >= spans;
    assert!(comes(is_sent), "{:?}\n{}", telemetry.export_counts(), telemetry.health());
}

/// The files below a directory, by their path in it, with what they hold. Those that go meanwhile are not there.
fn files(directory: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![directory.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in found(std::fs::read_dir(folder)).into_iter().flatten() {
            let Some(path) = found(entry).map(|entry| entry.path()) else { continue };
            if path.is_dir() {
                folders.push(path);
            } else if let Some(bytes) = found(std::fs::read(&path)) {
                let name = path.strip_prefix(directory).unwrap().to_string_lossy().into_owned();
                files.push((name, bytes));
            }
        }
    }
    files.sort();
    files
}

fn found<T>(result: std::io::Result<T>) -> Option<T> {
    match result {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        result => Some(result.unwrap()),
    }
}

/// Names of spans, sorted.
fn names(collector: &FakeCollector) -> Vec<String> {
    let mut names: Vec<_> = collector.spans().into_iter().map(|span| span.name).collect();
    names.sort();
    names
}
