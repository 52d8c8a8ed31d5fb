//! The store of one process.

use std::sync::{Mutex, MutexGuard, PoisonError};

use genai_otel_core::CallId;

use super::book::Book;
use super::{Crossing, Incidents, Kept, Reading, Rule, Shortfall, Wants};

/// The store of one process: one lock, held for arithmetic alone.
#[derive(Debug)]
pub(crate) struct Local {
    rules: Vec<Rule>,
    book: Mutex<Book>,
}

impl Local {
    pub(crate) fn new(rules: Vec<Rule>, patience: i64) -> Self {
        let book = Mutex::new(Book::new(&rules, patience));
        Self { rules, book }
    }

    /// Holds what a call wants of every budget, or of none.
    pub(crate) fn reserve(
        &self,
        call: CallId,
        at: i64,
        wants: &Wants<'_>,
    ) -> Result<(), Shortfall> {
        self.book().reserve(&self.rules, call, at, wants)
    }

    /// Gives back what is held for a call and counts what it took. Gives thresholds that accounts came to.
    pub(crate) fn settle(
        &self,
        call: CallId,
        (started, now): (i64, i64),
        wants: &Wants<'_>,
    ) -> Vec<Crossing> {
        let mut crossings = Vec::new();
        let told = Some(&mut crossings);
        self.book().settle(&self.rules, call, (started, now), wants, told);
        crossings
    }

    /// Counts what an earlier process told of. Thresholds that are passed by it are not told again.
    pub(crate) fn replay(&self, (started, now): (i64, i64), wants: &Wants<'_>) {
        self.book().settle(&self.rules, CallId::default(), (started, now), wants, None);
    }

    /// Gives back what is held for a call.
    pub(crate) fn release(&self, call: CallId) {
        self.book().release(call);
    }

    /// Every account of a budget at a moment, in the order in which they were opened. The lock is let go now and then.
    pub(crate) fn read(&self, budget: usize, now: i64, most: usize) -> Vec<Reading> {
        let mut all = Vec::new();
        while all.len() < most {
            let mut book = self.book();
            book.pass(&self.rules, now);
            let chunk = CHUNK.min(most - all.len());
            let some = book.read(&self.rules, budget, (all.len(), chunk));
            drop(book);
            let is_last = some.len() < chunk;
            all.extend(some);
            if is_last {
                break;
            }
        }
        all
    }

    pub(crate) fn read_one(&self, budget: usize, now: i64, account: &str) -> Option<Reading> {
        let mut book = self.book();
        book.pass(&self.rules, now);
        book.read_one(&self.rules, budget, account)
    }

    /// What has to survive of a budget.
    pub(crate) fn keep(&self, budget: usize, now: i64) -> Vec<Kept> {
        let (mut all, mut from) = (Vec::new(), 0);
        loop {
            let mut book = self.book();
            book.pass(&self.rules, now);
            let Some(some) = book.keep(budget, (from, CHUNK)) else { return all };
            drop(book);
            all.extend(some);
            from += CHUNK;
        }
    }

    /// Takes over what accounts of a budget had in an earlier process.
    pub(crate) fn restore(&self, budget: usize, now: i64, kept: &[Kept]) {
        let mut book = self.book();
        book.pass(&self.rules, now);
        kept.iter().for_each(|kept| book.restore(&self.rules, budget, kept));
    }

    pub(crate) fn rule(&self, budget: usize) -> &Rule {
        &self.rules[budget]
    }

    pub(crate) fn running(&self) -> usize {
        self.book().running()
    }

    pub(crate) fn incidents(&self) -> Incidents {
        self.book().incidents
    }

    /// Nothing of other people's runs under this lock, so that a panic in there is a bug of ours; what it leaves is used
    /// all the same.
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many accounts are read at a time.
const CHUNK: usize = 1_024;
