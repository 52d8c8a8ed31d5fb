//! `genai-otel demo`: a made-up ledger to try things with.

#[cfg(feature = "otlp")]
mod collector;
mod target;

use std::io::Write;

use genai_otel_core::{Instrumentation, InstrumentationBuilder};
use genai_otel_ledger::sample::Sample;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Unit};

use self::target::Target;
use crate::args::moment;
use crate::args_low::DemoArgs;
use crate::digits::grouped;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::world::World;

/// Writes the ledger, and sends the same calls to a collector where that was asked for.
pub(super) fn run(
    typed: &DemoArgs,
    world: &World,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, Failure> {
    let until = match &typed.until {
        Some(until) => moment("--until", until, &TimeZone::UTC).map_err(Failure::usage)?,
        None => Timestamp::try_from(world.now())
            .and_then(|now| {
                now.round(
                    jiff::TimestampRound::new().smallest(Unit::Hour).mode(jiff::RoundMode::Trunc),
                )
            })
            .map_err(Failure::usage)?,
    };
    let sample = Sample::new(until).calls(typed.calls).days(typed.days);
    let sample = sample.seed(typed.seed).calm(typed.calm);
    let builder = Instrumentation::builder().pricing(world.embedded());
    #[cfg(feature = "otlp")]
    if let Some(endpoint) = &typed.otlp {
        let (collector, builder) = collector::Collector::open(endpoint.as_deref(), world, builder)?;
        write(typed, &sample, builder, (out, err))?;
        return collector.close(err);
    }
    write(typed, &sample, builder, (out, err))?;
    Ok(Exit::Answered)
}

fn write(
    typed: &DemoArgs,
    sample: &Sample,
    builder: InstrumentationBuilder,
    (out, err): (&mut dyn Write, &mut dyn Write),
) -> Result<(), Failure> {
    if typed.directory.as_os_str() == "-" {
        sample.write(builder, out)?;
        return Ok(());
    }
    let mut target = Target::open(&typed.directory, typed.force)?;
    let bytes = target.fill(|file| sample.write(builder, file))?;
    let calls = grouped(typed.calls.into());
    let path = target.keep()?;
    writeln!(out, "{calls} calls, {} bytes: {}", grouped(bytes.into()), path.display())?;
    out.flush()?;
    writeln!(err, "try: genai-otel summary {}", typed.directory.display())?;
    Ok(())
}
