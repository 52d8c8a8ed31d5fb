//! Rules, times of day and conditions in words.

use genai_otel_pricing::{Condition, Daily, Date, Mode, Rule};

/// A rule in words: `gpt-4o or gpt-4-…`. Names stand as they are.
pub(crate) fn rule(rule: &Rule) -> String {
    match rule {
        Rule::Or(rules) => rules.iter().map(inner).collect::<Vec<_>>().join(" or "),
        Rule::And(rules) => rules.iter().map(inner).collect::<Vec<_>>().join(" and "),
        Rule::Not(rule) => format!("not {}", inner(rule)),
        Rule::Equals(name) => format!("`{name}`"),
        Rule::StartsWith(text) if text.is_empty() => ANY.to_owned(),
        Rule::StartsWith(text) => format!("begins with `{text}`"),
        Rule::EndsWith(text) => format!("ends with `{text}`"),
        Rule::Contains(text) => format!("contains `{text}`"),
        Rule::Form(text) => format!("has the form `{text}`"),
        _ => "follows a rule that this version cannot tell".to_owned(),
    }
}

/// A rule as part of another.
fn inner(part: &Rule) -> String {
    match part {
        Rule::Or(rules) | Rule::And(rules) if rules.len() > 1 => format!("({})", rule(part)),
        _ => rule(part),
    }
}

/// Since when and at which time of day: `since 2026-10-12, 16:30 to 00:30 UTC`; nothing for always.
pub(crate) fn when_it_holds(from: Option<Date>, daily: Option<Daily>) -> String {
    let since = from.map(|date| format!("since {date}"));
    let daily = daily
        .map(|daily| format!("{} to {} UTC", time_of_day(daily.from), time_of_day(daily.until)));
    [since, daily].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Since when and until which day: `since 2026-01-01, until 2026-07-01`; nothing for always.
pub(crate) fn interval(from: Option<Date>, until: Option<Date>) -> String {
    let since = from.map(|date| format!("since {date}"));
    let until = until.map(|date| format!("until {date}"));
    [since, until].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn time_of_day(seconds: u32) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if seconds == 0 {
        format!("{hours:02}:{minutes:02}")
    } else {
        format!("{hours:02}:{minutes:02}:{seconds:02}")
    }
}

/// Conditions that must all hold: `service_tier=priority and residency=eu`.
pub(crate) fn conditions(conditions: &[Condition]) -> String {
    let texts = conditions.iter().map(|condition| format!("{}={}", condition.key, condition.value));
    texts.collect::<Vec<_>>().join(" and ")
}

/// The word for a mode, as price files write it.
pub(crate) fn mode(mode: Mode) -> String {
    serde_json::to_value(mode)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// The rule that all names follow.
pub(crate) const ANY: &str = "any name";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_reads_as_a_sentence() {
        let text = |rule: &Rule| super::rule(rule);
        let named = |name: &str| Rule::Equals(name.to_owned());
        assert_eq!(text(&Rule::Or(vec![named("gpt-4o"), named("chat")])), "`gpt-4o` or `chat`");
        assert_eq!(text(&Rule::StartsWith(String::new())), "any name");
        let without = Rule::And(vec![
            Rule::Or(vec![Rule::StartsWith("gemini".to_owned()), Rule::Form("g-#*".to_owned())]),
            Rule::Not(Box::new(Rule::EndsWith("-tts".to_owned()))),
        ]);
        assert_eq!(
            text(&without),
            "(begins with `gemini` or has the form `g-#*`) and not ends with `-tts`"
        );
    }

    #[test]
    fn times_are_told_where_there_are_any() {
        let date = "2026-10-12".parse().ok();
        let daily = Some(Daily { from: 59_400, until: 1_801 });
        assert_eq!(when_it_holds(None, None), "");
        assert_eq!(when_it_holds(date, None), "since 2026-10-12");
        assert_eq!(when_it_holds(date, daily), "since 2026-10-12, 16:30 to 00:30:01 UTC");
    }
}
