//! What may follow the name of a model and be the same model: a snapshot or a channel of it.

/// Whether all that follows `end` in `name` says which snapshot or channel of the same model it is.
pub(super) fn is_tail(name: &str, end: usize) -> bool {
    let Some((text, rest)) = name.split_at_checked(end) else { return false };
    if rest.is_empty() || text.ends_with(OWNERS) && is_tuned(text) {
        return true;
    }
    let starts_inside = text.ends_with(|last: char| last.is_ascii_digit())
        && rest.starts_with(|first: char| first.is_ascii_digit());
    if starts_inside {
        // `-2025` and `-0` are the beginnings of dates and builds; `4-1` is a model and so is `4-10`.
        let begun = text.trim_end_matches(|digit: char| digit.is_ascii_digit());
        let number = name.get(begun.len()..).unwrap_or_default();
        let may_begin = number.starts_with('0') || number.starts_with("20");
        return may_begin && date(number).is_some_and(|rest| says_nothing(rest, After::Date));
    }
    let before = match text.strip_suffix(SEPARATORS) {
        Some(text) => {
            return part(rest, after(text)).is_some_and(|(rest, now)| says_nothing(rest, now));
        }
        None => after(text),
    };
    says_nothing(rest, before)
}

/// What stands before a part.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    Date,
    Version,
    Other,
}

fn after(text: &str) -> After {
    let last = text.rsplit(SEPARATORS).next().unwrap_or_default();
    if date(last) == Some("") {
        After::Date
    } else if version(last).is_some() {
        After::Version
    } else {
        After::Other
    }
}

fn says_nothing(mut rest: &str, mut after: After) -> bool {
    // Nothing stands after a dash at the end, with which ids of the book end.
    while !rest.is_empty() && rest != "-" {
        let next = match rest.strip_prefix("[1m]") {
            // How clients ask for a long context of Anthropic's; its price is a tier.
            Some(rest) => Some((rest, After::Other)),
            None => match rest.strip_prefix(':') {
                Some(tag) => revision(tag, after).map(|rest| (rest, After::Version)),
                None => rest.strip_prefix(['-', '@']).and_then(|rest| part(rest, after)),
            },
        };
        let Some(next) = next else { return false };
        (rest, after) = next;
    }
    true
}

/// What is left after a date, a channel or a version.
fn part(text: &str, after: After) -> Option<(&str, After)> {
    if let Some(rest) = date(text) {
        return Some((rest, After::Date));
    }
    let end = text.find(ENDS).unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end)?;
    if CHANNELS.contains(&word) {
        return Some((rest, After::Other));
    }
    // A snapshot may have revisions; without a date a second version is another model.
    let same = version(word).is_some_and(|number| number == 1 || after == After::Date);
    same.then_some((rest, After::Version))
}

/// `v1`.
fn version(word: &str) -> Option<u8> {
    let number = word.strip_prefix('v')?;
    (number.len() == 1).then(|| number.parse().ok())?
}

/// Of `0` and `0:200k`, as at Bedrock: how often it was released, and for what context. Not `7b`, `latest`: tags of
/// weights that people run.
fn revision(text: &str, after: After) -> Option<&str> {
    let end = text.find(ENDS).unwrap_or(text.len());
    let (tag, rest) = text.split_at_checked(end)?;
    let number = tag.strip_suffix('k').unwrap_or(tag);
    let is_context = number.len() < tag.len() && number.len() <= 4;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let is_revision = tag == "0" || number.len() == 1 && after == After::Version;
    (is_number && (is_context || is_revision)).then_some(rest)
}

/// What is left after a date or a build number.
fn date(text: &str) -> Option<&str> {
    FORMS.iter().find_map(|form| {
        let rest = form.iter().try_fold(text, |text, field| field.read(text))?;
        (rest.is_empty() || rest.starts_with(ENDS)).then_some(rest)
    })
}

/// A field of a date.
enum Field {
    Dash,
    Year,
    ShortYear,
    Month,
    Day,
    Build,
}

