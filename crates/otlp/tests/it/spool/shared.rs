//! One directory, several processes, some of them dead.

use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
};

use genai_otel_otlp::{Loss, OtlpPipeline, Signal, Spool, SpoolSync};
use genai_otel_testkit::FakeCollector;

use super::{files, folder, names, spooling, wait_sent};
use crate::{AMPLE, end_both, end_span, say};

#[test]
fn what_a_killed_process_has_kept_is_sent_by_the_next_with_the_resource_of_the_dead() {
    let (_folder, directory) = folder();
    kill(&directory);
    let collector = FakeCollector::start().unwrap();
    let successor = spooling(&collector, &directory).build().unwrap();
    wait_sent(&successor, 1);
    assert!(collector.wait_for_metrics(&["calls"], AMPLE).is_ok());
    assert_eq!(successor.shutdown(AMPLE), Ok(()));
    let (spans, logs, metrics) = (collector.spans(), collector.logs(), collector.metrics());
    assert_eq!((spans.len(), logs.len(), metrics.len()), (1, 1, 1));
    for resource in [&spans[0].resource, &logs[0].resource, &metrics[0].resource] {
        assert_eq!(resource.service_name(), Some("dead"));
    }
    let counts = successor.export_counts();
    assert_eq!((counts.spans_ended, counts.spans_recovered, counts.spans_delivered), (0, 1, 1));
    assert_eq!((counts.logs_recovered, counts.logs_delivered), (1, 1));
    assert_eq!(files(&directory), []);
}

/// Runs the next test in a process of its own, and kills it once it has kept what ended.
fn kill(directory: &std::path::Path) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .env("SPOOL", directory)
        .args(["--exact", "spool::shared::keeps_and_waits", "--ignored", "--nocapture"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let said = BufReader::new(child.stdout.take().unwrap()).lines();
    let is_kept = said.map_while(Result::ok).any(|line| line.contains("kept"));
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(is_kept, "it ended before");
}

#[test]
#[ignore = "runs in a process of its own"]
#[allow(clippy::print_stdout, reason = "whoever kills it waits for it")]
fn keeps_and_waits() {
    let directory = std::env::var_os("SPOOL").unwrap();
    let spool = Spool::at(directory).sync(SpoolSync::Never);
    // Nobody listens there.
    let pipeline = OtlpPipeline::from_pairs([]).endpoint("http://127.0.0.1:1").spool(spool);
    let pipeline = pipeline.self_observation(false).service_name("dead");
    let telemetry = pipeline.build().unwrap();
    end_both(&telemetry);
    say(&telemetry, "said");
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    println!("kept");
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).unwrap();
}

#[test]
fn pipelines_that_live_share_a_directory_and_send_their_own() {
    let (_folder, directory) = folder();
    let collector = FakeCollector::start().unwrap();
    let one = spooling(&collector, &directory).service_name("one").build().unwrap();
    let other = spooling(&collector, &directory).service_name("other").build().unwrap();
    end_span(&one, "a");
    end_span(&other, "b");
    assert_eq!(one.shutdown(AMPLE), Ok(()));
    assert_eq!(other.shutdown(AMPLE), Ok(()));
    assert_eq!(names(&collector), ["a", "b"]);
    for (telemetry, name) in [(one, "one"), (other, "other")] {
        let counts = telemetry.export_counts();
        assert_eq!((counts.spans_delivered, counts.spans_recovered), (1, 0), "{name}");
    }
    assert_eq!(files(&directory), []);
}

#[test]
fn damaged_record_is_counted_and_the_others_are_sent() {
    let (_folder, directory) = folder();
    let (_closed, url) = crate::closed_port();
    let collector = FakeCollector::start().unwrap();
    let spooling = || spooling(&collector, &directory).without_metrics();
    let telemetry = spooling().endpoint(url).build().unwrap();
    for name in ["a", "spoiled", "c"] {
        end_span(&telemetry, name);
    }
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
    let segment = files(&directory).into_iter().find(|(name, _)| name.ends_with(".seg"));
    let (name, mut bytes) = segment.unwrap();
    let place = bytes.windows(7).position(|window| window == b"spoiled").unwrap();
    bytes[place] ^= 1;
    std::fs::write(directory.join(name), bytes).unwrap();

    let successor = spooling().build().unwrap();
    wait_sent(&successor, 2);
    assert_eq!(successor.shutdown(AMPLE), Ok(()));
    assert_eq!(names(&collector), ["a", "c"]);
    let health = successor.health();
    let lost = &health.of(Signal::Traces).unwrap().lost;
    assert_eq!(*lost, std::collections::BTreeMap::from([(Loss::Damaged, 1)]));
    let counts = successor.export_counts();
    assert_eq!((counts.spans_recovered, counts.spans_delivered, counts.spans_lost), (3, 2, 1));
    let aside: Vec<_> = files(&directory).into_iter().map(|(name, _)| name).collect();
    assert!(aside.len() == 1 && aside[0].starts_with("traces/set-aside/"), "{aside:?}");
}
