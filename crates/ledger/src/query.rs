//! Questions to a ledger.

mod asked;
mod field;
mod figures;
mod filter;
mod groups;
mod key;
mod name;
mod part;
mod plan;
mod report;
mod threads;
mod totals;

use std::ops::ControlFlow;

use jiff::tz::TimeZone;

use self::asked::Asked;
pub use self::field::Field;
pub(crate) use self::field::{Kind, nearest};
pub(crate) use self::filter::Test;
pub use self::filter::{Filter, FilterError, Op};
pub use self::key::{Key, Period};
use self::part::{KEPT, MOST_PARTS, Part, SPLIT};
use self::plan::Plan;
use self::report::Order;
pub use self::report::{Group, Measure, Others, Report};
use self::threads::Threads;
pub use self::totals::{ByStatus, EnergyTotals, Totals};
use crate::entry::Entry;
use crate::error::LedgerError;
use crate::ledger::Ledger;
use crate::line::Line;
use crate::scan::{Feed, Progress, Tally, Watcher};
use crate::scanned::Scanned;

/// A question to a [`Ledger`].
///
/// ```no_run
/// use genai_otel_ledger::{Field, Key, Ledger};
///
/// let ledger = Ledger::open("ledger")?;
/// let report = ledger.query().by(Key::Field(Field::Model)).report()?;
/// for group in &report.groups {
///     println!("{:?}: {} calls", group.values, group.totals.calls);
/// }
/// # Ok::<(), genai_otel_ledger::LedgerError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Query<'l> {
    ledger: &'l Ledger,
    keys: Vec<Key>,
    filters: Vec<Filter>,
    zone: TimeZone,
    threads: Option<usize>,
    quantiles: bool,
    order: Order,
    watcher: Option<Watcher>,
    memory: usize,
}

impl<'l> Query<'l> {
    pub(crate) fn new(ledger: &'l Ledger) -> Self {
        Self {
            ledger,
            keys: Vec::new(),
            filters: Vec::new(),
            zone: TimeZone::UTC,
            threads: None,
            quantiles: false,
            order: Order::default(),
            watcher: None,
            memory: Self::MEMORY,
        }
    }

    /// Groups by this, and by what was said before. Nothing by default: one group.
    #[must_use]
    pub fn by(mut self, key: Key) -> Self {
        self.keys.push(key);
        self
    }

    /// Takes only the calls that pass this, and what was said before.
    #[must_use]
    pub fn filter(mut self, filter: Filter) -> Self {
        self.filters.push(filter);
        self
    }

    /// The time zone of hours, days, weeks and months: UTC by default.
    #[must_use]
    pub fn time_zone(mut self, zone: TimeZone) -> Self {
        self.zone = zone;
        self
    }

