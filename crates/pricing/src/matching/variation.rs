//! Other ways in which the same name is written.

use std::borrow::Cow;

/// A name and what was done to it.
pub(super) type Variation<'a> = (Cow<'a, str>, Option<Cow<'static, str>>);

/// The name, then the same model's name with its date as others write it.
pub(super) fn dated(name: &str) -> impl Iterator<Item = Variation<'_>> {
    let as_written = (Cow::Borrowed(name), None);
    let others = [with_dashes, without_at].into_iter().filter_map(move |rewrite| rewrite(name));
    let others = others.map(|name| {
        let step = format!("date written as in `{name}`");
        (Cow::Owned(name), Some(Cow::Owned(step)))
    });
    std::iter::once(as_written).chain(others)
}

/// `gpt-4o-2024-11-20` of `gpt-4o-20241120`.
fn with_dashes(name: &str) -> Option<String> {
    let (model, date) = split_date(name, '-')?;
    Some(format!("{model}-{}-{}-{}", &date[..4], &date[4..6], &date[6..]))
}

/// `claude-sonnet-4-5-20250929` of `claude-sonnet-4-5@20250929`.
fn without_at(name: &str) -> Option<String> {
    let (model, date) = split_date(name, '@')?;
    Some(format!("{model}-{date}"))
}

/// The name before a date of eight digits at its end.
fn split_date(name: &str, separator: char) -> Option<(&str, &str)> {
    let (model, date) = name.rsplit_once(separator)?;
    let is_date = date.len() == 8 && date.bytes().all(|byte| byte.is_ascii_digit());
    (is_date && !model.is_empty()).then_some((model, date))
}

/// The name of a model of Bedrock without the regions that its profile serves, and which those were.
pub(super) fn without_region(name: &str) -> Option<(&str, Cow<'static, str>)> {
    let (region, model) = name.split_once('.')?;
    let known = REGIONS.iter().find(|known| **known == region)?;
    Some((model, Cow::Owned(format!("regional prefix `{known}.` dropped"))))
}

/// What the ids of inference profiles of Bedrock begin with.
const REGIONS: &[&str] = &["us", "eu", "apac", "au", "jp", "us-gov", "global", "ca"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_in_three_ways() {
        let names = |name| dated(name).map(|(name, _)| name.into_owned()).collect::<Vec<_>>();
        assert_eq!(names("gpt-4o-20241120"), ["gpt-4o-20241120", "gpt-4o-2024-11-20"]);
        assert_eq!(names("claude-5@20250929"), ["claude-5@20250929", "claude-5-20250929"]);
        for other in ["gpt-4o", "gpt-4o-2024112", "gpt-4o-202411200", "-20241120", "é-2024112é"] {
            assert_eq!(names(other), [other]);
        }
    }

    #[test]
    fn regions_are_a_list() {
        assert_eq!(without_region("us-gov.amazon.nova").map(|(name, _)| name), Some("amazon.nova"));
        assert_eq!(without_region("amazon.nova-pro"), None);
        assert_eq!(without_region("us"), None);
    }
}
