//! `genai-otel rotate`: closes the files of dead writers.

use std::io::{self, Write};

use genai_otel_ledger::{CompactError, OpenFile, OpenState};
use serde_json::{Value, json};

use crate::args_low::{RotateArgs, TextOrJson};
use crate::digits::some;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::safe::safe;
use crate::world::World;

/// Closes those whose locks are free, and tells the others.
pub(super) fn run(typed: &RotateArgs, world: &World, out: &mut dyn Write) -> Result<Exit, Failure> {
    let files = world.ledger_files(&typed.files)?;
    let path = files.directory();
    let unwritable = |source| Failure::Unwritable { path: path.to_owned(), source };
    let lock = files.lock().map_err(unwritable)?;
    let lock = lock.ok_or_else(|| CompactError::Busy { path: path.to_owned() })?;
    let told = files.close_dead(&lock).map_err(unwritable)?;
    match typed.format {
        TextOrJson::Text => write(&told, out)?,
        TextOrJson::Json => {
            let files: Vec<_> = told.iter().map(one).collect();
            serde_json::to_writer_pretty(&mut *out, &json!({ "files": files }))?;
            writeln!(out)?;
        }
    }
    let has_failed = told.iter().any(|file| matches!(file.state, OpenState::Failed { .. }));
    Ok(if has_failed { Exit::Nothing } else { Exit::Answered })
}

fn write(told: &[OpenFile], out: &mut dyn Write) -> io::Result<()> {
    for file in told {
        let path = safe(&file.path.display().to_string());
        match &file.state {
            OpenState::Closed { to, bytes, torn } => {
                let to = safe(&to.display().to_string());
                write!(out, "{path}: closed as {to}, {}", some(*bytes, "byte", "bytes"))?;
                if *torn > 0 {
                    let torn = some(*torn, "byte", "bytes");
                    write!(out, "; {torn} of a last line that was never written whole are cut")?;
                }
                writeln!(out)?;
            }
            OpenState::Living => writeln!(out, "{path}: left, a living process writes it")?,
            OpenState::Empty => writeln!(out, "{path}: left, no whole line is in it")?,
            OpenState::Failed { reason } => {
                writeln!(out, "{path}: cannot be closed: {}", safe(reason))?;
            }
            _ => writeln!(out, "{path}: left")?,
        }
    }
    if told.is_empty() {
        writeln!(out, "no file is open")?;
    }
    Ok(())
}

fn one(file: &OpenFile) -> Value {
    let path = file.path.display().to_string();
    match &file.state {
        OpenState::Closed { to, bytes, torn } => {
            let to = to.display().to_string();
            json!({ "file": path, "state": "closed", "to": to, "bytes": bytes, "torn_bytes": torn })
        }
        OpenState::Living => json!({ "file": path, "state": "living" }),
        OpenState::Empty => json!({ "file": path, "state": "empty" }),
        OpenState::Failed { reason } => {
            json!({ "file": path, "state": "failed", "reason": reason })
        }
        _ => json!({ "file": path, "state": "left" }),
    }
}
