//! Set-up from the process environment, each case in a process of its own.
#![cfg(feature = "otlp")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{ffi::OsStr, process::Command, time::Duration};

use genai_otel::{init, otlp::SetupError, track_llm_call};
use genai_otel_testkit::FakeCollector;

/// Longer than anything here takes on a busy machine; whoever waits this long has failed.
const AMPLE: Duration = Duration::from_secs(60);

/// Runs one of the ignored tests below by itself, with these variables.
fn run(test: &str, variables: &[(&str, &OsStr)]) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.env_clear().envs(variables.iter().copied());
    let output = command.args(["--exact", test, "--ignored"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

#[test]
fn unknown_conventions_are_refused_with_value_and_choice() {
    run(
        "refuses_conventions",
        &[("GENAI_OTEL_CONVENTIONS", "v0".as_ref()), ("SHOWN", "v0".as_ref())],
    );
}

#[cfg(unix)]
#[test]
fn conventions_that_are_not_unicode_are_refused() {
    use std::os::unix::ffi::OsStrExt as _;

    let latin = OsStr::from_bytes(b"v\xe9");
    let shown = ("SHOWN", "v\u{fffd}".as_ref());
    run("refuses_conventions", &[("GENAI_OTEL_CONVENTIONS", latin), shown]);
}

#[test]
#[ignore = "runs in a process of its own"]
fn refuses_conventions() {
    let shown = std::env::var_os("SHOWN").unwrap().into_string().unwrap();
    let error = init().unwrap_err();
    let message = format!(
        "environment variable GENAI_OTEL_CONVENTIONS=`{shown}`: conventions `{shown}` are not known to this version; \
         use `v1.41`"
    );
    assert_eq!(error.to_string(), message);
    // What `main` prints of it.
    assert_eq!(format!("{error:?}"), message);
    // Nothing was installed, so the exporter still can be.
    assert!(genai_otel::OtlpPipeline::from_pairs([]).install().is_ok());
}

#[test]
fn unknown_names_of_costs_are_refused() {
    run("refuses_cost_names", &[("GENAI_OTEL_COST_NAMES", "gen_ai,mlfow".as_ref())]);
}

#[test]
#[ignore = "runs in a process of its own"]
fn refuses_cost_names() {
    let message = init().unwrap_err().to_string();
    assert_eq!(
        message,
        "environment variable GENAI_OTEL_COST_NAMES: `mlfow` is none of the cost names `gen_ai`, `openinference`, \
         `logfire` and `mlflow`; `none` stands alone"
    );
}

/// What keeps the rest of the exporter quiet while metrics are read.
#[cfg(feature = "serve")]
const READ_ALONE: [(&str, &str); 3] = [
    ("OTEL_METRICS_EXPORTER", "prometheus"),
    ("OTEL_TRACES_EXPORTER", "none"),
    ("OTEL_LOGS_EXPORTER", "none"),
];

#[cfg(feature = "serve")]
fn read_alone(port: &str) -> Vec<(&str, &OsStr)> {
    let port = ("OTEL_EXPORTER_PROMETHEUS_PORT", port);
    READ_ALONE.into_iter().chain([port]).map(|(name, value)| (name, value.as_ref())).collect()
}

#[cfg(feature = "serve")]
#[test]
fn prometheus_reads_the_metrics_until_the_shutdown() {
    run("shows_metrics", &read_alone("0"));
}

#[cfg(feature = "serve")]
#[test]
#[ignore = "runs in a process of its own"]
fn shows_metrics() {
    use std::{
        io::{Read as _, Write as _},
        net::TcpStream,
    };

    let telemetry = init().unwrap();
    track_llm_call("openai", "gpt-4o").start().finish();
    let address = telemetry.listens_on("prometheus").unwrap();
    assert!(address.ip().is_loopback());
    let mut connection = TcpStream::connect(address).unwrap();
    connection.write_all(b"GET /metrics HTTP/1.0\r\n\r\n").unwrap();
    let mut page = String::new();
    connection.read_to_string(&mut page).unwrap();
    let attempts =
        page.lines().find(|line| line.starts_with("genai_otel_attempts_total{")).unwrap();
    assert!(
        attempts.ends_with("} 1") && attempts.contains("gen_ai_request_model=\"gpt-4o\""),
        "{attempts}"
    );
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
    assert!(TcpStream::connect(address).is_err());
}

#[cfg(feature = "serve")]
#[test]
fn a_port_that_is_taken_is_refused_by_the_names_of_its_variables() {
    let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    run("refuses_port", &read_alone(&taken.local_addr().unwrap().port().to_string()));
}

#[cfg(feature = "serve")]
#[test]
#[ignore = "runs in a process of its own"]
fn refuses_port() {
    let port = std::env::var_os("OTEL_EXPORTER_PROMETHEUS_PORT").unwrap().into_string().unwrap();
    let message = init().unwrap_err().to_string();
    let names = "OTEL_EXPORTER_PROMETHEUS_HOST, OTEL_EXPORTER_PROMETHEUS_PORT";
    let expected = format!("{names}: cannot listen on `localhost`, port {port}: ");
    assert!(message.starts_with(&expected), "{message}");
    assert!(genai_otel::OtlpPipeline::from_pairs([]).install().is_ok());
}

#[cfg(not(feature = "serve"))]
#[test]
fn prometheus_needs_a_feature_that_the_error_names() {
    run("refuses_prometheus", &[("OTEL_METRICS_EXPORTER", "otlp,prometheus".as_ref())]);
}

#[cfg(not(feature = "serve"))]
#[test]
#[ignore = "runs in a process of its own"]
fn refuses_prometheus() {
    assert_eq!(
        init().unwrap_err().to_string(),
        "OTEL_METRICS_EXPORTER asks for `prometheus`, which needs the cargo feature `serve`; switch it on in Cargo.toml"
    );
}

#[cfg(feature = "pricing")]
#[test]
fn a_bad_price_file_is_refused_with_its_place() {
    let file = tempfile::Builder::new().suffix(".toml").tempfile().unwrap();
    std::fs::write(file.path(), "schema = 1\n[exchange]\nEUR = \"-1\"\n").unwrap();
    run("refuses_prices", &[("GENAI_OTEL_PRICES", file.path().as_os_str())]);
}

#[cfg(feature = "pricing")]
#[test]
#[ignore = "runs in a process of its own"]
fn refuses_prices() {
    let file = std::env::var_os("GENAI_OTEL_PRICES").unwrap().into_string().unwrap();
    let message = init().unwrap_err().to_string();
    let place = format!("environment variable GENAI_OTEL_PRICES: {file}:3:");
    assert!(message.starts_with(&place), "{message}");
    assert!(genai_otel::OtlpPipeline::from_pairs([]).install().is_ok());
}

#[cfg(feature = "pricing")]
#[test]
fn calls_are_priced_unless_that_is_switched_off() {
    for (prices, cost) in [("", "0.0000025"), ("none", "nothing")] {
        let collector = FakeCollector::start().unwrap();
        let endpoint = collector.url();
        run(
            "prices",
            &[
                ("GENAI_OTEL_PRICES", prices.as_ref()),
                ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_ref()),
            ],
        );
        let trace = collector.render_trace();
        let told = trace.lines().find_map(|line| line.trim().strip_prefix("gen_ai.usage.cost "));
        assert_eq!(told.map_or("nothing", str::trim), cost, "{trace}");
    }
}

#[cfg(feature = "pricing")]
#[test]
#[ignore = "runs in a process of its own"]
fn prices() {
    let telemetry = init().unwrap();
    let call = track_llm_call("openai", "gpt-4o").start();
    call.set_token_usage(1, 0);
    call.finish();
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
}

#[cfg(feature = "energy")]
#[test]
fn a_bad_energy_file_is_refused_with_its_place() {
    let file = tempfile::Builder::new().suffix(".toml").tempfile().unwrap();
    std::fs::write(file.path(), "version = \"1\"\ngrid = \"Mars\"\n").unwrap();
    run("refuses_energies", &[("GENAI_OTEL_ENERGY", file.path().as_os_str())]);
}

#[cfg(feature = "energy")]
#[test]
#[ignore = "runs in a process of its own"]
fn refuses_energies() {
    let file = std::env::var_os("GENAI_OTEL_ENERGY").unwrap().into_string().unwrap();
    let error = init().unwrap_err();
    let place = format!("environment variable GENAI_OTEL_ENERGY: {file}:2:8: `grid`: `Mars`");
    assert!(error.to_string().starts_with(&place), "{error}");
    assert_eq!(format!("{error:?}"), error.to_string());
    assert!(genai_otel::OtlpPipeline::from_pairs([]).install().is_ok());
}

#[cfg(feature = "energy")]
#[test]
fn energy_is_told_where_a_file_says_how_and_nowhere_else() {
    let file = tempfile::Builder::new().suffix(".toml").tempfile().unwrap();
    let text = "version = \"7\"\n[[model]]\nname = \"gpt-4o\"\nmethod = \"rates\"\ninput = 0.001\n";
    std::fs::write(file.path(), text).unwrap();
    let path = file.path().to_str().unwrap();
    for (energies, told) in [("", ""), ("none", ""), (path, "3.6 rates '7'")] {
        let collector = FakeCollector::start().unwrap();
        let endpoint = collector.url();
        run(
            "one_call",
            &[
                ("GENAI_OTEL_ENERGY", energies.as_ref()),
                ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_ref()),
            ],
        );
        let trace = collector.render_trace();
        let lines = trace.lines().map(str::trim);
        let energies = ["low", "method", "method_version"].into_iter().filter_map(|name| {
            lines.clone().find_map(|line| {
                line.strip_prefix(&format!("genai_otel.energy.{name} ")).map(str::trim)
            })
        });
        assert_eq!(energies.collect::<Vec<_>>().join(" "), told, "{trace}");
    }
}

