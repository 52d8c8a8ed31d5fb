//! Models that both sources have, and which of the two counts.

use genai_otel_pricing::Unit;

use super::super::schema::{Daily, Dated, Model, Provider, Rate, Rates};

/// A provider's models of genai-prices, and those of others that it offers.
pub(super) struct Known {
    id: String,
    own: Vec<Model>,
    /// Of those whose models it offers, in their order.
    makers: Vec<Model>,
}

/// What genai-prices has of a name.
pub(super) enum Listed<'a> {
    /// The provider's own model, and its place among them.
    Own(usize, &'a Model),
    /// The model of one whose models it offers.
    Maker(&'a Model),
}

impl Known {
    /// What `provider` has. `all` are the providers of genai-prices.
    pub(super) fn of(provider: &Provider, all: &[Provider]) -> Self {
        let fallbacks = provider.fallback.iter();
        let makers = fallbacks.filter_map(|id| all.iter().find(|other| other.id == *id));
        Self {
            id: provider.id.clone(),
            own: provider.models.clone(),
            makers: makers.flat_map(|maker| maker.models.clone()).collect(),
        }
    }

    pub(super) fn is_of(&self, provider: &str) -> bool {
        self.id == provider
    }

    /// Finds a name in lower case. A model's id is taken even where it is none of its names.
    pub(super) fn find(&self, name: &str) -> Option<Listed<'_>> {
        let means = |model: &&Model| model.rule.matches(name) || model.id.to_lowercase() == name;
        let own = self.own.iter().enumerate().find(|(_, model)| means(model));
        own.map(|(place, model)| Listed::Own(place, model))
            .or_else(|| self.makers.iter().find(means).map(Listed::Maker))
    }
}

/// Whether `other` says all that `listed` does, at the same prices, and has a price of its own for audio or images
/// besides: then it counts, for the whole model.
pub(super) fn is_finer(listed: &Model, other: &Model) -> bool {
    let ([ours], [theirs]) = (&*listed.prices, &*other.prices) else { return false };
    let holds =
        |all: &Rates, some: &Rates| some.iter().all(|(unit, rate)| all.get(unit) == Some(rate));
    // LiteLLM has no dates, so that what is dated has an equal only in what began long ago.
    let is_plain = |dated: &Dated| dated.from.is_none() && dated.daily.is_none();
    let variants = listed.variants.iter().all(|ours| {
        let same = other.variants.iter().find(|theirs| theirs.when == ours.when);
        is_plain(&ours.dated)
            && same.is_some_and(|theirs| holds(&theirs.dated.rates, &ours.dated.rates))
    });
    let finer = theirs.rates.iter().any(|(unit, rate)| {
        let whole = KINDS.iter().find(|(kind, _)| kind == unit).map(|(_, whole)| whole);
        // What costs as much as all else on its side says nothing new.
        whole.is_some_and(|whole| {
            !ours.rates.contains_key(unit) && ours.rates.get(whole).map(base) != Some(base(rate))
        })
    });
    is_plain(ours) && finer && variants && holds(&theirs.rates, &ours.rates)
}

/// Whether one of the prices of tokens that both have differs. What tools cost is the same question for all models.
pub(super) fn differs(listed: &Model, other: &Model, day: &str) -> bool {
    let of_tokens = |unit: Unit| unit.as_str().ends_with("_tokens");
    pairs(listed, other, day).any(|(unit, ours, theirs)| of_tokens(unit) && ours != theirs)
}

/// The prices that both have at noon of a day, before any tier. Those that only follow from another one are not LiteLLM's: the
/// conversion gives cached audio the price of what is cached.
pub(super) fn pairs<'a>(
    ours: &'a Model,
    theirs: &'a Model,
    day: &str,
) -> impl Iterator<Item = (Unit, &'a str, &'a str)> + use<'a> {
    let both = rates(ours, day).zip(rates(theirs, day));
    both.into_iter().flat_map(|(ours, theirs)| {
        let follows = |unit: Unit, rate: &Rate| {
            let mut wholes = [Unit::CacheReadTokens, Unit::CacheWriteTokens].into_iter();
            wholes.any(|whole| unit.is_part_of(whole) && theirs.get(&whole) == Some(rate))
        };
        ours.iter().filter_map(move |(unit, rate)| {
            let other = theirs.get(unit).filter(|other| !follows(*unit, other))?;
            Some((*unit, base(rate), base(other)))
        })
    })
}