    /// How many threads read: as many as there are cores by default.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = Some(threads);
        self
    }

    /// Whether quantiles of latency and time to first chunk are kept: no by default.
    #[must_use]
    pub fn quantiles(mut self, quantiles: bool) -> Self {
        self.quantiles = quantiles;
        self
    }

    /// Sorts the groups by this number, the greatest first or last. By their values by default, and where the number is
    /// the same.
    #[must_use]
    pub fn sort_by(mut self, measure: Measure, descending: bool) -> Self {
        self.order.by = Some((measure, descending));
        self
    }

    /// Lists only the first groups in their order: the rest is summed up in [`Report::others`]. All by default.
    ///
    /// Then there may be any number of groups: where they take more than the [`memory`](Self::memory), the ledger is read
    /// several times, each time for a part of them. Calls that are added meanwhile may be in one part and not in another.
    /// What can be read only once, such as standard input, has as many groups as there is memory for.
    #[must_use]
    pub fn top(mut self, groups: usize) -> Self {
        self.order.first = Some(groups);
        self
    }

    /// Tells how far reading has come, whenever something was read: from any thread.
    #[must_use]
    pub fn progress(mut self, tell: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.watcher = Some(Watcher::new(tell));
        self
    }

    /// How many bytes groups may take: [`Self::MEMORY`] by default; more are an error and never a part of the answer, unless
    /// only the [first](Self::top) are listed. A group takes about 400 bytes and its name. With quantiles it takes 120 more,
    /// and where it has many calls up to 15,000 more for the latencies and as much for the times to the first chunk.
    #[must_use]
    pub fn memory(mut self, bytes: usize) -> Self {
        self.memory = bytes;
        self
    }

    /// How many bytes groups may take where nothing else is said: enough for a million sessions without quantiles, of which
    /// the process then takes less than 512 MB while they are summed up. A list of all of them takes its own.
    pub const MEMORY: usize = 420 << 20;

    /// The sums by group. The same whatever the number of threads.
    ///
    /// # Errors
    ///
    /// A filter that cannot be compared, a file that cannot be read, more groups than there is memory for, more money than
    /// can be summed. Lines that are not understood are no error: [`Report::scanned`] has them.
    pub fn report(self) -> Result<Report, LedgerError> {
        let plan = Plan::new(&self.filters, self.keys.clone(), self.zone.clone())?;
        let kept = self.order.first.map(|first| first.saturating_mul(KEPT));
        let in_parts = kept.is_some_and(|kept| kept <= self.memory / 2) && self.ledger.is_lasting();
        let mut parts = 1;
        loop {
            match self.in_parts(&plan, parts) {
                Err(LedgerError::TooManyGroups { .. }) if in_parts && parts < MOST_PARTS => {
                    parts *= SPLIT;
                }
                answered => return answered,
            }
        }
    }

    /// The sums by group, of which each part is summed up by itself.
    fn in_parts(&self, plan: &Plan, parts: u32) -> Result<Report, LedgerError> {
        let new = || if self.quantiles { Totals::with_quantiles() } else { Totals::default() };
        let mut report = Report { keys: plan.keys.clone(), total: new(), ..Report::default() };
        let mut others = Others::default();
        // What is kept of the parts before takes memory, too.
        let kept = if parts > 1 { self.order.first.unwrap_or_default() * KEPT } else { 0 };
        let memory = self.memory - kept;
        let threads = Threads { count: self.threads, quantiles: self.quantiles, memory };
        for part in Part::all(parts) {
            let feed = Feed::new(self.ledger.sources()?, self.watcher.clone());
            let groups = threads.sum(plan, &feed, part)?.into_groups(plan.keys.len());
            groups.iter().for_each(|group| report.total.merge(&group.totals));
            let sums = groups.iter().map(|group| &group.totals).chain([&report.total]);
            if let Some(currency) = sums.filter_map(Totals::beyond_money).next() {
                return Err(LedgerError::TooMuchMoney { currency });
            }
            if report.groups.is_empty() {
                // Not copied: of a million there is no room for two lists.
                report.groups = groups;
            } else {
                report.groups.extend(groups);
            }
            if let Some(beyond) = self.order.apply(&plan.keys, &mut report.groups) {
                others.groups += beyond.groups;
                others.totals.merge(&beyond.totals);
            }
            report.scanned = feed.scanned();
        }
        report.others = (others.groups > 0).then_some(others);
        Ok(report)
    }

    /// Every call that passes the filters, in the order of the files, by one thread.
    ///
    /// # Errors
    ///
    /// A filter that cannot be compared, a file that cannot be read. Lines that are not understood are no error:
    /// [`Scanned`] has them.
    pub fn entries(
        self,
        mut take: impl FnMut(Entry) -> ControlFlow<()>,
    ) -> Result<Scanned, LedgerError> {
        let plan = Plan::new(&self.filters, Vec::new(), self.zone)?;
        let feed = Feed::new(self.ledger.sources()?, self.watcher);
        let mut asked = Asked::new(&plan);
        let read = |line: &[u8], tally: &mut Tally| {
            Ok(match asked.entry(line)? {
                Some(Line::Call(entry)) => take(*entry),
                Some(Line::Gap(gap)) => {
                    tally.refused(gap.refused);
                    ControlFlow::Continue(())
                }
                None => ControlFlow::Continue(()),
            })
        };
        feed.read(read)?;
        Ok(feed.scanned())
    }
}
