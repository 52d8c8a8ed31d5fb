//! The accounts of one budget.

use std::collections::HashMap;
use std::sync::Arc;

use super::account::Account;
use super::list::List;
use super::present::Present;
use super::{Rule, SHARED};
use crate::window::Period;

/// The accounts of one budget by their names, of which there are so many at most.
#[derive(Debug, Default)]
pub(crate) struct Accounts {
    /// Names are other people's, so the hash is one that cannot be foreseen.
    index: HashMap<Arc<str>, u32>,
    list: Vec<Account>,
    /// The longest unused first.
    order: List,
    /// The account of what has no room.
    shared: Option<u32>,
}

/// An account that was found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    pub(crate) number: u32,
    pub(crate) is_shared: bool,
}

impl Accounts {
    /// The account of this name at a moment, opened if there is none.
    pub(crate) fn find(&mut self, name: &str, rule: &Rule, now: Present, period: Period) -> Found {
        let known = match (rule.each, self.list.is_empty()) {
            (false, false) => Some(0),
            _ => self.index.get(name).copied(),
        };
        let (number, is_shared) = match known {
            Some(number) => (number, false),
            None => self.open(name, rule, now, period),
        };
        if rule.each {
            self.order.touch(number);
        }
        self.list[number as usize].roll(now, period);
        Found { number, is_shared }
    }

    #[cfg(test)]
    pub(crate) fn get(&self, number: u32) -> &Account {
        &self.list[number as usize]
    }

    pub(crate) fn get_mut(&mut self, number: u32) -> &mut Account {
        &mut self.list[number as usize]
    }

    /// The number of the account of this name.
    pub(crate) fn number(&self, name: &str) -> Option<u32> {
        self.index.get(name).copied()
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    fn open(&mut self, name: &str, rule: &Rule, now: Present, period: Period) -> (u32, bool) {
        let is_full =
            self.list.len() >= rule.max_accounts.saturating_add(usize::from(self.shared.is_some()));
        if !is_full {
            return (self.add(Arc::from(name), rule, now, period), false);
        }
        if let Some(number) = self.at_rest(now, period) {
            let name: Arc<str> = Arc::from(name);
            self.index.remove(&self.list[number as usize].name);
            self.index.insert(Arc::clone(&name), number);
            self.list[number as usize] = Account::new(name, rule, now, period);
            return (number, false);
        }
        let known = self.shared.or_else(|| self.index.get(SHARED).copied());
        let shared = known.unwrap_or_else(|| self.add(Arc::from(SHARED), rule, now, period));
        self.shared = Some(shared);
        (shared, true)
    }

    fn add(&mut self, name: Arc<str>, rule: &Rule, now: Present, period: Period) -> u32 {
        // There are ten million at most.
        let number = u32::try_from(self.list.len()).unwrap_or(u32::MAX - 1);
        self.index.insert(Arc::clone(&name), number);
        self.list.push(Account::new(name, rule, now, period));
        self.order.push(number);
        number
    }

    /// An account without which nothing is lost, among the longest unused.
    fn at_rest(&mut self, now: Present, period: Period) -> Option<u32> {
        let mut next = self.order.first();
        for _ in 0..LOOKED_AT {
            let number = next?;
            next = self.order.next(number);
            let account = &mut self.list[number as usize];
            account.roll(now, period);
            if account.is_at_rest() && self.shared != Some(number) {
                return Some(number);
            }
        }
        None
    }
}

/// How many accounts are looked at for one that can go.
const LOOKED_AT: usize = 16;
