//! Questions to a ledger.

mod any;
mod fitting;
mod formats;
mod wrong;

use genai_otel_cli::{Terminal, World};

use crate::support::{Ran, hand_made, ran_in};

/// Runs a command line, with the ledger for `LEDGER`, and with `LEDGER` for its path in what is said.
fn asked_in(world: &World, command: &str, ledger: &str) -> Ran {
    let words = command.split_whitespace();
    let words = words.map(|word| if word == "LEDGER" { ledger } else { word });
    let Ran { exit, out, err } = ran_in(world, words);
    Ran { exit, out: out.replace(ledger, "LEDGER"), err: err.replace(ledger, "LEDGER") }
}

pub(crate) fn asked(command: &str, ledger: &str) -> Ran {
    asked_in(&hand_made(), command, ledger)
}

fn terminal(columns: usize, colour: bool) -> World {
    hand_made().terminal(Terminal { columns: Some(columns), colour })
}