#[cfg(feature = "energy")]
#[test]
#[ignore = "runs in a process of its own"]
fn one_call() {
    let telemetry = init().unwrap();
    let call = track_llm_call("openai", "gpt-4o").start();
    call.set_token_usage(1, 0);
    call.finish();
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
}

#[test]
fn disabled_set_up_reads_nothing_else() {
    run(
        "starts",
        &[
            ("OTEL_SDK_DISABLED", "true".as_ref()),
            ("GENAI_OTEL_CONVENTIONS", "v0".as_ref()),
            ("GENAI_OTEL_PRICES", "no-such-file.toml".as_ref()),
            ("GENAI_OTEL_ENERGY", "no-such-file.toml".as_ref()),
        ],
    );
}

#[test]
#[ignore = "runs in a process of its own"]
fn starts() {
    assert_eq!(init().unwrap().shutdown(AMPLE), Ok(()));
}

#[test]
fn errors_of_the_exporter_read_the_same_from_main() {
    run("refuses_protocol", &[("OTEL_EXPORTER_OTLP_PROTOCOL", "http".as_ref())]);
}

#[test]
#[ignore = "runs in a process of its own"]
fn refuses_protocol() {
    let error = init().unwrap_err();
    assert_eq!(
        format!("{error:?}"),
        "OTEL_EXPORTER_OTLP_PROTOCOL is `http`, expected `http/protobuf`, `http/json` or `grpc`"
    );
    assert_eq!(format!("{error:#?}"), error.to_string());
}

