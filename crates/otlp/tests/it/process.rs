//! What touches the whole process, each in a process of its own: its environment and OpenTelemetry's globals.

use std::{
    collections::{BTreeMap, HashMap},
    ffi::OsStr,
    process::Command,
    sync::Mutex,
    time::Duration,
};

use genai_otel_otlp::{Compression, OtlpPipeline, SetupError};
use genai_otel_testkit::{FakeCollector, Reaction};
use opentelemetry::{
    Context, global,
    trace::{
        SpanContext, SpanId, TraceContextExt as _, TraceFlags, TraceId, TraceState, Tracer as _,
    },
};

#[cfg(all(feature = "grpc", feature = "json", feature = "zstd"))]
use crate::waiting::give_up;
use crate::{AMPLE, accepted, end_both, end_span, say};

/// Runs one of the ignored tests below by itself, with these variables.
fn run(test: &str, variables: &[(&str, &OsStr)]) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.env_clear().envs(variables.iter().copied());
    let output = command.args(["--exact", test, "--ignored"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

#[test]
fn process_environment_is_read() {
    let collector = FakeCollector::start().unwrap();
    run(
        "process::exports_from_env",
        &[
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url().as_ref()),
            ("OTEL_SERVICE_NAME", "from-env".as_ref()),
            // A proxy that is not there, for an exporter that must not ask it.
            ("http_proxy", "http://127.0.0.1:1".as_ref()),
            ("ALL_PROXY", "http://127.0.0.1:1".as_ref()),
        ],
    );
    assert_eq!(accepted(&collector), ["calls", "chat", "said"]);
    assert_eq!(collector.spans()[0].resource.service_name(), Some("from-env"));
}

#[test]
#[ignore = "runs in a process of its own"]
fn exports_from_env() {
    let telemetry = OtlpPipeline::from_env().build().unwrap();
    end_both(&telemetry);
    say(&telemetry, "said");
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
}

#[test]
fn sdk_has_no_say_over_what_we_decide() {
    let collector = FakeCollector::start().unwrap();
    let url = collector.url();
    run(
        "process::ignores_its_environment",
        &[
            ("COLLECTOR", url.as_ref()),
            ("OTEL_SERVICE_NAME", "env".as_ref()),
            ("OTEL_RESOURCE_ATTRIBUTES", "from=env".as_ref()),
            ("OTEL_TRACES_SAMPLER", "always_off".as_ref()),
            ("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "0".as_ref()),
            ("OTEL_BSP_MAX_QUEUE_SIZE", "0".as_ref()),
            ("OTEL_BLRP_MAX_QUEUE_SIZE", "0".as_ref()),
            ("OTEL_BLRP_SCHEDULE_DELAY", "0".as_ref()),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1".as_ref()),
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://127.0.0.1:1".as_ref()),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "1".as_ref()),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc".as_ref()),
            ("OTEL_EXPORTER_OTLP_HEADERS", "x-key=env,x-env=env".as_ref()),
            ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip".as_ref()),
            ("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "delta".as_ref()),
        ],
    );
    assert_eq!(accepted(&collector), ["calls", "chat", "said"]);
    let resource = &collector.spans()[0].resource;
    assert_eq!(resource.service_name(), Some("code"));
    assert_eq!(resource.attributes.get("from"), None);
    let temporality = collector.metrics()[0].kind.temporality();
    assert_eq!(temporality, genai_otel_testkit::Temporality::Cumulative);
    for request in collector.requests() {
        assert_eq!(request.headers.value("x-key"), Some("code"));
        assert_eq!(request.headers.value("x-env"), None);
        assert_eq!(request.headers.value("content-encoding"), None);
    }
}

#[test]
#[ignore = "runs in a process of its own"]
fn ignores_its_environment() {
    let collector = std::env::var_os("COLLECTOR").unwrap().into_string().unwrap();
    let telemetry = OtlpPipeline::from_pairs([])
        .service_name("code")
        .endpoint(collector)
        .header("x-key", "code")
        .compression(Compression::None)
        .build()
        .unwrap();
    end_both(&telemetry);
    say(&telemetry, "said");
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
}

#[cfg(unix)]
#[test]
fn variable_that_is_not_unicode_is_an_error_and_no_panic() {
    use std::os::unix::ffi::OsStrExt as _;

    let latin = OsStr::from_bytes(b"caf\xe9");
    run("process::refuses_latin", &[("OTEL_SERVICE_NAME", latin), ("OTHER", latin)]);
}

#[test]
#[ignore = "runs in a process of its own"]
fn refuses_latin() {
    let error = OtlpPipeline::from_env().build().unwrap_err();
    assert!(
        matches!(error, SetupError::Environment { variable: "OTEL_SERVICE_NAME", .. }),
        "{error}"
    );
}

#[test]
fn no_credential_is_logged_at_any_level() {
    run("process::logs_everything", &[]);
}

#[cfg(all(feature = "grpc", feature = "json", feature = "zstd"))]
#[test]
fn no_credential_is_logged_over_grpc_at_any_level() {
    run("process::logs_everything_of_grpc", &[]);
}

#[cfg(all(feature = "grpc", feature = "json", feature = "zstd"))]
#[test]
#[ignore = "runs in a process of its own"]
fn logs_everything_of_grpc() {
    static TEXT: Mutex<String> = Mutex::new(String::new());

    /// Keeps every record.
    struct Everything;

    impl log::Log for Everything {
        fn enabled(&self, _: &log::Metadata<'_>) -> bool {
            true
        }

        fn log(&self, record: &log::Record<'_>) {
            *TEXT.lock().unwrap() += &format!("{} {}\n", record.target(), record.args());
        }

        fn flush(&self) {}
    }

    log::set_logger(&Everything).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    let first = Reaction::grpc_status(16).header("x-echo", "no secret");
    let collector = FakeCollector::builder().grpc().reaction(first).start().unwrap();
    let telemetry = OtlpPipeline::from_pairs([])
        .protocol(genai_otel_otlp::Protocol::Grpc)
        .endpoint(collector.url())
        .header("authorization", "s3cr3t-header")
        .header("x-plain", "s3cr3t-too")
        .timeout(AMPLE)
        .without_metrics()
        .build()
        .unwrap();
    end_span(&telemetry, "chat");
    let refused = telemetry.flush(AMPLE).unwrap_err();
    end_span(&telemetry, "chat");
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    for request in collector.requests() {
        assert_eq!(request.headers.value("authorization"), Some("s3cr3t-header"));
        assert_eq!(request.headers.value("x-plain"), Some("s3cr3t-too"));
    }
    drop(collector);
    end_span(&telemetry, "chat");
    let absent = give_up(&telemetry);

    let text = TEXT.lock().unwrap();
    for proof in ["h2::", "hyper_util::", "genai_otel::export"] {
        assert!(text.contains(proof), "nothing was logged by {proof}: {text}");
    }
    let said = format!("{text} {refused:?} {absent:?} {telemetry:?}");
    let leaks: Vec<_> = said.lines().filter(|line| line.contains("s3cr3t")).collect();
    assert_eq!(leaks, [""; 0]);
}

#[test]
#[ignore = "runs in a process of its own"]
fn logs_everything() {
    /// Keeps every record, dumps of bytes put together again.
    struct Everything;

    static TEXT: Mutex<String> = Mutex::new(String::new());
    static DUMP: Mutex<Vec<u8>> = Mutex::new(Vec::new());

    impl log::Log for Everything {
        fn enabled(&self, _: &log::Metadata<'_>) -> bool {
            true
        }

        fn log(&self, record: &log::Record<'_>) {
            let line = record.args().to_string();
            let words = line.split(' ').take(8).flat_map(|word| word.as_bytes().chunks(2));
            let bytes =
                words.map(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
            DUMP.lock().unwrap().extend(bytes.map_while(|byte| byte));
            *TEXT.lock().unwrap() += &format!("{} {line}\n", record.target());
        }

        fn flush(&self) {}
    }

    log::set_logger(&Everything).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    let refusal = Reaction::status(400);
    let collector = FakeCollector::builder().reaction(refusal).start().unwrap();
    let telemetry = OtlpPipeline::from_pairs([])
        .endpoint(format!("{}/?key=s3cr3t-query", collector.url()))
        .header("authorization", "s3cr3t-header")
        .without_metrics()
        .build()
        .unwrap();
    end_span(&telemetry, "chat");
    assert!(telemetry.flush(AMPLE).is_err());
    end_span(&telemetry, "chat");
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    for request in collector.requests() {
        assert_eq!(request.headers.value("authorization"), Some("s3cr3t-header"));
    }
    drop(collector);
    end_span(&telemetry, "chat");
    assert!(telemetry.flush(AMPLE).is_err());

    let text = TEXT.lock().unwrap();
    let dump = DUMP.lock().unwrap();
    let dump = String::from_utf8_lossy(&dump);
    for (logged, proof) in [(&**text, "ureq_proto"), (&*dump, "POST /v1/traces HTTP")] {
        assert!(logged.contains(proof), "nothing was logged: {logged}");
        assert!(!logged.contains("s3cr3t"), "{logged}");
    }
}

#[cfg(all(feature = "grpc", feature = "json", feature = "zstd", feature = "tls"))]
#[test]
fn certificates_of_the_system_are_trusted_by_every_protocol() {
    use crate::{
        protocols::{PROTOCOLS, collector_of},
        tls::front::{Authority, Front},
    };

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    let authority = Authority::new();
    std::fs::write(&file, &authority.certificate).unwrap();
    for protocol in PROTOCOLS {
        let collector = collector_of(protocol).start().unwrap();
        let front = Front::start(&authority, &collector.url(), None);
        let variables = [
            ("SSL_CERT_FILE", file.as_os_str()),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", front.url().as_ref()),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol.as_str().as_ref()),
        ]
        .map(|(name, value)| (name, value.to_owned()));
        let variables: Vec<_> = variables.iter().map(|(name, value)| (*name, &**value)).collect();
        run("process::exports_from_env", &variables);
        assert_eq!(accepted(&collector), ["calls", "chat", "said"], "{protocol}");
    }
}

#[cfg(all(feature = "grpc", feature = "json", feature = "zstd"))]
#[test]
fn panic_hook_may_flush_and_shut_down() {
    use crate::protocols::{PROTOCOLS, collector_of};

    for protocol in PROTOCOLS {
        let collector = collector_of(protocol).start().unwrap();
        let silence = Reaction::fault(genai_otel_testkit::Fault::Silence);
        let black_hole = collector_of(protocol).otherwise(silence).start().unwrap();
        let url = collector.url();
        let variables = [
            ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol.as_str()),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", &url),
            ("BLACK_HOLE", &black_hole.url()),
        ];
        let variables = variables.map(|(name, value)| (name, value.as_ref()));
        run("process::panics_with_a_hook", &variables);
        let mut names = accepted(&collector);
        names.dedup();
        assert_eq!(names, ["calls", "chat", "last words"], "{protocol}");
    }
}

#[cfg(all(feature = "grpc", feature = "json", feature = "zstd"))]
#[test]
#[ignore = "runs in a process of its own"]
fn panics_with_a_hook() {
    use genai_otel_otlp::FlushError;

    let bound = Duration::from_millis(200);
    let telemetry = OtlpPipeline::from_env().build().unwrap();
    let black_hole = std::env::var_os("BLACK_HOLE").unwrap().into_string().unwrap();
    let silent = OtlpPipeline::from_env().endpoint(black_hole);
    let silent = silent.shutdown_timeout(bound).build().unwrap();
    std::panic::set_hook(Box::new(move |_| {
        end_both(&telemetry);
        assert_eq!(telemetry.flush(AMPLE), Ok(()));
        end_span(&telemetry, "last words");
        assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
        end_both(&silent);
        for result in [silent.flush(bound), silent.shutdown(bound)] {
            assert!(matches!(result, Err(FlushError::TimedOut { .. })), "{result:?}");
        }
    }));
    // A panic in the hook would abort the process, and be seen by whoever started it.
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
    let task = runtime.spawn(async { panic!("on purpose") });
    assert!(runtime.block_on(task).unwrap_err().is_panic());
    drop(std::panic::take_hook());
}

#[cfg(target_os = "linux")]
#[test]
fn threads_of_logs_start_with_the_first_record() {
    run("process::starts_threads", &[]);
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "runs in a process of its own"]
fn starts_threads() {
    /// Those of logs, by what the system keeps of their names.
    fn running() -> Vec<String> {
        let tasks = std::fs::read_dir("/proc/self/task").unwrap();
        // One that ends meanwhile has no name any more.
        let name = |task: std::io::Result<std::fs::DirEntry>| {
            let name = std::fs::read_to_string(task.ok()?.path().join("comm")).ok()?;
            Some(name.trim().to_owned())
        };
        let mut names: Vec<_> = tasks.filter_map(name).collect();
        names.retain(|name| ["OpenTelemetry.L", "genai-otel-logs"].contains(&name.as_str()));
        names.sort();
        names
    }

    let collector = FakeCollector::start().unwrap();
    let telemetry = crate::pipeline(&collector).build().unwrap();
    end_both(&telemetry);
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    assert_eq!(running(), [""; 0]);
    say(&telemetry, "said");
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    assert_eq!(running(), ["OpenTelemetry.L", "genai-otel-logs"]);
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
}

#[cfg(all(feature = "grpc", feature = "json", feature = "zstd"))]
#[test]
fn what_an_export_says_of_itself_is_not_exported() {
    for protocol in ["http/protobuf", "grpc"] {
        run("process::feeds_back", &[("OTEL_EXPORTER_OTLP_PROTOCOL", protocol.as_ref())]);
    }
}

#[cfg(all(feature = "grpc", feature = "json", feature = "zstd"))]
#[test]
#[ignore = "runs in a process of its own"]
fn feeds_back() {
    use std::sync::OnceLock;

    use opentelemetry::logs::{LogRecord as _, Logger as _, LoggerProvider as _};
    use opentelemetry_sdk::logs::SdkLogger;

    use crate::protocols::collector_of;

    static LOGGER: OnceLock<SdkLogger> = OnceLock::new();
    static THREADS: Mutex<Vec<String>> = Mutex::new(Vec::new());

    /// An appender that takes everything from threads of the exporter, and nothing from those of the collector.
    struct Appender;

    impl log::Log for Appender {
        fn enabled(&self, _: &log::Metadata<'_>) -> bool {
            true
        }

        fn log(&self, said: &log::Record<'_>) {
            let thread = std::thread::current().name().unwrap_or_default().to_owned();
            let is_ours = thread.starts_with("OpenTelemetry.") || thread.starts_with("genai-otel-");
            let Some(logger) = LOGGER.get().filter(|_| is_ours) else { return };
            let mut record = logger.create_log_record();
            record.set_body(said.args().to_string().into());
            logger.emit(record);
            THREADS.lock().unwrap().push(thread);
        }

        fn flush(&self) {}
    }

    log::set_logger(&Appender).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    let pipeline = OtlpPipeline::from_env();
    let is_grpc = pipeline.config().unwrap().to_string().contains("grpc");
    let protocol = if is_grpc {
        genai_otel_otlp::Protocol::Grpc
    } else {
        genai_otel_otlp::Protocol::HttpProtobuf
    };
    let refusal = if is_grpc { Reaction::grpc_status(3) } else { Reaction::status(400) };
    let collector = collector_of(protocol).reaction(refusal).start().unwrap();
    let telemetry = pipeline.endpoint(collector.url()).without_metrics().build().unwrap();
    LOGGER.set(telemetry.logger_provider().logger("appender")).unwrap();
    say(&telemetry, "lost");
    assert!(telemetry.flush(AMPLE).is_err());
    say(&telemetry, "said");
    for _ in 0..3 {
        end_span(&telemetry, "chat");
        assert_eq!(telemetry.flush(AMPLE), Ok(()));
    }
    assert_eq!(accepted(&collector), ["chat", "chat", "chat", "said"]);
    assert_eq!(telemetry.export_counts().logs_emitted, 2);
    let mut threads = THREADS.lock().unwrap();
    threads.sort();
    threads.dedup();
    // What was refused is told where it was exported; a client of gRPC has a thread to talk on.
    let other = if is_grpc { "genai-otel-grpc" } else { "OpenTelemetry.Traces.BatchProcessor" };
    let mut expected = ["OpenTelemetry.Logs.BatchProcessor", other];
    expected.sort_unstable();
    assert_eq!(*threads, expected);
}

#[test]
fn install_sets_the_globals() {
    let collector = FakeCollector::start().unwrap();
    let url = collector.url();
    run("process::exports_by_globals", &[("OTEL_EXPORTER_OTLP_ENDPOINT", url.as_ref())]);
    assert_eq!(accepted(&collector), ["calls", "chat"]);
}

#[test]
#[ignore = "runs in a process of its own"]
fn exports_by_globals() {
    let _telemetry = OtlpPipeline::from_env().install().unwrap();
    let carrier = global::tracer("test").in_span("chat", |context| inject(&context));
    assert_eq!(carrier.keys().collect::<Vec<_>>(), ["traceparent", "tracestate"]);
    global::meter("test").u64_counter("calls").build().add(1, &[]);
}

#[test]
fn second_install_waits_for_the_end_of_the_first() {
    run("process::installs_twice", &[]);
}

#[test]
#[ignore = "runs in a process of its own"]
fn installs_twice() {
    let [first, second, third] = [(); 3].map(|()| FakeCollector::start().unwrap());
    let pipeline =
        |collector: &FakeCollector| OtlpPipeline::from_pairs([]).endpoint(collector.url());
    assert!(pipeline(&first).timeout(Duration::MAX).install().is_err());
    let telemetry = pipeline(&first).install().unwrap();
    let error = pipeline(&second).install().unwrap_err();
    assert!(matches!(error, SetupError::AlreadyInstalled), "{error}");
    assert!(pipeline(&second).build().is_ok());
    global::tracer("test").in_span("chat", drop);
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
    assert_eq!(accepted(&first), ["chat"]);

    drop(pipeline(&second).install().unwrap());
    let successor = pipeline(&third).install().unwrap();
    // The first one has nothing left to give back.
    drop(telemetry);
    assert!(pipeline(&second).install().is_err());
    global::tracer("test").in_span("later", drop);
    assert_eq!(successor.shutdown(AMPLE), Ok(()));
    assert_eq!(accepted(&third), ["later"]);
}

#[test]
fn disabled_install_leaves_the_callers_trace_as_it_is() {
    run("process::passes_context_through", &[("OTEL_SDK_DISABLED", "true".as_ref())]);
}

#[test]
#[ignore = "runs in a process of its own"]
fn passes_context_through() {
    let _telemetry = OtlpPipeline::from_env().install().unwrap();
    let (trace, span) = (TraceId::from(0xabc), SpanId::from(0xdef));
    let caller = SpanContext::new(trace, span, TraceFlags::SAMPLED, true, TraceState::default());
    let caller = Context::new().with_remote_span_context(caller);
    let ours = global::tracer("test").start_with_context("chat", &caller);
    let carrier = inject(&caller.with_span(ours));
    assert_eq!(carrier["traceparent"], "00-00000000000000000000000000000abc-0000000000000def-01");
}

fn inject(context: &Context) -> BTreeMap<String, String> {
    let mut carrier = HashMap::new();
    global::get_text_map_propagator(|propagator| propagator.inject_context(context, &mut carrier));
    carrier.into_iter().collect()
}
