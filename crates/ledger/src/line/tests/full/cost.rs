//! A cost that has everything.

use std::sync::Arc;

use genai_otel_core::{
    BookVersion, Cost, CostBasis, CostComponent, CostFactor, CostHours, CostSide, Currency, Money,
};

pub(super) fn cost() -> Cost {
    let usd = |pico| Money::from_pico(pico, Currency::USD);
    let mut book = BookVersion::default();
    (book.version, book.hash) = ("2026-11-29".into(), "f7fe9a224daa".into());
    let mut basis = CostBasis::default();
    (basis.provider, basis.model) = ("openai".into(), "gpt-4o".into());
    basis.steps = vec!["date removed".into()];
    basis.price_from = Some("2026-10-12".into());
    basis.hours = Some(CostHours::new(59_400, 1_800));
    basis.book = Arc::new(book);
    basis.context_tier = Some(200_000);
    basis.conditions = vec![("processing".into(), "priority".into())];
    basis.factors = vec![CostFactor::new("residency=eu".into(), "1.1".into())];
    basis.components = vec![
        CostComponent::new(
            ("input_tokens", CostSide::Input),
            (200, 1_000_000),
            usd(2_500_000_000_000),
            usd(550_000_000),
        ),
        CostComponent::new(
            ("output_tokens", CostSide::Output),
            (300, 1_000_000),
            usd(10_000_000_000_000),
            usd(3_300_000_000),
        ),
        CostComponent::new(
            ("web_searches", CostSide::Other),
            (2, 1_000),
            usd(25_000_000_000_000),
            usd(55_000_000_000),
        ),
    ];
    let mut cost = Cost::computed(usd(58_850_000_000), basis);
    (cost.estimated, cost.incomplete) = (true, true);
    cost
}
