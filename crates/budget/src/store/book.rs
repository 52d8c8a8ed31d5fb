//! All accounts of all budgets, under one lock.

use genai_otel_core::CallId;

use super::accounts::Accounts;
use super::present::Present;
use super::running::{Claim, Reservation, Running};
use super::{Crossing, Incidents, Kept, Reading, Rule, Shortfall, Want, Wants};
use crate::window::Period;

/// All accounts of all budgets, and what is held for the calls that run.
#[derive(Debug)]
pub(crate) struct Book {
    shelves: Vec<Shelf>,
    running: Running,
    now: Present,
    /// How long a call may hold something, in milliseconds.
    patience: i64,
    pub(crate) incidents: Incidents,
}

#[derive(Debug)]
struct Shelf {
    accounts: Accounts,
    /// The window of the latest moment.
    period: Period,
}

impl Book {
    pub(crate) fn new(rules: &[Rule], patience: i64) -> Self {
        let empty = Period { start: i64::MAX, end: i64::MIN };
        let shelf = |_| Shelf { accounts: Accounts::default(), period: empty };
        Self {
            shelves: rules.iter().map(shelf).collect(),
            running: Running::new(),
            now: Present::never(),
            patience,
            incidents: Incidents::default(),
        }
    }

    /// Holds what a call wants of every budget, or of none.
    pub(crate) fn reserve(
        &mut self,
        rules: &[Rule],
        call: CallId,
        at: i64,
        wants: &Wants<'_>,
    ) -> Result<(), Shortfall> {
        self.release(call);
        self.see(rules, at);
        self.forget();
        let mut claims = self.running.draft();
        for want in wants.iter() {
            let (rule, number) = (&rules[want.budget], self.find(rules, want.budget, want.account));
            let account = self.shelves[want.budget].accounts.get_mut(number);
            if let Err(shortfall) = account.judge(rule, want) {
                self.running.undo(claims);
                return Err(shortfall);
            }
            let claim = Claim {
                budget: want.budget,
                account: number,
                amount: want.amount,
                turn: account.turn,
            };
            claims.push(claim);
        }
        for claim in &claims {
            self.shelves[claim.budget].accounts.get_mut(claim.account).hold(claim.amount);
        }
        self.running.begin(Reservation { call, at: self.now.at, era: self.now.era, claims });
        Ok(())
    }

    /// Gives back what is held for a call.
    pub(crate) fn release(&mut self, call: CallId) {
        if let Some((place, reservation)) = self.let_go(call) {
            self.running.give_back(place, reservation.claims);
        }
    }

    fn let_go(&mut self, call: CallId) -> Option<(u32, Reservation)> {
        let (place, reservation) = self.running.end(call)?;
        for claim in &reservation.claims {
            let account = self.shelves[claim.budget].accounts.get_mut(claim.account);
            account.let_go(claim.amount, claim.turn);
        }
        Some((place, reservation))
    }

    /// Gives back what is held for a call and counts what it took. A call that held nothing counts when it started, and
    /// at the latest now.
    pub(crate) fn settle(
        &mut self,
        rules: &[Rule],
        call: CallId,
        (started, now): (i64, i64),
        wants: &Wants<'_>,
        crossings: Option<&mut Vec<Crossing>>,
    ) {
        let held = self.let_go(call);
        let (claims, then) = match &held {
            Some((_, it)) => (&*it.claims, Some(it.at).filter(|_| it.era == self.now.era)),
            None => (&[][..], None),
        };
        let then = then.unwrap_or_else(|| {
            self.pass(rules, now);
            started.min(self.now.at)
        });
        let mut told = Vec::new();
        for want in wants.iter() {
            let number = match self.claimed(claims, want) {
                Some(number) => number,
                None => self.find(rules, want.budget, want.account),
            };
            let account = self.shelves[want.budget].accounts.get_mut(number);
            account.take(then, want.amount, want.unpriced);
            account.cross((want.budget, number), &rules[want.budget], self.now.at, &mut told);
        }
        if let Some((place, reservation)) = held {
            self.running.give_back(place, reservation.claims);
        }
        if let Some(crossings) = crossings {
            *crossings = told;
        }
    }

