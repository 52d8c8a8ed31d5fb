//! Flush and shutdown from every place a program can be in, by HTTP and by gRPC: with a collector that answers
//! everything is delivered, with one that never does nobody waits longer than he said.

use std::{
    future::Future,
    panic,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};

use genai_otel_otlp::{FlushError, OtlpPipeline, Protocol, Signal, Telemetry};
use genai_otel_testkit::{FakeCollector, Fault, Reaction};
use tokio::runtime::{Builder, Runtime};

use crate::{
    AMPLE, accepted, closed_port, end_both,
    protocols::{PROTOCOLS, collector_of, pipeline_by},
    say,
    shutdown::block_on,
    timed,
    waiting::wait_until,
};

/// A bound to be kept, and the time by which it was kept for certain, though the machine be busy: less than one waits for
/// an answer.
const BOUND: Duration = Duration::from_millis(200);
const KEPT: Duration = Duration::from_secs(100);

/// What is done to the exporter, and what is said of it; nothing where nothing is said.
type Told = Option<Result<(), FlushError>>;

#[derive(Clone, Copy, Debug)]
enum Form {
    Flush,
    FlushAsync,
    Shutdown,
    ShutdownAsync,
    Drop,
}

const FORMS: [Form; 5] =
    [Form::Flush, Form::FlushAsync, Form::Shutdown, Form::ShutdownAsync, Form::Drop];

impl Form {
    /// Where blocking is what the caller does anyway.
    fn act(self, telemetry: Telemetry, bound: Duration) -> Told {
        match self {
            Self::Flush => Some(telemetry.flush(bound)),
            Self::FlushAsync => Some(block_on(telemetry.flush_async(bound))),
            Self::Shutdown => Some(telemetry.shutdown(bound)),
            Self::ShutdownAsync => Some(block_on(telemetry.shutdown_async(bound))),
            Self::Drop => {
                drop(telemetry);
                None
            }
        }
    }

