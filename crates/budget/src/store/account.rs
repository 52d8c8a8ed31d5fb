//! One account of one budget.

use std::sync::Arc;

use super::present::Present;
use super::{Crossing, Kept, Reading, Ring, Rule};
use crate::budget::MAX_THRESHOLDS;
use crate::window::Period;

/// What one account of a budget has spent in its window, and holds for calls that run.
#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) name: Arc<str>,
    /// Held for calls that started in this window; in a sliding one for all.
    pub(crate) reserved: i128,
    /// Held for calls that started in a window that is over, against whose limit they went.
    earlier: i128,
    /// How many calls hold something.
    pub(crate) running: u32,
    /// Of which window it is, counted from its first: reservations know theirs.
    pub(crate) turn: u32,
    /// How often the clock had been set back when it was last looked at.
    era: u32,
    period: Period,
    /// Where the window is a part of the calendar.
    spent: i128,
    told: [Option<i64>; MAX_THRESHOLDS],
    /// Where the window slides.
    ring: Option<Box<Ring>>,
    pub(crate) refused: u64,
    unpriced: u64,
}

impl Account {
    pub(crate) fn new(name: Arc<str>, rule: &Rule, now: Present, period: Period) -> Self {
        Self {
            name,
            reserved: 0,
            earlier: 0,
            running: 0,
            turn: 0,
            era: now.era,
            period,
            spent: 0,
            told: [None; MAX_THRESHOLDS],
            ring: rule.length.map(|length| Box::new(Ring::new(length, now.at))),
            refused: 0,
            unpriced: 0,
        }
    }

    /// Brings it to a moment, and to the window that this is in.
    pub(crate) fn roll(&mut self, now: Present, period: Period) {
        let is_set_back = self.era != now.era;
        self.era = now.era;
        if let Some(ring) = &mut self.ring {
            if is_set_back { ring.set_back(now.at) } else { ring.advance(now.at) }
        } else if is_set_back {
            // What was spent stays: nobody can say any more when that was.
            self.period = period;
        } else if self.period.start < period.start {
            self.period = period;
            self.spent = 0;
            self.told = [None; MAX_THRESHOLDS];
            self.earlier = self.earlier.saturating_add(std::mem::take(&mut self.reserved));
            self.turn = self.turn.wrapping_add(1);
            (self.refused, self.unpriced) = (0, 0);
        }
    }

    /// Whether nothing would be lost with it.
    pub(crate) fn is_at_rest(&self) -> bool {
        self.running == 0 && self.spent() == 0
    }

    pub(crate) fn spent(&self) -> i128 {
        self.ring.as_ref().map_or(self.spent, |ring| ring.sum())
    }

    /// What is spent and held.
    pub(crate) fn used(&self) -> i128 {
        self.spent().saturating_add(self.reserved)
    }

    pub(crate) fn hold(&mut self, amount: i128) {
        self.reserved = self.reserved.saturating_add(amount);
        self.running = self.running.saturating_add(1);
    }

    /// Gives back what was held since some window.
    pub(crate) fn let_go(&mut self, amount: i128, turn: u32) {
        let held = if turn == self.turn { &mut self.reserved } else { &mut self.earlier };
        *held = held.saturating_sub(amount);
        self.running = self.running.saturating_sub(1);
    }

    /// Counts what a call took that started then.
    pub(crate) fn take(&mut self, then: i64, amount: i128, is_unpriced: bool) {
        if let Some(ring) = &mut self.ring {
            ring.add(then, amount);
        } else if then >= self.period.start {
            self.spent = self.spent.saturating_add(amount);
        } else {
            return;
        }
        self.unpriced = self.unpriced.saturating_add(u64::from(is_unpriced));
    }

    /// When so much more than now is free by time alone.
    pub(crate) fn frees_at(&self, amount: i128) -> Option<i64> {
        match &self.ring {
            Some(ring) => (amount > 0).then(|| ring.frees_at(amount)).flatten(),
            None => Some(self.period.end).filter(|end| *end != i64::MAX),
        }
    }

    /// Notes thresholds that it has come to. Each is told once in a window: in a sliding one not again before its length
    /// has passed.
    pub(crate) fn cross(
        &mut self,
        (budget, number): (usize, u32),
        rule: &Rule,
        now: i64,
        to: &mut Vec<Crossing>,
    ) {
        let spent = self.spent();
        if spent <= 0 || rule.levels.first().is_none_or(|first| spent < *first) {
            return;
        }
        let period = self.shown_period(rule, now);
        let told = match &mut self.ring {
            Some(ring) => &mut ring.told,
            None => &mut self.told,
        };
        let thresholds = rule.thresholds.iter().zip(&rule.levels);
        for ((percent, level), told) in thresholds.zip(told) {
            if spent < *level {
                return;
            }
            let is_due = match (*told, rule.length) {
                (None, _) => true,
                (Some(then), Some(length)) => now.saturating_sub(then) >= length,
                (Some(_), None) => false,
            };
            if is_due {
                *told = Some(now);
                let account = Arc::clone(&self.name);
                to.push(Crossing { budget, account, number, percent: *percent, spent, period });
            }
        }
    }

    pub(crate) fn read(&self, rule: &Rule, now: i64) -> Reading {
        Reading {
            account: Arc::clone(&self.name),
            spent: self.spent(),
            reserved: self.reserved,
            period: self.shown_period(rule, now),
            refused: self.refused,
            unpriced: self.unpriced,
        }
    }

    /// What has to survive; nothing where there is nothing.
    pub(crate) fn keep(&self) -> Option<Kept> {
        let account = Arc::clone(&self.name);
        let (at, spent, told): (_, Vec<_>, _) = match &self.ring {
            Some(ring) => (ring.at(), ring.spent().collect(), ring.told),
            None => (self.period.start, vec![(self.period.start, self.spent)], self.told),
        };
        (self.spent() != 0).then_some(Kept { account, at, spent, told })
    }

    /// Takes over what an earlier process had in the window that it is in now.
    pub(crate) fn restore(&mut self, kept: &Kept) {
        if let Some(ring) = &mut self.ring {
            kept.spent.iter().for_each(|(then, spent)| ring.add(*then, *spent));
            ring.told = kept.told;
        } else if self.period == Period::ALWAYS || self.period.contains(kept.at) {
            let sum = kept.spent.iter().fold(0, |sum: i128, (_, spent)| sum.saturating_add(*spent));
            self.spent = self.spent.saturating_add(sum);
            self.told = kept.told;
        }
    }

    fn shown_period(&self, rule: &Rule, now: i64) -> Period {
        rule.length.map_or(self.period, |length| Period {
            start: now.saturating_sub(length),
            end: i64::MAX,
        })
    }

    /// What is held for calls of this window and of earlier ones.
    #[cfg(test)]
    pub(crate) fn held(&self) -> (i128, i128) {
        (self.reserved, self.earlier)
    }
}
