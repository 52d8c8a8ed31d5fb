use std::time::Duration;

use genai_otel_otlp::{Color, ConsoleMetricExporter};
use opentelemetry::{KeyValue, metrics::MeterProvider as _};
use opentelemetry_sdk::metrics::{PeriodicReader, SdkMeterProvider};

use super::Screen;

fn console(color: Color) -> (Screen, SdkMeterProvider) {
    let screen = Screen::default();
    let exporter = ConsoleMetricExporter::new().writer(screen.clone()).color(color);
    let reader = PeriodicReader::builder(exporter).with_interval(Duration::from_secs(3_600));
    (screen, SdkMeterProvider::builder().with_reader(reader.build()).build())
}

#[test]
fn table_has_what_changed() {
    let (screen, provider) = console(Color::Auto);
    let meter = provider.meter("test");
    let duration = meter.f64_histogram("gen_ai.client.operation.duration").with_unit("s").build();
    let tokens = meter.u64_histogram("gen_ai.client.token.usage").with_unit("{token}").build();
    let active = meter.i64_up_down_counter("active").build();
    let share = meter.f64_gauge("share").with_unit("1").build();
    let chat = [KeyValue::new("model", "gpt-4o"), KeyValue::new("gen_ai.operation.name", "chat")];
    let input = [KeyValue::new("type", "input")];
    duration.record(0.5, &chat);
    duration.record(1.5, &chat);
    tokens.record(14, &input);
    tokens.record(6, &[KeyValue::new("type", "output")]);
    active.add(2, &[]);
    active.add(-2, &[]);
    share.record(1.0 / 3.0, &[]);
    provider.force_flush().unwrap();
    assert_eq!(
        screen.look(),
        "\
metrics · 5 changed
active                            0
gen_ai.client.operation.duration  count 2 · mean 1.00 s      gen_ai.operation.name=chat, model=gpt-4o
gen_ai.client.token.usage         count 1 · mean 14 {token}  type=input
gen_ai.client.token.usage         count 1 · mean 6 {token}   type=output
share                             0.3333
"
    );

    provider.force_flush().unwrap();
    assert_eq!(screen.look(), "", "nothing changed");

    tokens.record(20, &input);
    provider.shutdown().unwrap();
    assert_eq!(
        screen.look(),
        "metrics · 1 changed\ngen_ai.client.token.usage  count 2 · mean 17 {token}  type=input\n"
    );
}

#[test]
fn money_has_its_digits_and_its_currency() {
    let (screen, provider) = console(Color::Never);
    let meter = provider.meter("test");
    let histogram = meter.f64_histogram("gen_ai.usage.cost").with_unit("USD").build();
    let sum = meter.f64_counter("genai_otel.cost").with_unit("{currency}").build();
    histogram.record(0.001_125, &[]);
    sum.add(1.6e-7, &[]);
    sum.add(12.5, &[KeyValue::new("genai_otel.cost.currency", "EUR")]);
    provider.force_flush().unwrap();
    assert_eq!(
        screen.look(),
        "\
metrics · 3 changed
gen_ai.usage.cost  count 1 · mean 0.001125 USD
genai_otel.cost    0.00000016
genai_otel.cost    12.50 EUR                    genai_otel.cost.currency=EUR
"
    );
}

#[test]
fn table_has_colours_where_they_are_wanted() {
    let (screen, provider) = console(Color::Always);
    let calls = provider.meter("test").u64_counter("calls").with_unit("{call}").build();
    calls.add(3, &[KeyValue::new("a", 1)]);
    provider.force_flush().unwrap();
    assert_eq!(
        screen.look(),
        "\u{1b}[2mmetrics · 1 changed\u{1b}[0m\n\
         \u{1b}[1mcalls\u{1b}[0m  \u{1b}[36m3 {call}\u{1b}[0m  \u{1b}[2ma\u{1b}[0m\u{1b}[2m=\u{1b}[0m1\n"
    );
}

#[test]
fn content_and_terminal_escapes_stay_out_of_the_table() {
    let (screen, provider) = console(Color::Never);
    let calls = provider.meter("test").u64_counter("calls").build();
    calls.add(
        1,
        &[
            KeyValue::new("gen_ai.input.messages", "s3cr3t"),
            KeyValue::new("gen_ai.prompt.0.content", "s3cr3t"),
            KeyValue::new("b\n", "\u{1b}[2J\r"),
        ],
    );
    provider.force_flush().unwrap();
    assert_eq!(screen.look(), "metrics · 1 changed\ncalls  1  b\\n=\\u{1b}[2J\\r\n");
}