/// What holds at noon in UTC.
fn rates<'a>(model: &'a Model, day: &str) -> Option<&'a Rates> {
    let began = |from: &Option<String>| from.as_deref().is_none_or(|from| from <= day);
    let mut latest = model.prices.iter().rev();
    let dated =
        latest.find(|dated| began(&dated.from) && dated.daily.as_ref().is_none_or(has_noon));
    dated.map(|dated| &dated.rates)
}

fn has_noon(daily: &Daily) -> bool {
    let (begun, over) = (&*daily.from <= NOON, &*daily.until <= NOON);
    if daily.from < daily.until { begun && !over } else { begun || !over }
}

fn base(rate: &Rate) -> &str {
    match rate {
        Rate::Flat(base) | Rate::Tiered { base, .. } => base,
    }
}

const NOON: &str = "12:00";

/// Prices for a kind of content, and what it is billed as without one.
const KINDS: [(Unit, Unit); 6] = [
    (Unit::InputAudioTokens, Unit::InputTokens),
    (Unit::InputImageTokens, Unit::InputTokens),
    (Unit::InputVideoTokens, Unit::InputTokens),
    (Unit::OutputAudioTokens, Unit::OutputTokens),
    (Unit::OutputImageTokens, Unit::OutputTokens),
    (Unit::OutputVideoTokens, Unit::OutputTokens),
];

#[cfg(test)]
mod tests {
    use genai_otel_pricing::Rule;

    use super::super::super::schema::Variant;
    use super::*;

    #[test]
    fn who_says_more_and_nothing_else_differently_counts() {
        let text = "input_tokens=1 output_tokens=2";
        for (other, expected) in [
            ("input_tokens=1 output_tokens=2 input_audio_tokens=40", true),
            ("input_tokens=1 output_tokens=2 output_image_tokens=30 cache_read_tokens=1", true),
            // The price of text says nothing new.
            ("input_tokens=1 output_tokens=2 input_image_tokens=1", false),
            ("input_tokens=1 output_tokens=2 cache_read_tokens=1", false),
            ("input_tokens=1 output_tokens=3 input_audio_tokens=40", false),
            ("input_tokens=1 input_audio_tokens=40", false),
        ] {
            assert_eq!(is_finer(&model(text), &model(other)), expected, "{other}");
        }
    }

    #[test]
    fn what_is_dated_or_conditional_is_not_lost() {
        let text = model("input_tokens=1");
        let audio = model("input_tokens=1 input_audio_tokens=40");
        let batch = |from: Option<&str>| Variant {
            when: [("processing".to_owned(), "batch".to_owned())].into(),
            dated: Dated { from: from.map(str::to_owned), ..dated("input_tokens=0.5") },
        };
        let with = |model: &Model, variant| Model { variants: vec![variant], ..model.clone() };
        assert!(!is_finer(&with(&text, batch(None)), &audio));
        assert!(is_finer(&with(&text, batch(None)), &with(&audio, batch(None))));
        assert!(!is_finer(&with(&text, batch(Some("2026-10-14"))), &with(&audio, batch(None))));
        let mut twice = text;
        twice.prices.insert(0, dated("input_tokens=2"));
        assert!(!is_finer(&twice, &audio));
    }

    fn model(rates: &str) -> Model {
        Model {
            id: "model".to_owned(),
            name: None,
            rule: Rule::Equals("model".to_owned()),
            modes: Vec::new(),
            context_window: None,
            source: "example",
            checked: String::new(),
            comment: None,
            deprecated: false,
            prices: vec![dated(rates)],
            variants: Vec::new(),
            multipliers: Vec::new(),
            minimums: std::collections::BTreeMap::new(),
        }
    }

    fn dated(rates: &str) -> Dated {
        let rates = rates.split(' ').map(|one| one.split_once('=').unwrap());
        let rate =
            |(unit, price): (&str, &str)| (unit.parse().unwrap(), Rate::Flat(price.to_owned()));
        Dated { rates: rates.map(rate).collect(), ..Dated::default() }
    }

    #[test]
    fn a_time_of_day_may_go_on_after_midnight() {
        for (from, until, expected) in [
            ("10:00", "14:00", true),
            ("12:00", "13:00", true),
            ("10:00", "12:00", false),
            ("16:30", "00:30", false),
            ("16:30", "12:30", true),
            ("00:30", "16:30", true),
        ] {
            let daily = Daily { from: from.to_owned(), until: until.to_owned() };
            assert_eq!(has_noon(&daily), expected, "{from} {until}");
        }
    }
}
