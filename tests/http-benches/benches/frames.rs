//! A program that reads a stream with a client, for valgrind to count its instructions:
//! `frames <plain|tapped>_<client> <frames>`. The provider is a process of its own, so that its work does not count.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the output is what it is for")]

use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write, stdin, stdout};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Duration;

use genai_otel_http_benches::reading::Calls;
use genai_otel_http_benches::{body, client};
use genai_otel_testkit::{FakeProvider, Reply};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    // Cargo says `--bench` to a benchmark.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let tap = || Some(Calls::new().tap());
    match arguments[..] {
        ["provide", frames] => provide(frames.parse()?),
        ["plain_reqwest", frames] => read(frames, |url| client::reqwest(url, None)),
        ["tapped_reqwest", frames] => read(frames, |url| client::reqwest(url, tap())),
        ["plain_async_openai", frames] => read(frames, |url| client::async_openai(url, None)),
        ["tapped_async_openai", frames] => read(frames, |url| client::async_openai(url, tap())),
        // Cargo tests benchmarks by running them.
        [] => read("3", |url| client::async_openai(url, tap())),
        _ => {
            eprintln!("frames <plain|tapped>_<reqwest|async_openai> <frames>");
            Ok(ExitCode::from(2))
        }
    }
}

/// Has a client read so many frames, and whether it saw them.
fn read(
    frames: &str,
    client: impl FnOnce(&str) -> Result<usize, Box<dyn Error>>,
) -> Result<ExitCode, Box<dyn Error>> {
    let provider = Provider::start(frames)?;
    let seen = client(&provider.url)?;
    if seen != frames.parse::<usize>()? {
        return Err(format!("{seen} of {frames} frames came").into());
    }
    Ok(ExitCode::SUCCESS)
}

/// The provider's process.
struct Provider {
    process: Child,
    url: String,
}

impl Provider {
    fn start(frames: &str) -> Result<Self, Box<dyn Error>> {
        let mut process = Command::new(std::env::current_exe()?)
            .args(["provide", frames])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut url = String::new();
        BufReader::new(process.stdout.take().ok_or("no output")?).read_line(&mut url)?;
        Ok(Self { process, url: url.trim().to_owned() })
    }
}

impl Drop for Provider {
    /// It goes when its input ends.
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        if let Err(error) = self.process.wait() {
            eprintln!("the provider: {error}");
        }
    }
}

/// Provides one stream of so many events, each a chunk of the transfer, until the input ends.
fn provide(frames: usize) -> Result<ExitCode, Box<dyn Error>> {
    let event = body::CHAT[0];
    let answer = event.repeat(frames) + "data: [DONE]\n\n";
    // As a model writes: apart, so that no event is cut in two by where a full buffer ends.
    let reply = Reply::raw(200, "text/event-stream", answer).fragment(event.len()).pace(PACE);
    let provider = FakeProvider::builder().reply(reply).start()?;
    println!("{}", provider.url());
    stdout().flush()?;
    stdin().read_to_end(&mut Vec::new())?;
    Ok(ExitCode::SUCCESS)
}

const PACE: Duration = Duration::from_millis(1);
