use std::io::stdin;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::Context as _;
use genai_otel_otlp::Protocol;
use genai_otel_testkit::{FakeCollector, Offer, Reaction};

use crate::dice::Dice;
use crate::front::Front;
use crate::ledger::Ledger;
use crate::mood::Mood;
use crate::options::Options;
use crate::pipeline;

/// The process that collects: `--ledger FILE`, `--protocol`, and on standard input a mood, or `flap <seed>`, a line. It tells its URL
/// first, and ends with its input.
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let path: PathBuf = options.require("ledger")?;
    let shared = Arc::new(Shared {
        mood: Mutex::new(Mood::Accept),
        ledger: Mutex::new(Ledger::create(&path)?),
        is_broken: AtomicBool::new(false),
    });
    let decided = Arc::clone(&shared);
    let builder = FakeCollector::builder().decide(move |offer| decided.decide(offer));
    let speaks_grpc = pipeline::protocol(options)? == Protocol::Grpc;
    let collector = if speaks_grpc { builder.grpc() } else { builder }.start()?;
    let behind = collector.url();
    let behind = behind.strip_prefix("http://").context("the collector has no URL")?.parse()?;
    let mut front = Front::start(behind)?;
    println!("{}", front.url());
    let (said, heard) = channel();
    thread::spawn(move || stdin().lines().map_while(Result::ok).try_for_each(|it| said.send(it)));
    let mut moods = Moods::new(heard);
    while let Some(mood) = moods.next()? {
        shared.set(mood);
        match mood {
            Mood::Refuse => front.refuse(),
            _ => front.listen()?,
        }
        // What is in the ledger need not be in memory.
        collector.clear();
        anyhow::ensure!(!shared.is_broken.load(Ordering::Relaxed), "the ledger is broken");
    }
    Ok(())
}

/// What the requests and the script share.
struct Shared {
    mood: Mutex<Mood>,
    ledger: Mutex<Ledger>,
    is_broken: AtomicBool,
}

impl Shared {
    fn set(&self, mood: Mood) {
        *self.mood.lock().unwrap_or_else(PoisonError::into_inner) = mood;
    }

    fn decide(&self, offer: &Offer<'_>) -> Reaction {
        let mood = *self.mood.lock().unwrap_or_else(PoisonError::into_inner);
        if mood.keeps() {
            let mut ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
            if let Err(error) = ledger.write(offer, mood.is_lost()) {
                eprintln!("collector: {error:#}");
                self.is_broken.store(true, Ordering::Relaxed);
                return Reaction::status(500);
            }
        }
        mood.reaction()
    }
}

/// One mood after the other.
struct Moods {
    heard: Receiver<String>,
    flapping: Option<Dice>,
}

impl Moods {
    fn new(heard: Receiver<String>) -> Self {
        Self { heard, flapping: None }
    }

    /// Nothing at the end of the input.
    fn next(&mut self) -> anyhow::Result<Option<Mood>> {
        let longest = match &mut self.flapping {
            Some(dice) => Duration::from_millis(20 + dice.below(280)),
            None => Duration::from_secs(1),
        };
        match self.heard.recv_timeout(longest) {
            Ok(line) => match line.strip_prefix("flap ") {
                Some(seed) => Ok(Some(Mood::any(self.flapping.insert(Dice::new(seed.parse()?))))),
                None => {
                    self.flapping = None;
                    Ok(Some(line.parse()?))
                }
            },
            Err(RecvTimeoutError::Timeout) => match &mut self.flapping {
                Some(dice) => Ok(Some(Mood::any(dice))),
                None => self.next(),
            },
            Err(RecvTimeoutError::Disconnected) => Ok(None),
        }
    }
}
