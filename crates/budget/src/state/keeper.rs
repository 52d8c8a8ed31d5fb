//! Writes the state while calls are made.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::error::StateError;
use super::file::StateFile;
use super::text::AccountLine;
use super::{BudgetState, StateError as Error};
use crate::budget::{Budget, MAX_THRESHOLDS};
use crate::budgets::Engine;
use crate::caught::caught;
use crate::moment;
use crate::store::{BUCKETS, Kept, Rule};
use crate::troubles::Trouble;

/// Writes the state at its interval, and once more when it is dropped.
#[derive(Debug)]
pub(crate) struct Keeper {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    engine: Arc<Engine>,
    /// The count of changes that the file has.
    file: Mutex<(StateFile, Option<u64>)>,
    is_over: Mutex<bool>,
    ended: Condvar,
}

impl Keeper {
    /// Takes the file, hands the engine what is in it and begins to write.
    pub(crate) fn open(state: &BudgetState, engine: &Arc<Engine>) -> Result<Self, Error> {
        let (file, lines) = StateFile::open(&state.path)?;
        restore(engine, lines);
        let shared = Arc::new(Shared {
            engine: Arc::clone(engine),
            file: Mutex::new((file, None)),
            is_over: Mutex::new(false),
            ended: Condvar::new(),
        });
        // A place that cannot be written shows now.
        shared.write()?;
        let (of_thread, interval) = (Arc::clone(&shared), state.interval);
        let named = thread::Builder::new().name("genai-otel-bdgt".to_owned());
        let thread = named.spawn(move || of_thread.work(interval)).map_err(|source| Error::Io {
            path: state.path.clone(),
            what: "start the thread that writes",
            source,
        })?;
        Ok(Self { shared, thread: Some(thread) })
    }

    pub(crate) fn flush(&self) -> Result<(), StateError> {
        self.shared.write()
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        *lock(&self.shared.is_over) = true;
        self.shared.ended.notify_all();
        if let Some(thread) = self.thread.take() {
            // It catches whatever panics in there.
            drop(thread.join());
        }
        self.shared.try_write();
    }
}

impl Shared {
    fn work(&self, interval: Duration) {
        let mut is_over = lock(&self.is_over);
        while !*is_over {
            let waited = self.ended.wait_timeout(is_over, interval);
            is_over = waited.unwrap_or_else(PoisonError::into_inner).0;
            if !*is_over {
                drop(is_over);
                self.try_write();
                is_over = lock(&self.is_over);
            }
        }
    }

    fn try_write(&self) {
        if let Some(Err(error)) = caught(|| self.write()) {
            self.engine.report(Trouble::Unwritten, &error);
        }
    }

    /// Writes what is not in the file yet.
    fn write(&self) -> Result<(), StateError> {
        let mut file = lock(&self.file);
        let changes = self.engine.changes.load(Ordering::Relaxed);
        if file.1 != Some(changes) {
            file.0.write(&lines(&self.engine))?;
            file.1 = Some(changes);
        }
        Ok(())
    }
}

fn lines(engine: &Engine) -> Vec<AccountLine> {
    let now = moment::millis(engine.clock.now());
    let lines = engine.budgets().iter().enumerate().flat_map(|(index, budget)| {
        let rule = engine.store.rule(index);
        let kept = engine.store.keep(index, now).into_iter();
        kept.map(|kept| line(budget, rule, kept)).collect::<Vec<_>>()
    });
    lines.collect()
}

fn line(budget: &Budget, rule: &Rule, kept: Kept) -> AccountLine {
    let told = rule.thresholds.iter().zip(kept.told);
    AccountLine {
        budget: budget.name.to_string(),
        unit: budget.limit.unit().to_string(),
        window: budget.calendar.window.to_string(),
        account: kept.account.to_string(),
        at: kept.at,
        spent: kept.spent.into_iter().map(|(start, spent)| (start, spent.to_string())).collect(),
        told: told.filter_map(|(percent, told)| Some((*percent, told?))).collect(),
    }
}

/// Hands every budget what the file has of it. What is of none, or of one that counts otherwise now, is counted.
fn restore(engine: &Engine, lines: Vec<AccountLine>) {
    let now = moment::millis(engine.clock.now());
    for line in lines {
        let budget = engine.budgets().iter().position(|budget| {
            *budget.name == *line.budget
                && budget.limit.unit().to_string() == line.unit
                && budget.calendar.window.to_string() == line.window
        });
        let kept = budget.and_then(|budget| kept(engine.store.rule(budget), line));
        match (budget, kept) {
            (Some(budget), Some(kept)) => engine.store.restore(budget, now, &[kept]),
            _ => engine.report(Trouble::Unrestored, &"a state is of no budget that there is"),
        }
    }
}

fn kept(rule: &Rule, line: AccountLine) -> Option<Kept> {
    let mut told = [None; MAX_THRESHOLDS];
    for (percent, place) in rule.thresholds.iter().zip(&mut told) {
        *place = line.told.iter().find(|(known, _)| known == percent).map(|(_, when)| *when);
    }
    let spent =
        line.spent.iter().take(BUCKETS).map(|(start, spent)| Some((*start, spent.parse().ok()?)));
    Some(Kept {
        account: line.account.as_str().into(),
        at: line.at,
        spent: spent.collect::<Option<_>>()?,
        told,
    })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
