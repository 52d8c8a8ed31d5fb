//! A collector that is away: nothing is lost, and all is delivered once it is back.

use std::{collections::BTreeSet, time::Duration};

use genai_otel_otlp::Batch;
use genai_otel_testkit::{Fault, Reaction};
use opentelemetry::trace::{Span as _, Tracer as _, TracerProvider as _};

use super::{folder, names, spooling, wait_sent};
use crate::{
    AMPLE, closed_port, end_span,
    protocols::{PROTOCOLS, collector_of},
};

#[test]
fn what_the_collector_asks_for_is_waited_for() {
    for protocol in PROTOCOLS {
        let (_folder, directory) = folder();
        let later = Reaction::status(503).retry_after(Duration::from_secs(3_000));
        let collector = collector_of(protocol).reaction(later).start().unwrap();
        let pipeline = spooling(&collector, &directory).protocol(protocol).without_metrics();
        let telemetry = pipeline.build().unwrap();
        end_span(&telemetry, "a");
        assert_eq!(telemetry.flush(AMPLE), Ok(()));
        assert!(collector.wait_for_requests(1, AMPLE).is_ok());
        // A flush does not hurry a collector that has said when to come back.
        super::wait_until(|| telemetry.health().to_string().contains("1 requests again"));
        assert_eq!(telemetry.flush(AMPLE), Ok(()));
        assert_eq!(collector.requests().len(), 1, "{protocol}");
        // The end does, as there is no other time.
        assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
        assert_eq!(names(&collector), ["a"], "{protocol}");
    }
}

#[test]
fn collector_that_is_nowhere_is_away_too() {
    for protocol in PROTOCOLS {
        let (_closed, refused) = closed_port();
        for url in [refused, "http://collector.invalid:4318".to_owned()] {
            let (_folder, directory) = folder();
            let nowhere = collector_of(protocol).start().unwrap();
            let pipeline = spooling(&nowhere, &directory).endpoint(url.clone());
            let telemetry = pipeline.protocol(protocol).without_metrics().build().unwrap();
            end_span(&telemetry, "a");
            assert_eq!(telemetry.flush(AMPLE), Ok(()), "{protocol} {url}");
            super::wait_until(|| telemetry.health().to_string().contains("last failure"));
            assert_eq!(telemetry.shutdown(AMPLE), Ok(()), "{protocol} {url}");
            assert!(!super::files(&directory).is_empty(), "{protocol} {url}");

            let successor = spooling(&nowhere, &directory).protocol(protocol).without_metrics();
            let successor = successor.build().unwrap();
            wait_sent(&successor, 1);
            assert_eq!(names(&nowhere), ["a"], "{protocol} {url}");
        }
    }
}

#[cfg(feature = "tls")]
#[test]
fn server_that_is_not_trusted_is_away_until_it_is() {
    use genai_otel_otlp::Tls;

    use crate::tls::front::{Authority, Front};

    let (authority, stranger) = (Authority::new(), Authority::new());
    for protocol in PROTOCOLS {
        let (_folder, directory) = folder();
        let collector = collector_of(protocol).start().unwrap();
        let front = Front::start(&authority, &collector.url(), None);
        let trusting = |authority: &Authority| {
            let tls = Tls::default().ca_pem(authority.certificate.clone());
            let pipeline = spooling(&collector, &directory).protocol(protocol).tls(tls);
            pipeline.endpoint(front.url()).without_metrics().build().unwrap()
        };
        let telemetry = trusting(&stranger);
        end_span(&telemetry, "a");
        assert_eq!(telemetry.flush(AMPLE), Ok(()), "{protocol}");
        super::wait_until(|| telemetry.health().to_string().contains("certificate"));
        assert_eq!(telemetry.shutdown(AMPLE), Ok(()), "{protocol}");
        assert_eq!(names(&collector), [""; 0], "{protocol}");

        let successor = trusting(&authority);
        wait_sent(&successor, 1);
        assert_eq!(names(&collector), ["a"], "{protocol}");
    }
}

#[test]
fn load_with_a_collector_that_comes_and_goes_loses_nothing() {
    for protocol in PROTOCOLS {
        let (_folder, directory) = folder();
        let mut builder = collector_of(protocol);
        for round in 0..30 {
            builder = builder.reaction(match round % 5 {
                0 => Reaction::status(503),
                // Each of these is sent once more.
                1 => Reaction::status(503).keep_anyway(),
                2 => Reaction::fault(Fault::Reset),
                _ => Reaction::accept(),
            });
        }
        let collector = builder.start().unwrap();
        let pipeline = spooling(&collector, &directory).protocol(protocol).without_metrics();
        let batch = Batch::default().max_export_batch_size(100);
        let telemetry = pipeline.batch(batch).build().unwrap();
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let telemetry = &telemetry;
                scope.spawn(move || {
                    let tracer = telemetry.tracer_provider().tracer("test");
                    for number in 0..1_000 {
                        tracer.start(format!("{thread} {number}")).end();
                        if number % 100 == 0 {
                            assert_eq!(telemetry.flush(AMPLE), Ok(()));
                        }
                    }
                });
            }
        });
        wait_sent(&telemetry, 4_000);
        assert_eq!(telemetry.shutdown(AMPLE), Ok(()), "{protocol}");
        let (all, delivered) = (names(&collector).len(), BTreeSet::from_iter(names(&collector)));
        assert_eq!(delivered.len(), 4_000, "{protocol}");
        assert!(all <= 4_000 + 6 * 100, "{protocol}: {all} came");
        let counts = telemetry.export_counts();
        assert_eq!(
            (counts.spans_ended, counts.spans_spooled, counts.spans_delivered),
            (4_000, 4_000, 4_000),
            "{protocol}"
        );
    }
}