impl Field {
    /// What is left after it.
    fn read<'t>(&self, text: &'t str) -> Option<&'t str> {
        let (width, range) = match self {
            Self::Dash => return text.strip_prefix('-'),
            Self::Year => (4, 2020..=2039),
            Self::ShortYear => (2, 20..=39),
            Self::Month => (2, 1..=12),
            Self::Day => (2, 1..=31),
            Self::Build => (3, 1..=99),
        };
        let (digits, rest) = text.split_at_checked(width)?;
        let are_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
        let number: u16 = digits.parse().ok()?;
        (are_digits && range.contains(&number)).then_some(rest)
    }
}

/// `2025-09-29`, `20250929`, `09-2025`, `05-06`, `0324`, `2507`, `001`.
const FORMS: &[&[Field]] = &[
    &[Field::Year, Field::Dash, Field::Month, Field::Dash, Field::Day],
    &[Field::Year, Field::Month, Field::Day],
    &[Field::Month, Field::Dash, Field::Year],
    &[Field::Month, Field::Dash, Field::Day],
    &[Field::Month, Field::Day],
    &[Field::ShortYear, Field::Month],
    &[Field::Build],
];

/// Under which a model is offered without being another. `default` is Vertex AI's word for the newest snapshot.
const CHANNELS: &[&str] = &["latest", "preview", "exp", "experimental", "default", "nightly"];

/// What separates parts after a name.
const SEPARATORS: [char; 3] = ['-', '@', ':'];

/// What a part ends at.
const ENDS: [char; 4] = ['-', '@', ':', '['];

/// After these, what was tuned has the words of its owner.
const OWNERS: [char; 2] = ['-', ':'];

fn is_tuned(text: &str) -> bool {
    text.ends_with(".ft-") || text.starts_with("ft:") && text.ends_with(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn tail(text: &str, rest: &str) -> bool {
        is_tail(&format!("{text}{rest}"), text.len())
    }

    #[test]
    fn snapshots_and_channels_are_the_same_model() {
        for rest in [
            "",
            "-20250929",
            "@20250929",
            "-2025-09-29",
            "-09-2025",
            "-05-06",
            "-0324",
            "-2507",
            "-001",
            "@001",
            "-latest",
            "@latest",
            "@default",
            "-preview",
            "-preview-05-06",
            "-exp-03-25",
            "-experimental",
            "-v1",
            "-v1:0",
            "-v1:0:200k",
            "-20241022-v2:0",
            ":0",
            ":48k",
            "[1m]",
            "-20250929[1m]",
            "-preview-09-2025",
            "-v1@20250929",
        ] {
            assert!(tail("gemini-2.5", rest), "{rest}");
        }
        for (text, rest) in [
            ("claude-sonnet-4-2025", "0514"),
            ("claude-sonnet-4@", "20250514"),
            ("ft:gpt-4-0", "613"),
            ("gemini-2.0-flash-0", "01"),
            ("magistral-small-", "2509"),
            ("amazon.titan-embed-text-v2", ":2:8k"),
            ("gpt-4o-mini-2024-07-18.ft-", "0a1b2c"),
            ("ft:davinci-002:", "acme::x"),
        ] {
            assert!(tail(text, rest), "{text} {rest}");
        }
    }

    #[test]
    fn everything_else_is_another_model() {
        for rest in [
            "0",
            "-10",
            "-8b",
            "-2",
            "-mini",
            "-flash",
            "-pro",
            "-thinking",
            "-fast",
            "-it",
            "-instruct",
            "-tts",
            "-live",
            "-foo",
            "preview",
            "20250929",
            "-previews",
            "-preview-tts",
            "-latest-mini",
            "-v2",
            "-v2:0",
            "-v10",
            ":1",
            ":7b",
            ":latest",
            ":thinking",
            ":free",
            ":",
            "--",
            "@",
            ".1",
            "-20251301",
            "-19991231",
            "-202509291",
            "-13-40",
            "-000",
            "-123",
            "-1000",
            "[2m]",
            "_preview",
            "/preview",
            "-v",
            "-é",
            ":é",
            "é",
            ":48000k",
        ] {
            assert!(!tail("gemini-2.5", rest), "{rest}");
        }
        for (text, rest) in [
            ("claude-opus-4-1", "0"),
            ("claude-opus-4-1", "1-20270101"),
            ("claude-opus-4-1", "20"),
            ("claude-sonnet-4-2025", "1314"),
            ("gpt-5-nano-", "mini"),
            ("amazon.titan-embed-text-v1", "0"),
        ] {
            assert!(!tail(text, rest), "{text} {rest}");
        }
    }
}