#[test]
fn second_set_up_does_not_disturb_the_first() {
    let collector = FakeCollector::start().unwrap();
    let url = collector.url();
    run("starts_twice", &[("OTEL_EXPORTER_OTLP_ENDPOINT", url.as_ref())]);
    let names: Vec<_> = collector.spans().into_iter().map(|span| span.name).collect();
    assert_eq!(names, ["chat first", "chat second"]);
}

#[test]
#[ignore = "runs in a process of its own"]
fn starts_twice() {
    let telemetry = init().unwrap();
    let error = init().unwrap_err();
    assert!(
        matches!(error, genai_otel::InitError::Export(SetupError::AlreadyInstalled)),
        "{error:?}"
    );
    track_llm_call("openai", "first").start().finish();
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
    let telemetry = init().unwrap();
    track_llm_call("openai", "second").start().finish();
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
}

/// The lines of the one file in a ledger.
#[cfg(feature = "ledger")]
fn lines(directory: &std::path::Path) -> Vec<genai_otel::ledger::Entry> {
    let text = std::fs::read_to_string(directory.join("calls.jsonl")).unwrap();
    let entry = |line: &str| genai_otel::ledger::Entry::from_line(line.as_bytes()).unwrap();
    text.lines().map(entry).collect()
}

#[cfg(feature = "ledger")]
#[test]
fn calls_are_written_to_the_ledger_that_the_environment_names_sampled_or_not() {
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path().join("new").join("ledger");
    run(
        "writes_a_ledger",
        &[
            ("GENAI_OTEL_LEDGER_DIR", directory.as_os_str()),
            ("OTEL_SERVICE_NAME", "shop".as_ref()),
            ("OTEL_TRACES_SAMPLER", "always_off".as_ref()),
            ("OTEL_TRACES_EXPORTER", "none".as_ref()),
            ("OTEL_METRICS_EXPORTER", "none".as_ref()),
            ("OTEL_LOGS_EXPORTER", "none".as_ref()),
        ],
    );
    let told: Vec<_> = lines(&directory)
        .into_iter()
        .map(|entry| (entry.seq, entry.service, entry.model, entry.usage.total()))
        .collect();
    let line =
        |seq, model: &str| (Some(seq), Some("shop".to_owned()), Some(model.to_owned()), Some(150));
    assert_eq!(told, [line(1, "first"), line(2, "second")]);
}

