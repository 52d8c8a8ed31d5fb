//! How does Prometheus read the metrics of an application?
#![allow(clippy::print_stdout, reason = "the output is what the example is for")]

use std::{
    error::Error,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use genai_otel::serve::{MetricsServer, PrometheusReader};
use genai_otel::{CacheSize, Instrumentation, OtlpPipeline, track_llm_call};

/// What `OTEL_METRICS_EXPORTER=prometheus` and `genai_otel::init()` do, by hand.
fn main() -> Result<(), Box<dyn Error>> {
    let reader = PrometheusReader::new();
    // Beside the export to a collector; this one needs none.
    let pipeline = OtlpPipeline::from_env().service_name("shop").without_otlp();
    let telemetry = pipeline.metric_reader(reader.clone()).install()?;
    // Port 9464 of this machine alone, if nothing else is said.
    let server = MetricsServer::builder(reader).port(0).start()?;

    let who = track_llm_call("openai", "gpt-4o").team("search").tenant("acme");
    let call = who.cache_hit(false).start();
    call.set_token_usage(14, 6); // stands for the call itself
    call.finish();
    Instrumentation::global().set_cache_size("acme", CacheSize::new().entries(1_204));

    println!("{}", read(server.address())?);
    telemetry.shutdown(Duration::from_secs(5))?;
    Ok(()) // the server stops when it is dropped
}

/// Stands for Prometheus, which asks every few seconds; what has to do with buckets is left out.
fn read(address: SocketAddr) -> Result<String, Box<dyn Error>> {
    let mut connection = TcpStream::connect(address)?;
    connection.write_all(b"GET /metrics HTTP/1.0\r\n\r\n")?;
    let mut page = String::new();
    connection.read_to_string(&mut page)?;
    let lines = page.lines().filter(|line| !line.contains("_bucket{"));
    Ok(lines.collect::<Vec<_>>().join("\n"))
}
