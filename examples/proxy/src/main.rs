//! The proxy as a program.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "help and errors are for who types the command"
)]

use std::error::Error;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use axum::serve::ListenerExt;
use genai_otel::http::Tap;
use genai_otel_proxy_example::{HELP, Options, router};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

/// An address at which it cannot listen.
#[derive(Debug, thiserror::Error)]
#[error(
    "cannot listen on {address}: {source}; name another by --listen ADDRESS:PORT, where port 0 is a free one"
)]
struct ListenError {
    address: SocketAddr,
    source: io::Error,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let Some(options) = Options::parse(std::env::args().skip(1))? else {
        print!("{HELP}");
        return Ok(());
    };
    let telemetry = genai_otel::init()?;
    let runtime = Runtime::new()?;
    let served = runtime.block_on(serve(options));
    // What is under way is dropped here, so that it is told before telemetry is sent.
    runtime.shutdown_timeout(Duration::from_secs(1));
    let sent = telemetry.shutdown(Duration::from_secs(5));
    // Why it did not serve matters more than what is left of telemetry.
    served?;
    Ok(sent?)
}

/// Serves until the program is asked to end, and then what is under way, for a while.
async fn serve(options: Options) -> Result<(), Box<dyn Error>> {
    let asked_to_end = asked_to_end()?;
    let listener = TcpListener::bind(options.listen)
        .await
        .map_err(|source| ListenError { address: options.listen, source })?;
    let address = listener.local_addr()?;
    let lines: Vec<_> = options.upstreams.lines().collect();
    let router = router(options.upstreams, Tap::default())?;
    // Whoever started it may have stopped to read.
    drop(writeln!(io::stdout(), "listening on http://{address}\n{}", lines.join("\n")));

    // Small events are not held back until there are more of them.
    let listener = listener.tap_io(|connection| drop(connection.set_nodelay(true)));
    let (ending, ended) = oneshot::channel::<()>();
    let serving = axum::serve(listener, router).with_graceful_shutdown(async {
        asked_to_end.await;
        drop(ending);
    });
    let out_of_time = async {
        drop(ended.await);
        tokio::time::sleep(options.grace).await;
    };
    tokio::select! {
        served = serving => served?,
        () = out_of_time => {}
    }
    Ok(())
}

/// Listens from now on for an interrupt, and for the signal that service managers send.
#[cfg(unix)]
fn asked_to_end() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Listens for an interrupt.
#[cfg(not(unix))]
fn asked_to_end() -> io::Result<impl Future<Output = ()>> {
    Ok(async { drop(tokio::signal::ctrl_c().await) })
}
