//! The command `check`: every gate that a change has to pass, in the order in which they run.

mod backends;
mod clients;
mod command;
mod deny;
mod durability;
mod examples;
mod exporter;
mod features;
mod graph;
mod instructions;
mod metadata;
mod packages;

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::bail;

use self::command::cargo;
use crate::generated;

/// Prints the names of the gates and what they ask.
pub(crate) fn list() {
    for gate in GATES {
        println!("{:<12} {}", gate.name, gate.asks);
    }
}

/// Runs the gate `instructions` alone; says no where valgrind is not installed, unless `if_installed`.
pub(crate) fn instructions(root: &Path, if_installed: bool) -> anyhow::Result<()> {
    let verdict = if if_installed { instructions::gate(root) } else { instructions::run(root) };
    if let Verdict::Skipped(why) = verdict? {
        println!("skipped: {why}");
    }
    Ok(())
}

/// Runs the gates in `names`, all if there are none.
pub(crate) fn run(root: &Path, names: &[&str]) -> anyhow::Result<()> {
    if let Some(unknown) = names.iter().find(|name| GATES.iter().all(|gate| gate.name != **name)) {
        bail!("no gate `{unknown}`: `cargo xtask check --list` names them");
    }
    let mut summary = Vec::new();
    let mut failed = None;
    for gate in GATES.iter().filter(|gate| names.is_empty() || names.contains(&gate.name)) {
        println!("\n== {}: {}", gate.name, gate.asks);
        let start = now();
        let verdict = (gate.run)(root);
        let took = now().duration_since(start);
        summary.push(match &verdict {
            Ok(Verdict::Passed) => line(gate, took, "passed"),
            Ok(Verdict::Skipped(why)) => line(gate, took, &format!("skipped: {why}")),
            Err(error) => line(gate, took, &format!("FAILED: {error:#}")),
        });
        if verdict.is_err() {
            failed = Some(gate.name);
            break;
        }
    }
    println!("\n== summary");
    for line in &summary {
        println!("{line}");
    }
    match failed {
        Some(name) => bail!("gate `{name}` failed; `cargo xtask check {name}` runs it alone"),
        None => Ok(()),
    }
}

struct Gate {
    name: &'static str,
    asks: &'static str,
    run: fn(&Path) -> anyhow::Result<Verdict>,
}

enum Verdict {
    Passed,
    Skipped(String),
}

const GATES: &[Gate] = &[
    Gate {
        name: "format",
        asks: "is the source formatted?",
        run: |root| cargo(root, &["fmt", "--all", "--", "--check"]),
    },
    Gate {
        name: "generated",
        asks: "are the generated files those of the facts?",
        run: |root| generated::check(root).map(|()| Verdict::Passed),
    },
    Gate {
        name: "clippy",
        asks: "is the code free of warnings, and the lock file current?",
        run: |root| {
            cargo(
                root,
                &[
                    "clippy",
                    "--locked",
                    "--workspace",
                    "--exclude",
                    graph::PACKAGE,
                    "--all-targets",
                    "--",
                    "-D",
                    "warnings",
                ],
            )
        },
    },
    Gate {
        name: "test",
        asks: "do the tests pass that the README names?",
        run: |root| cargo(root, &["test"]),
    },
    Gate {
        name: "clients",
        asks: "does it work beside client libraries as they are published?",
        run: clients::gate,
    },
    Gate {
        name: "doctest",
        asks: "do the examples in the documentation run with every feature?",
        run: |root| {
            cargo(
                root,
                &["test", "--workspace", "--exclude", graph::PACKAGE, "--all-features", "--doc"],
            )
        },
    },
    Gate {
        name: "docs",
        asks: "does the documentation build without a warning?",
        run: |root| {
            command::run(
                root,
                &[("RUSTDOCFLAGS", "-D warnings")],
                "cargo",
                &["doc", "--workspace", "--exclude", graph::PACKAGE, "--all-features", "--no-deps"],
            )
        },
    },
    Gate { name: "examples", asks: "does every example run?", run: examples::gate },
    Gate {
        name: "backends",
        asks: "do collectors of others receive what was sent?",
        run: backends::gate,
    },
    Gate {
        name: "durability",
        asks: "does what was acknowledged arrive when programs are killed and the collector is away?",
        run: durability::gate,
    },
    Gate {
        name: "benches",
        asks: "do the benchmarks compile?",
        run: |root| cargo(root, &["bench", "--workspace", "--exclude", graph::PACKAGE, "--no-run"]),
    },
    Gate {
        name: "instructions",
        asks: "does a call cost what it may, counted in instructions?",
        run: instructions::gate,
    },
    Gate {
        name: "exporter",
        asks: "does the exporter cost what it may, beside the SDK's own?",
        run: exporter::gate,
    },
    Gate {
        name: "features",
        asks: "does each feature compile alone, and none, the default and all?",
        run: features::gate,
    },
    Gate {
        name: "graph",
        asks: "does the exporter work where others turn on everything else?",
        run: graph::gate,
    },
    Gate {
        name: "packages",
        asks: "do core and macros stay small, and the core free of the SDK?",
        run: packages::gate,
    },
    Gate { name: "deny", asks: "are licences, sources and advisories in order?", run: deny::gate },
];

fn line(gate: &Gate, took: Duration, verdict: &str) -> String {
    format!("{:<12} {:>4} s  {verdict}", gate.name, took.as_secs())
}

#[allow(clippy::disallowed_methods, reason = "a tool that times its own steps has no other clock")]
fn now() -> Instant {
    Instant::now()
}
