//! The prices of a model, block by block: all of them, or those that hold at a moment.

use std::time::SystemTime;

use genai_otel_pricing::{Condition, Daily, Date, Model, Multiplier, Price, Rate, Rates, Unit};

use crate::digits::{counted, grouped, per};
use crate::words;

/// The prices of a model.
#[derive(Debug)]
pub(crate) struct Sheet<'m> {
    model: &'m Model,
    /// The prices, then the variants, in the order of the book.
    pub(crate) blocks: Vec<Block<'m>>,
    /// What all is multiplied by.
    pub(crate) multipliers: Vec<&'m Multiplier>,
}

/// Rates that hold together.
#[derive(Debug)]
pub(crate) struct Block<'m> {
    /// The first day.
    pub(crate) from: Option<Date>,
    /// The time of day.
    pub(crate) daily: Option<Daily>,
    /// Under which conditions; none for the prices themselves.
    pub(crate) when: &'m [Condition],
    /// The rates.
    pub(crate) rates: &'m Rates,
    /// Whether they hold at the moment that the sheet was made for.
    pub(crate) in_force: bool,
}

impl<'m> Sheet<'m> {
    /// All prices. Those that hold at `at` are marked.
    pub(crate) fn of(model: &'m Model, at: SystemTime) -> Self {
        let moment = Date::of(at);
        let holding =
            model.prices.iter().rposition(|prices| holds(prices.from, prices.daily, moment));
        let prices = model.prices.iter().enumerate().map(|(index, prices)| Block {
            from: prices.from,
            daily: prices.daily,
            when: &[],
            rates: &prices.rates,
            in_force: holding == Some(index),
        });
        let variants = model.variants.iter().map(|variant| Block {
            from: variant.from,
            daily: variant.daily,
            when: &variant.when,
            rates: &variant.rates,
            in_force: holds(variant.from, variant.daily, moment),
        });
        let blocks = prices.chain(variants).collect();
        Self { model, blocks, multipliers: model.multipliers.iter().collect() }
    }

    /// Only what holds at `at`.
    pub(crate) fn at(model: &'m Model, at: SystemTime) -> Self {
        let moment = Date::of(at);
        let mut sheet = Self::of(model, at);
        sheet.blocks.retain(|block| block.in_force);
        sheet.multipliers.retain(|multiplier| holds(multiplier.from, None, moment));
        sheet
    }

    /// The model with only what holds at `at`.
    pub(crate) fn model_at(model: &Model, at: SystemTime) -> Model {
        let moment = Date::of(at);
        let mut model = model.clone();
        let last = model.prices.iter().rposition(|prices| holds(prices.from, prices.daily, moment));
        let prices = model.prices.drain(..).nth(last.unwrap_or_default());
        model.prices.extend(prices);
        model.variants.retain(|variant| holds(variant.from, variant.daily, moment));
        model.multipliers.retain(|multiplier| holds(multiplier.from, None, moment));
        model
    }

    /// Only what holds at some time of `day`. No blocks where the model had no price on it.
    pub(crate) fn on(model: &'m Model, day: Date) -> Self {
        let begun = |from: Option<Date>| from.is_none_or(|from| from <= day);
        let mut sheet = Self::of(model, SystemTime::UNIX_EPOCH);
        sheet.multipliers.retain(|multiplier| begun(multiplier.from));
        // The last counts: what comes before prices of the whole day holds at no time of it.
        let mut hidden = Vec::new();
        let mut blocks = std::mem::take(&mut sheet.blocks);
        for block in blocks.iter_mut().rev() {
            let shown =
                block.when.is_empty() && !hidden.iter().any(|daily| covers(*daily, block.daily));
            block.in_force = begun(block.from) && (shown || !block.when.is_empty());
            if block.in_force && block.when.is_empty() {
                hidden.push(block.daily);
            }
        }
        if !hidden.is_empty() {
            sheet.blocks = blocks.into_iter().filter(|block| block.in_force).collect();
        }
        sheet
    }

    /// The rates without conditions that hold at the moment that the sheet was made for.
    pub(crate) fn standard(&self) -> Option<&'m Rates> {
        let mut holding = self.blocks.iter().filter(|block| block.in_force);
        holding.find(|block| block.when.is_empty()).map(|block| block.rates)
    }

    /// What there is, each as a label and a price, for comparisons; with `dated` also since when.
    pub(crate) fn lines(&self, dated: bool) -> Vec<(String, String)> {
        let mut lines = Vec::new();
        for block in &self.blocks {
            let when = words::conditions(block.when);
            let from = block.from.filter(|_| dated);
            let context = context(&when, &words::when_it_holds(from, block.daily));
            for (unit, rate) in block.rates.iter() {
                let per = per(unit);
                let price = |price| format!("{price} {}{per}", self.model.currency);
                lines.push((format!("{unit}{context}"), price(rate.base)));
                for tier in &rate.tiers {
                    let over = grouped(u128::from(tier.over));
                    let label = format!("{unit} over {over} input tokens{context}");
                    lines.push((label, price(tier.price)));
                }
            }
        }
        for multiplier in &self.multipliers {
            let since = words::when_it_holds(multiplier.from.filter(|_| dated), None);
            let context = context(&words::conditions(&multiplier.when), &since);
            lines.push((format!("all{context}"), format!("x {}", multiplier.times)));
        }
        for (unit, least) in &self.model.minimums {
            lines.push((format!("least of {unit}"), minimum(*unit, *least)));
        }
        // Of variants that say the same the first counts.
        let mut seen = std::collections::BTreeSet::new();
        lines.retain(|(label, _)| seen.insert(label.clone()));
        lines
    }
}

/// Whether prices hold at a moment, told as its day and the second of it.
pub(crate) fn holds(from: Option<Date>, daily: Option<Daily>, (day, second): (Date, u32)) -> bool {
    let in_time = daily.is_none_or(|Daily { from, until }| {
        if from <= until {
            (from..until).contains(&second)
        } else {
            second >= from || second < until
        }
    });
    in_time && from.is_none_or(|from| from <= day)
}

/// Whether prices at one time of day hide those at another.
fn covers(above: Option<Daily>, below: Option<Daily>) -> bool {
    above.is_none() || above == below
}

impl Block<'_> {
    /// Whether whatever can be counted costs nothing.
    pub(crate) fn is_free(&self) -> bool {
        let free = |rate: &Rate| rate.base == Price::default() && rate.tiers.is_empty();
        self.rates.iter().filter(|(_, rate)| free(rate)).count() == Unit::ALL.len()
    }
}

/// The least that is billed.
pub(crate) fn minimum(unit: Unit, least: u64) -> String {
    counted(unit.as_str(), least)
}

fn context(when: &str, since: &str) -> String {
    let when = if when.is_empty() { String::new() } else { format!(" when {when}") };
    let since = if since.is_empty() { String::new() } else { format!(" {since}") };
    format!("{when}{since}")
}