#[cfg(feature = "ledger")]
#[test]
#[ignore = "runs in a process of its own"]
fn writes_a_ledger() {
    let directory = std::env::var_os("GENAI_OTEL_LEDGER_DIR").unwrap();
    let telemetry = init().unwrap();
    let call = |model| track_llm_call("openai", model).start().set_token_usage(120, 30);
    call("first");
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    assert_eq!(lines(directory.as_ref()).len(), 1, "a flush is for the ledger too");
    call("second");
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
}

#[cfg(feature = "ledger")]
#[test]
fn a_disabled_sdk_writes_no_ledger() {
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path().join("ledger");
    run(
        "starts",
        &[
            ("OTEL_SDK_DISABLED", "true".as_ref()),
            ("GENAI_OTEL_LEDGER_DIR", directory.as_os_str()),
            ("GENAI_OTEL_LEDGER_SYNC", "no such".as_ref()),
        ],
    );
    assert!(!directory.exists());
}

#[cfg(feature = "ledger")]
#[test]
fn a_ledger_that_cannot_be_is_refused_by_the_name_of_its_variable() {
    let folder = tempfile::tempdir().unwrap();
    let directory = ("GENAI_OTEL_LEDGER_DIR", folder.path().as_os_str());
    run("refuses_a_ledger", &[directory, ("GENAI_OTEL_LEDGER_SYNC", "often".as_ref())]);
}

#[cfg(feature = "ledger")]
#[test]
#[ignore = "runs in a process of its own"]
fn refuses_a_ledger() {
    let error = init().unwrap_err();
    let said = "GENAI_OTEL_LEDGER_SYNC is `often`, expected `never`, `interval` or `always`";
    assert_eq!((error.to_string().as_str(), format!("{error:?}").as_str()), (said, said));
    assert!(genai_otel::OtlpPipeline::from_pairs([]).install().is_ok());
}

#[cfg(feature = "budget")]
#[test]
fn a_bad_file_of_budgets_is_refused_with_its_line() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "schema = 1\n[[budget]]\nname = \"a\"\nlimit = \"five\"\n")
        .unwrap();
    run("refuses_budgets", &[("GENAI_OTEL_BUDGETS", file.path().as_os_str())]);
}

#[cfg(feature = "budget")]
#[test]
#[ignore = "runs in a process of its own"]
fn refuses_budgets() {
    let file = std::env::var_os("GENAI_OTEL_BUDGETS").unwrap().into_string().unwrap();
    let message = init().unwrap_err().to_string();
    assert_eq!(
        message,
        format!(
            "environment variable GENAI_OTEL_BUDGETS: {file}:4:9: `five` is no limit such as `500 USD`, `2_000_000 tokens` \
             or `1000 calls`"
        )
    );
}

#[cfg(feature = "budget")]
#[test]
fn the_budgets_of_the_environment_hold_with_its_prices_and_keep_their_state() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("budgets.toml");
    let text = "schema = 1\nstate = \"kept\"\n[[budget]]\nname = \"shop\"\nlimit = \"0.05 USD\"\nwindow = \"total\"\nonly = { service = \"shop\" }\n";
    std::fs::write(&file, text).unwrap();
    let variables: &[(&str, &OsStr)] = &[
        ("GENAI_OTEL_BUDGETS", file.as_os_str()),
        ("OTEL_SERVICE_NAME", "shop".as_ref()),
        ("OTEL_TRACES_EXPORTER", "none".as_ref()),
        ("OTEL_METRICS_EXPORTER", "none".as_ref()),
        ("OTEL_LOGS_EXPORTER", "none".as_ref()),
    ];
    run("holds_budgets", variables);
    let kept = std::fs::read_to_string(folder.path().join("kept")).unwrap();
    assert!(kept.contains("\"45000000000\""), "{kept}");
}

#[cfg(feature = "budget")]
#[test]
#[ignore = "runs in a process of its own"]
fn holds_budgets() {
    let telemetry = init().unwrap();
    let call = || track_llm_call("openai", "gpt-4o").max_tokens(4_000);
    let admitted = call().admit().unwrap();
    assert!(call().admit().is_err(), "0.0425 USD are held of 0.05");
    admitted.set_token_usage(2_000, 4_000);
    drop(admitted);
    telemetry.shutdown(AMPLE).unwrap();
}
