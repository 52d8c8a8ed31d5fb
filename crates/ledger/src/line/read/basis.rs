//! How a cost was computed.

use std::borrow::Cow;
use std::sync::Arc;

use genai_otel_core::{
    BookVersion, CostBasis, CostComponent, CostFactor, CostHours, CostSide, Currency, Money,
};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::super::side;
use super::fields::syntax;
use super::kind;

pub(super) fn read(raw: &str, currency: Currency) -> Result<CostBasis, String> {
    let read: Basis<'_> = serde_json::from_str(raw).map_err(|error| syntax(&error))?;
    let mut basis = CostBasis::default();
    basis.provider = read.provider.into();
    basis.model = read.model.into();
    basis.steps = read.steps.into_iter().map(Cow::Owned).collect();
    basis.price_from = read.price_from.map(Arc::from);
    basis.hours = read.hours.map(|hours| CostHours::new(hours.from, hours.until));
    let mut book = BookVersion::default();
    (book.version, book.hash) = (read.book.version.into(), read.book.hash.into());
    basis.book = Arc::new(book);
    basis.context_tier = read.context_tier;
    let pairs = read.conditions.into_iter();
    basis.conditions = pairs.map(|(key, value)| (key.into(), value.into())).collect();
    let factors = read.factors.into_iter();
    basis.factors =
        factors.map(|factor| CostFactor::new(factor.reason.into(), factor.times.into())).collect();
    let components = read.components.into_iter().map(|component| component.read(currency));
    basis.components = components.collect::<Result<_, _>>()?;
    Ok(basis)
}

/// What is younger than this is passed over.
#[derive(Deserialize)]
struct Basis<'a> {
    provider: String,
    model: String,
    #[serde(default)]
    steps: Vec<String>,
    price_from: Option<String>,
    hours: Option<Hours>,
    #[serde(default)]
    book: Book,
    context_tier: Option<u64>,
    #[serde(default)]
    conditions: Vec<(String, String)>,
    #[serde(default)]
    factors: Vec<Factor>,
    #[serde(borrow, default)]
    components: Vec<Component<'a>>,
}

#[derive(Deserialize)]
struct Hours {
    from: u32,
    until: u32,
}

#[derive(Default, Deserialize)]
struct Book {
    version: String,
    hash: String,
}

#[derive(Deserialize)]
struct Factor {
    reason: String,
    times: String,
}

#[derive(Deserialize)]
struct Component<'a> {
    unit: String,
    side: String,
    count: u64,
    per: u64,
    #[serde(borrow)]
    rate: &'a RawValue,
    #[serde(borrow)]
    amount: &'a RawValue,
}

impl Component<'_> {
    fn read(self, currency: Currency) -> Result<CostComponent, String> {
        let money = |key: &str, raw: &RawValue| -> Result<Money, String> {
            let missing = || kind::unexpected(raw.get(), "an amount of money");
            let read = kind::money(raw.get(), currency).and_then(|money| money.ok_or_else(missing));
            read.map_err(|why| format!("`{key}`: {why}"))
        };
        let (rate, amount) = (money("rate", self.rate)?, money("amount", self.amount)?);
        let side = side::named(&self.side).unwrap_or(CostSide::Other);
        let mut component = CostComponent::new(("", side), (self.count, self.per), rate, amount);
        component.unit = Cow::Owned(self.unit);
        Ok(component)
    }
}
