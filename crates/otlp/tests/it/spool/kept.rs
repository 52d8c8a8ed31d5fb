//! The main way: ended, kept, delivered.

use std::{thread, time::Duration};

use genai_otel_otlp::{FlushError, SetupError, Spool, Telemetry};
use genai_otel_testkit::{FakeCollector, Fault, Reaction};

use super::{files, folder, spooling, wait_sent};
use crate::{AMPLE, accepted, end_both, end_span, pipeline, say, shutdown::block_on, timed};

/// Enough to write what ended.
const BOUND: Duration = Duration::from_secs(3);
/// The time by which a bound was kept for certain, though the machine be busy: less than one waits for an answer.
const KEPT: Duration = Duration::from_secs(100);

fn black_hole() -> FakeCollector {
    FakeCollector::builder().otherwise(Reaction::fault(Fault::Silence)).start().unwrap()
}

#[test]
fn what_ends_is_delivered_by_the_shutdown_and_nothing_is_left() {
    let (_folder, directory) = folder();
    let collector = FakeCollector::start().unwrap();
    let telemetry = spooling(&collector, &directory).build().unwrap();
    end_both(&telemetry);
    say(&telemetry, "said");
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
    assert_eq!(accepted(&collector), ["calls", "chat", "said"]);
    let (span, log) = (&collector.spans()[0], &collector.logs()[0]);
    for resource in [&span.resource, &collector.metrics()[0].resource, &log.resource] {
        assert_eq!(resource.service_name(), Some("shop"));
    }
    assert_eq!(span.scope.name, "test");
    let counts = telemetry.export_counts();
    assert_eq!((counts.spans_ended, counts.spans_spooled, counts.spans_delivered), (1, 1, 1));
    assert_eq!((counts.logs_emitted, counts.logs_spooled, counts.logs_delivered), (1, 1, 1));
    assert_eq!(files(&directory), []);
}

#[test]
fn without_a_spool_nothing_touches_the_disk() {
    let (folder, _directory) = folder();
    let collector = FakeCollector::start().unwrap();
    // What belongs to it turns nothing on by itself.
    let pairs = [("GENAI_OTEL_SPOOL_SYNC", "always"), ("GENAI_OTEL_SPOOL_MAX_BYTES", "1048576")];
    let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let pipeline = genai_otel_otlp::OtlpPipeline::from_pairs(pairs).endpoint(collector.url());
    let telemetry = pipeline.build().unwrap();
    end_both(&telemetry);
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
    assert_eq!(accepted(&collector), ["calls", "chat"]);
    assert_eq!(files(folder.path()), []);
    assert!(!telemetry.config().to_string().contains("spool"));
}

#[test]
fn flush_is_ok_when_what_ended_is_kept_and_does_not_wait_for_a_black_hole() {
    let (_folder, directory) = folder();
    let collector = black_hole();
    let telemetry = spooling(&collector, &directory).build().unwrap();
    end_both(&telemetry);
    say(&telemetry, "said");
    for _ in 0..3 {
        let (flushed, elapsed) = timed(|| telemetry.flush(AMPLE));
        assert_eq!(flushed, Ok(()));
        assert!(elapsed < KEPT, "{elapsed:?}");
    }
    let (ended, elapsed) = timed(|| telemetry.shutdown(BOUND));
    assert_eq!(ended, Ok(()));
    assert!((BOUND..KEPT).contains(&elapsed), "{elapsed:?}");
    let kept: Vec<u8> = files(&directory).into_iter().flat_map(|(_, bytes)| bytes).collect();
    for name in [&b"chat"[..], b"calls", b"said"] {
        assert!(kept.windows(name.len()).any(|window| window == name), "{name:?} is not kept");
    }
    assert_eq!(telemetry.flush(AMPLE), Err(FlushError::AlreadyShutDown));
}

#[test]
fn flush_and_shutdown_keep_their_bound_in_every_runtime() {
    use tokio::runtime::Builder;

    fn current() -> tokio::runtime::Runtime {
        Builder::new_current_thread().build().unwrap()
    }
    let ways: [fn(Telemetry); 4] = [
        |telemetry| block_on(both(telemetry)),
        |telemetry| current().block_on(both(telemetry)),
        |telemetry| {
            let runtime = Builder::new_multi_thread().worker_threads(1).build().unwrap();
            runtime.block_on(runtime.spawn(both(telemetry))).unwrap();
        },
        // The blocking forms inside a runtime, the drop among them.
        |telemetry| {
            current().block_on(async {
                assert_eq!(telemetry.flush(AMPLE), Ok(()));
                drop(telemetry);
            });
        },
    ];
    let check = |way: fn(Telemetry)| {
        let (_folder, directory) = folder();
        let collector = black_hole();
        let pipeline = spooling(&collector, &directory).shutdown_timeout(BOUND);
        let telemetry = pipeline.build().unwrap();
        end_both(&telemetry);
        let ((), elapsed) = timed(|| way(telemetry));
        assert!((BOUND..KEPT).contains(&elapsed), "{elapsed:?}");
    };
    thread::scope(|scope| {
        for way in ways {
            scope.spawn(move || check(way));
        }
    });
}

