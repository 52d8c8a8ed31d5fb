//! Summing up with several threads.

use std::ops::ControlFlow;
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::asked::{Asked, Said};
use super::groups::Groups;
use super::part::Part;
use super::plan::Plan;
use crate::error::LedgerError;
use crate::scan::{Feed, Tally};

/// How calls are summed up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Threads {
    /// As many as there are cores where nothing is said.
    pub(super) count: Option<usize>,
    pub(super) quantiles: bool,
    /// How many bytes groups may take.
    pub(super) memory: usize,
}

impl Threads {
    /// Sums up what the feed has. Each thread has groups of its own, and hands them on where they become many: so that
    /// many groups are not there once for each thread.
    pub(super) fn sum(self, plan: &Plan, feed: &Feed, part: Part) -> Result<Groups, LedgerError> {
        let cores = || thread::available_parallelism().map_or(1, usize::from);
        let count = self.count.unwrap_or_else(cores).clamp(1, MOST_THREADS);
        let all = Mutex::new(Groups::new(self.quantiles));
        let read = || self.read((plan, part), feed, &all, MOST_APART / count);
        thread::scope(|scope| {
            let others: Vec<_> = (1..count).map(|_| scope.spawn(read)).collect();
            let own = read();
            let joined = others
                .into_iter()
                .map(|other| other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            joined.fold(own, Result::and)
        })?;
        Ok(all.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    fn read(
        self,
        (plan, part): (&Plan, Part),
        feed: &Feed,
        all: &Mutex<Groups>,
        most: usize,
    ) -> Result<(), LedgerError> {
        let mut asked = Asked::new(plan);
        let mut groups = Groups::new(self.quantiles);
        let (mut calls, mut handed_on) = (0_u32, Ok(()));
        let hand_on = |groups: &mut Groups| {
            let handed = std::mem::replace(groups, Groups::new(self.quantiles));
            all.lock().unwrap_or_else(PoisonError::into_inner).merge(handed, self.memory)
        };
        feed.read(|line: &[u8], tally: &mut Tally| {
            match asked.ask(line)? {
                Said::Call(name, call) if part.has(name.as_bytes()) => groups.add(name, &call),
                Said::Call(..) | Said::Other => {}
                Said::Refused(calls) => tally.refused(calls),
            }
            calls = calls.wrapping_add(1);
            if calls.is_multiple_of(LOOK_EVERY) && groups.is_large(most) {
                handed_on = hand_on(&mut groups);
            }
            let goes_on = handed_on.is_ok();
            Ok(if goes_on { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
        })?;
        handed_on?;
        hand_on(&mut groups)
    }
}

/// After how many lines it is looked how much the groups of a thread take.
const LOOK_EVERY: u32 = 16_384;
/// More than any machine has cores that one disk can feed.
const MOST_THREADS: usize = 256;
/// How many bytes the groups of all threads may take before they are handed on.
const MOST_APART: usize = 16 << 20;
