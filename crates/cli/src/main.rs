//! The command `genai-otel`. Only here are the environment, the clock and the arguments of the process read.

use std::env;
use std::io::{self, BufWriter};
use std::process::ExitCode;

use genai_otel_cli::{World, run};
use genai_otel_core::{Clock, SystemClock};
use genai_otel_pricing::PriceBook;

fn main() -> ExitCode {
    let variables =
        env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value)));
    let world = World::new(PriceBook::embedded(), variables, SystemClock::default().now());
    let mut out = BufWriter::new(io::stdout().lock());
    let mut err = io::stderr().lock();
    run(env::args_os(), &world, &mut out, &mut err).into()
}