async fn both(telemetry: Telemetry) {
    assert_eq!(telemetry.flush_async(AMPLE).await, Ok(()));
    assert_eq!(telemetry.shutdown_async(BOUND).await, Ok(()));
}

#[test]
fn what_is_kept_while_the_collector_is_away_is_delivered_when_it_is_back() {
    let (_folder, directory) = folder();
    let mut builder = FakeCollector::builder();
    for _ in 0..3 {
        builder = builder.reaction(Reaction::status(503));
    }
    let collector = builder.start().unwrap();
    let telemetry = spooling(&collector, &directory).without_metrics().build().unwrap();
    end_span(&telemetry, "a");
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    end_span(&telemetry, "b");
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    wait_sent(&telemetry, 2);
    assert_eq!(accepted(&collector), ["a", "b"]);
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
}

#[test]
fn spans_are_sent_when_a_batch_is_full_or_its_time_has_come() {
    use genai_otel_otlp::Batch;

    let (_folder, directory) = folder();
    let collector = FakeCollector::start().unwrap();
    let spooling = || spooling(&collector, &directory).without_metrics();
    let full = spooling().batch(Batch::default().max_export_batch_size(3).schedule_delay(AMPLE));
    let telemetry = full.build().unwrap();
    for name in ["a", "b", "c", "d", "e"] {
        end_span(&telemetry, name);
    }
    wait_sent(&telemetry, 3);
    assert_eq!(super::names(&collector), ["a", "b", "c"]);
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
    assert_eq!(super::names(&collector), ["a", "b", "c", "d", "e"]);

    collector.clear();
    let soon = spooling().batch(Batch::default().schedule_delay(Duration::from_millis(1)));
    let telemetry = soon.build().unwrap();
    end_span(&telemetry, "alone");
    wait_sent(&telemetry, 1);
    assert_eq!(super::names(&collector), ["alone"]);
}

#[test]
fn directory_that_cannot_be_used_is_an_error_at_set_up() {
    let (folder, _directory) = folder();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let collector = FakeCollector::start().unwrap();
    let error = pipeline(&collector).spool(Spool::at(&file)).build().unwrap_err();
    assert!(matches!(error, SetupError::Spool { setting: "spool", .. }), "{error}");
    let told = format!("{error:?}");
    let expected = "spool: the spool directory cannot be used; name one that this user may write in, or leave the \
                    setting away to keep nothing on disk: ";
    assert!(told.starts_with(expected) && told.contains(&*file.to_string_lossy()), "{told}");
    let pairs = [("GENAI_OTEL_SPOOL_DIR".to_owned(), file.to_string_lossy().into_owned())];
    let error = genai_otel_otlp::OtlpPipeline::from_pairs(pairs).build().unwrap_err();
    assert!(error.to_string().starts_with("GENAI_OTEL_SPOOL_DIR: "), "{error}");
}

#[test]
fn set_up_that_fails_half_way_lets_go_of_the_directory() {
    let (_folder, directory) = folder();
    let collector = FakeCollector::start().unwrap();
    std::fs::create_dir(&directory).unwrap();
    std::fs::write(directory.join("logs"), "no directory").unwrap();
    assert!(spooling(&collector, &directory).build().is_err());
    // The lanes of spans and metrics go with their threads.
    super::wait_until(|| files(&directory).len() == 1);
}

#[test]
fn nothing_is_kept_of_credentials_and_files_are_private() {
    let (_folder, directory) = folder();
    let collector = black_hole();
    let telemetry = spooling(&collector, &directory)
        .endpoint(format!("{}/?key=s3cr3t-query", collector.url()))
        .header("authorization", "s3cr3t-header")
        .build()
        .unwrap();
    end_both(&telemetry);
    say(&telemetry, "said");
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    let files = files(&directory);
    assert!(files.iter().any(|(_, bytes)| !bytes.is_empty()));
    for (name, bytes) in files {
        assert!(!bytes.windows(6).any(|window| window == b"s3cr3t"), "{name}");
        #[cfg(unix)]
        assert_private(&directory.join(name));
    }
    assert_eq!(telemetry.shutdown(BOUND), Ok(()));
}

#[cfg(unix)]
fn assert_private(file: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt as _;

    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(file), 0o600, "{}", file.display());
    assert_eq!(mode(file.parent().unwrap()), 0o700, "{}", file.display());
}