    /// Inside of a task.
    async fn act_async(self, telemetry: Telemetry, bound: Duration) -> Told {
        match self {
            Self::FlushAsync => Some(telemetry.flush_async(bound).await),
            Self::ShutdownAsync => Some(telemetry.shutdown_async(bound).await),
            blocking => blocking.act(telemetry, bound),
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Place {
    NoRuntime,
    MultiThread,
    OneWorker,
    CurrentThread,
    BlockingThread,
    Unwinding,
}

const PLACES: [Place; 6] = [
    Place::NoRuntime,
    Place::MultiThread,
    Place::OneWorker,
    Place::CurrentThread,
    Place::BlockingThread,
    Place::Unwinding,
];

impl Place {
    /// Acts there. The pipeline is built there too, as an application would.
    fn act(
        self,
        make: impl FnOnce() -> Telemetry + Send + 'static,
        form: Form,
        bound: Duration,
    ) -> Told {
        let in_task = move |runtime: &Runtime, make: Box<dyn FnOnce() -> Telemetry + Send>| {
            let task: Pin<Box<dyn Future<Output = Told> + Send>> =
                Box::pin(async move { form.act_async(make(), bound).await });
            runtime.block_on(runtime.spawn(task)).unwrap()
        };
        match self {
            Self::NoRuntime => form.act(make(), bound),
            Self::MultiThread => {
                in_task(&Builder::new_multi_thread().build().unwrap(), Box::new(make))
            }
            Self::OneWorker => {
                let runtime = Builder::new_multi_thread().worker_threads(1).build().unwrap();
                in_task(&runtime, Box::new(make))
            }
            Self::CurrentThread => {
                in_task(&Builder::new_current_thread().build().unwrap(), Box::new(make))
            }
            Self::BlockingThread => {
                let runtime = Builder::new_current_thread().build().unwrap();
                let blocking = runtime.spawn_blocking(move || form.act(make(), bound));
                runtime.block_on(blocking).unwrap()
            }
            Self::Unwinding => {
                /// Acts where a panic passes by.
                struct Last<F: FnOnce()>(Option<F>);
                impl<F: FnOnce()> Drop for Last<F> {
                    fn drop(&mut self) {
                        self.0.take().unwrap()();
                    }
                }
                let told = Arc::new(Mutex::new(None));
                let tell = Arc::clone(&told);
                let panicked = thread::spawn(move || {
                    let telemetry = make();
                    let _last = Last(Some(move || {
                        assert!(thread::panicking());
                        *tell.lock().unwrap_or_else(PoisonError::into_inner) =
                            Some(form.act(telemetry, bound));
                    }));
                    panic::resume_unwind(Box::new("on purpose"));
                });
                assert!(panicked.join().is_err());
                told.lock().unwrap().take().unwrap()
            }
        }
    }
}

fn every_way(check: impl Fn(Protocol, Place, Form) + Sync) {
    thread::scope(|scope| {
        for protocol in [Protocol::HttpProtobuf, Protocol::Grpc] {
            for place in PLACES {
                let check = &check;
                scope.spawn(move || FORMS.map(|form| check(protocol, place, form)));
            }
        }
    });
}

#[test]
fn everything_is_delivered_from_everywhere() {
    every_way(|protocol, place, form| {
        let collector = collector_of(protocol).start().unwrap();
        let pipeline = pipeline_by(protocol, &collector).shutdown_timeout(AMPLE);
        let make = move || {
            let telemetry = pipeline.build().unwrap();
            end_both(&telemetry);
            say(&telemetry, "said");
            telemetry
        };
        let told = place.act(make, form, AMPLE);
        let way = format!("{protocol} {place:?} {form:?}");
        assert!(matches!(told, None | Some(Ok(()))), "{way}: {told:?}");
        let mut names = accepted(&collector);
        // A flush is followed by the drop, which exports cumulative metrics again.
        names.dedup();
        assert_eq!(names, ["calls", "chat", "said"], "{way}");
    });
}

#[test]
fn black_hole_holds_nobody_longer_than_the_bound_anywhere() {
    every_way(|protocol, place, form| {
        let collector = black_hole(protocol);
        let pipeline = pipeline_by(protocol, &collector).shutdown_timeout(BOUND);
        let make = move || {
            let telemetry = pipeline.build().unwrap();
            end_both(&telemetry);
            say(&telemetry, "said");
            telemetry
        };
        let (told, elapsed) = timed(|| place.act(make, form, BOUND));
        let way = format!("{protocol} {place:?} {form:?}");
        let timed_out = FlushError::TimedOut {
            after: BOUND,
            signals: "traces, metrics, logs".to_owned(),
            last_attempt: None,
        };
        match form {
            Form::Drop => assert_eq!(told, None, "{way}"),
            _ => assert_eq!(told, Some(Err(timed_out)), "{way}"),
        }
        assert!((BOUND..KEPT).contains(&elapsed), "{way}: {elapsed:?}");
    });
}

/// Accepts, reads and never answers.
fn black_hole(protocol: Protocol) -> FakeCollector {
    collector_of(protocol).otherwise(Reaction::fault(Fault::Silence)).start().unwrap()
}

#[test]
fn timeout_of_an_export_ends_it_in_a_black_hole() {
    for protocol in PROTOCOLS {
        let collector = black_hole(protocol);
        let pipeline = pipeline_by(protocol, &collector).timeout(BOUND);
        let telemetry = pipeline.build().unwrap();
        end_both(&telemetry);
        say(&telemetry, "said");
        let (told, elapsed) = timed(|| telemetry.shutdown(AMPLE));
        let error = told.unwrap_err().to_string();
        assert_eq!(error.matches("timeout: no answer came").count(), 3, "{error}");
        assert!((BOUND..KEPT).contains(&elapsed), "{protocol}: {elapsed:?}");
    }
}

#[test]
fn collector_that_never_accepts_is_a_black_hole_too() {
    for protocol in PROTOCOLS {
        // The system completes connections that nobody takes.
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let pipeline = OtlpPipeline::from_pairs([]).endpoint(url);
        let telemetry = pipeline.protocol(protocol).timeout(BOUND).build().unwrap();
        end_both(&telemetry);
        let (told, elapsed) = timed(|| telemetry.shutdown(AMPLE));
        assert!(matches!(told, Err(FlushError::NotDelivered { .. })), "{protocol}: {told:?}");
        assert!((BOUND..KEPT).contains(&elapsed), "{protocol}: {elapsed:?}");
    }
}

#[test]
fn collector_that_comes_later_is_found() {
    for protocol in PROTOCOLS {
        let (closed, url) = closed_port();
        let collector = collector_of(protocol).start().unwrap();
        let pipeline = pipeline_by(protocol, &collector).endpoint(url).without_metrics();
        let telemetry = pipeline.build().unwrap();
        end_both(&telemetry);
        drop(telemetry.flush_async(AMPLE));
        let said = || telemetry.health().of(Signal::Traces).unwrap().last_failure.clone();
        wait_until(|| said().is_some());
        assert!(said().unwrap().contains("Connection refused"), "{protocol}: {:?}", said());
        closed.listen(16).unwrap();
        let _forwarder = forward(closed.into(), &collector);
        end_both(&telemetry);
        assert_eq!(telemetry.flush(AMPLE), Ok(()), "{protocol}");
        assert_eq!(accepted(&collector), ["chat", "chat"], "{protocol}");
        telemetry.shutdown(AMPLE).unwrap();
    }
}

/// Hands on what comes in, for as long as the runtime lives.
fn forward(listener: std::net::TcpListener, collector: &FakeCollector) -> Runtime {
    let to = collector.url().replace("http://", "");
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_io().build().unwrap();
    listener.set_nonblocking(true).unwrap();
    runtime.spawn(async move {
        let listener = tokio::net::TcpListener::from_std(listener).unwrap();
        while let Ok((mut outside, _)) = listener.accept().await {
            let mut inside = tokio::net::TcpStream::connect(&to).await.unwrap();
            tokio::spawn(async move {
                drop(tokio::io::copy_bidirectional(&mut outside, &mut inside).await);
            });
        }
    });
    runtime
}

#[test]
fn connection_that_vanished_is_left_behind() {
    let check = |protocol| {
        let collector =
            collector_of(protocol).reaction(Reaction::fault(Fault::Silence)).start().unwrap();
        let pipeline = pipeline_by(protocol, &collector).without_metrics();
        // Enough for an answer that comes.
        let telemetry = pipeline.timeout(Duration::from_secs(5)).build().unwrap();
        end_both(&telemetry);
        assert!(telemetry.flush(AMPLE).is_err(), "{protocol}");
        end_both(&telemetry);
        assert_eq!(telemetry.flush(AMPLE), Ok(()), "{protocol}");
    };
    thread::scope(|scope| {
        for protocol in PROTOCOLS {
            scope.spawn(move || check(protocol));
        }
    });
}
