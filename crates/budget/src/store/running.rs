//! What is held for the calls that run.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use genai_otel_core::CallId;

use super::list::List;

/// What is held for the calls that run, the one that began first in front. Places are used again, so that a call asks
/// for no memory once as many as ever run at a time have run.
#[derive(Debug)]
pub(crate) struct Running {
    index: HashMap<CallId, u32, BuildHasherDefault<Counted>>,
    places: Vec<Reservation>,
    free: Vec<u32>,
    order: List,
}

/// What is held for one call.
#[derive(Debug, Default)]
pub(crate) struct Reservation {
    pub(crate) call: CallId,
    /// When it began.
    pub(crate) at: i64,
    /// How often the clock had been set back by then.
    pub(crate) era: u32,
    pub(crate) claims: Vec<Claim>,
}

/// What is held of one account.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Claim {
    pub(crate) budget: usize,
    pub(crate) account: u32,
    pub(crate) amount: i128,
    /// Of which of its windows.
    pub(crate) turn: u32,
}

impl Running {
    pub(crate) fn new() -> Self {
        Self {
            index: HashMap::with_capacity_and_hasher(EXPECTED, BuildHasherDefault::default()),
            places: Vec::with_capacity(EXPECTED),
            free: Vec::with_capacity(EXPECTED),
            order: List::default(),
        }
    }

    /// A list for the claims of a call that is about to run, empty.
    pub(crate) fn draft(&mut self) -> Vec<Claim> {
        let place = self.free.last().map(|place| &mut self.places[*place as usize]);
        place.map_or_else(|| Vec::with_capacity(4), |place| std::mem::take(&mut place.claims))
    }

    /// Gives back a list of claims that came to nothing.
    pub(crate) fn undo(&mut self, mut claims: Vec<Claim>) {
        claims.clear();
        if let Some(place) = self.free.last() {
            self.places[*place as usize].claims = claims;
        }
    }

    pub(crate) fn begin(&mut self, reservation: Reservation) {
        let call = reservation.call;
        let place = match self.free.pop() {
            Some(place) => {
                self.places[place as usize] = reservation;
                place
            }
            None => {
                let place = u32::try_from(self.places.len()).unwrap_or(u32::MAX - 1);
                self.places.push(reservation);
                place
            }
        };
        self.index.insert(call, place);
        self.order.push(place);
    }

    /// Ends a reservation; what was held has to be let go. Its list comes back with [`give_back`](Self::give_back).
    pub(crate) fn end(&mut self, call: CallId) -> Option<(u32, Reservation)> {
        let place = self.index.remove(&call)?;
        self.order.remove(place);
        Some((place, std::mem::take(&mut self.places[place as usize])))
    }

    /// Gives the place and the list of an ended reservation to the next one.
    pub(crate) fn give_back(&mut self, place: u32, mut claims: Vec<Claim>) {
        claims.clear();
        self.places[place as usize].claims = claims;
        self.free.push(place);
    }

    /// The call that has run the longest, if there are too many, or it began before this.
    pub(crate) fn overdue(&self, before: i64) -> Option<CallId> {
        let first = &self.places[self.order.first()? as usize];
        (first.at < before || self.index.len() >= MAX_RUNNING).then_some(first.call)
    }

    pub(crate) fn len(&self) -> usize {
        self.index.len()
    }
}

/// A hash of numbers that this process counted itself, so that nobody can choose them.
#[derive(Debug, Default)]
struct Counted(u64);

impl Hasher for Counted {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u64(&mut self, number: u64) {
        // Spread over all bits: tables look at the highest and at the lowest.
        self.0 = (self.0 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(26);
    }

    fn write_isize(&mut self, number: isize) {
        self.0 ^= number as u64;
    }
}

/// Calls that hold something at the same time; beyond it the one that began first is given up.
pub(crate) const MAX_RUNNING: usize = 65_536;
/// Room from the start.
const EXPECTED: usize = 1_024;