    /// Lets time pass, if that is later.
    pub(crate) fn pass(&mut self, rules: &[Rule], now: i64) {
        if now > self.now.at {
            self.see(rules, now);
        }
    }

    /// The accounts of a budget from this number on, as they are at the latest moment; at most so many.
    pub(crate) fn read(
        &mut self,
        rules: &[Rule],
        budget: usize,
        (from, most): (usize, usize),
    ) -> Vec<Reading> {
        let (now, rule) = (self.now, &rules[budget]);
        let Shelf { accounts, period } = &mut self.shelves[budget];
        let numbers = from..accounts.len().min(from.saturating_add(most));
        let read = numbers.map(|number| {
            let account = accounts.get_mut(u32::try_from(number).unwrap_or(u32::MAX));
            account.roll(now, *period);
            account.read(rule, now.at)
        });
        read.collect()
    }

    /// One account of a budget, if it is open.
    pub(crate) fn read_one(
        &mut self,
        rules: &[Rule],
        budget: usize,
        name: &str,
    ) -> Option<Reading> {
        let number = self.shelves[budget].accounts.number(name)? as usize;
        self.read(rules, budget, (number, 1)).pop()
    }

    /// What has to survive of the accounts of a budget, from this number on; at most so many. Nothing behind the last.
    pub(crate) fn keep(
        &mut self,
        budget: usize,
        (from, most): (usize, usize),
    ) -> Option<Vec<Kept>> {
        let now = self.now;
        let Shelf { accounts, period } = &mut self.shelves[budget];
        let numbers = from..accounts.len().min(from.saturating_add(most));
        let kept = numbers.clone().filter_map(|number| {
            let account = accounts.get_mut(u32::try_from(number).unwrap_or(u32::MAX));
            account.roll(now, *period);
            account.keep()
        });
        let kept = kept.collect();
        (!numbers.is_empty()).then_some(kept)
    }

    /// Takes over what an account had in an earlier process.
    pub(crate) fn restore(&mut self, rules: &[Rule], budget: usize, kept: &Kept) {
        let number = self.find(rules, budget, &kept.account);
        self.shelves[budget].accounts.get_mut(number).restore(kept);
    }

    /// How many calls hold something.
    pub(crate) fn running(&self) -> usize {
        self.running.len()
    }

    /// The account of a want, where something was held of it: mostly the same one, which need not be looked up.
    fn claimed(&mut self, claims: &[Claim], want: &Want<'_>) -> Option<u32> {
        let claim = claims.iter().find(|claim| claim.budget == want.budget)?;
        let Shelf { accounts, period } = &mut self.shelves[want.budget];
        let account = accounts.get_mut(claim.account);
        (*account.name == *want.account).then(|| account.roll(self.now, *period))?;
        Some(claim.account)
    }

    fn find(&mut self, rules: &[Rule], budget: usize, name: &str) -> u32 {
        let Shelf { accounts, period } = &mut self.shelves[budget];
        let found = accounts.find(name, &rules[budget], self.now, *period);
        self.incidents.shared += u64::from(found.is_shared);
        found.number
    }

    /// A moment that is now.
    fn see(&mut self, rules: &[Rule], now: i64) {
        self.incidents.set_back += u64::from(self.now.see(now));
        for (shelf, rule) in self.shelves.iter_mut().zip(rules) {
            if !shelf.period.contains(self.now.at) {
                shelf.period = rule.calendar.period(self.now.at);
            }
        }
    }

    /// Gives up what is held for calls that do not end.
    fn forget(&mut self) {
        let before = self.now.at.saturating_sub(self.patience);
        while let Some(call) = self.running.overdue(before) {
            self.release(call);
            self.incidents.forgotten += 1;
        }
    }

    /// What every account holds, for calls of its window and of earlier ones.
    #[cfg(test)]
    pub(crate) fn held(&self) -> Vec<(i128, i128)> {
        let accounts = |shelf: &Shelf| -> Vec<_> {
            let numbers = 0..u32::try_from(shelf.accounts.len()).unwrap();
            numbers.map(|number| shelf.accounts.get(number).held()).collect()
        };
        self.shelves.iter().flat_map(accounts).collect()
    }
}
