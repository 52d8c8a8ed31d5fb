//! A strict reader of both formats, written from their specifications and not from the writer: whatever it takes, Prometheus
//! takes.

use std::collections::{BTreeMap, BTreeSet};

use genai_otel_serve::Format;

/// What stands under one `# TYPE`.
#[derive(Debug)]
pub(crate) struct Family {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) help: Option<String>,
    pub(crate) samples: Vec<Sample>,
}

#[derive(Debug)]
pub(crate) struct Sample {
    pub(crate) name: String,
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) value: f64,
}

/// Reads an exposition, or says what is wrong with it.
pub(crate) fn parse(text: &str, format: Format) -> Result<Vec<Family>, String> {
    let open = format == Format::OpenMetrics;
    let text =
        if open { text.strip_suffix("# EOF\n").ok_or("no `# EOF` at the end")? } else { text };
    if !text.is_empty() && !text.ends_with('\n') {
        return Err("the last line has no end".to_owned());
    }
    let mut families: Vec<Family> = Vec::new();
    let mut series = BTreeSet::new();
    for line in text.split_terminator('\n') {
        let at = |what: &str| format!("{what}: {line:?}");
        if let Some(bad) = line.chars().find(|c| c.is_control() && *c != '\t') {
            return Err(at(&format!("control character {bad:?}")));
        }
        if let Some(comment) = line.strip_prefix("# ") {
            metadata(comment, open, &mut families).map_err(|what| at(&what))?;
            continue;
        }
        let sample = sample(line).map_err(|what| at(&what))?;
        let family = families.last_mut().filter(|family| belongs(&sample.name, family, open));
        let family = family.ok_or_else(|| at("sample of no family, or of an earlier one"))?;
        if !series.insert((sample.name.clone(), sample.labels.clone())) {
            return Err(at("series that is there already"));
        }
        family.samples.push(sample);
    }
    for family in &families {
        if family.kind.is_empty() {
            return Err(format!("{} has no type", family.name));
        }
        if family.samples.is_empty() {
            return Err(format!("{} has no samples", family.name));
        }
        if family.kind == "histogram" {
            histogram(family, open)?;
        }
    }
    Ok(families)
}

/// `HELP`, `TYPE` or `UNIT`, before the samples, each once.
fn metadata(comment: &str, open: bool, families: &mut Vec<Family>) -> Result<(), String> {
    let (keyword, rest) = comment.split_once(' ').ok_or("comment")?;
    let (name, text) = rest.split_once(' ').ok_or("metadata of nothing")?;
    name_like(name, true)?;
    let is_new = families.last().is_none_or(|last| last.name != name);
    if is_new {
        if families.iter().any(|family| family.name == name) {
            return Err("family in two places".to_owned());
        }
        let name = name.to_owned();
        families.push(Family { name, kind: String::new(), help: None, samples: Vec::new() });
    }
    let family = families.last_mut().ok_or("no family")?;
    if !family.samples.is_empty() {
        return Err("metadata after samples".to_owned());
    }
    match keyword {
        "HELP" if family.help.is_none() => family.help = Some(unescape(text, open)?),
        "TYPE" if family.kind.is_empty() => {
            let known: &[&str] = if open {
                &["counter", "gauge", "histogram", "info"]
            } else {
                &["counter", "gauge", "histogram"]
            };
            if !known.contains(&text) {
                return Err("unknown type".to_owned());
            }
            family.kind = text.to_owned();
        }
        "UNIT" if open && !text.is_empty() && name.ends_with(&format!("_{text}")) => {}
        _ => return Err("metadata that is there twice, unknown, or no end of the name".to_owned()),
    }
    Ok(())
}

/// Whether a series of this name is one of the family's.
fn belongs(name: &str, family: &Family, open: bool) -> bool {
    let Some(suffix) = name.strip_prefix(&family.name) else { return false };
    match (family.kind.as_str(), suffix) {
        ("counter", "_total" | "_created") => open,
        ("counter", "") => !open,
        ("gauge", "") | ("info", "_info") => true,
        ("histogram", "_bucket" | "_sum" | "_count") => true,
        ("histogram", "_created") => open,
        _ => false,
    }
}

fn sample(line: &str) -> Result<Sample, String> {
    let end = line.find(['{', ' ']).ok_or("no value")?;
    let (name, mut rest) = line.split_at(end);
    name_like(name, true)?;
    let mut labels = BTreeMap::new();
    if let Some(inside) = rest.strip_prefix('{') {
        rest = inside;
        loop {
            let (label, after) = rest.split_once("=\"").ok_or("no label")?;
            name_like(label, false)?;
            if label.starts_with("__") {
                return Err("label of Prometheus' own".to_owned());
            }
            let end = closing(after).ok_or("value without an end")?;
            let value = unescape(&after[..end], true)?;
            if value.is_empty() {
                return Err("label without a value".to_owned());
            }
            if labels.insert(label.to_owned(), value).is_some() {
                return Err("label twice".to_owned());
            }
            rest = &after[end + 1..];
            if let Some(more) = rest.strip_prefix(',') {
                rest = more;
                continue;
            }
            rest = rest.strip_prefix('}').ok_or("no end of labels")?;
            break;
        }
    }
    let value = rest.strip_prefix(' ').ok_or("no space before the value")?;
    Ok(Sample { name: name.to_owned(), labels, value: number(value)? })
}

/// Where the next quote stands that has no backslash before it.
fn closing(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })
}

fn unescape(text: &str, quotes: bool) -> Result<String, String> {
    let mut plain = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        plain.push(match (c, quotes) {
            ('\\', _) => match (chars.next(), quotes) {
                (Some('n'), _) => '\n',
                (Some('\\'), _) => '\\',
                (Some('"'), true) => '"',
                _ => return Err("unknown escape".to_owned()),
            },
            ('"', true) => return Err("quote without a backslash".to_owned()),
            (other, _) => other,
        });
    }
    Ok(plain)
}

fn number(text: &str) -> Result<f64, String> {
    match text {
        "NaN" => Ok(f64::NAN),
        "+Inf" => Ok(f64::INFINITY),
        "-Inf" => Ok(f64::NEG_INFINITY),
        _ if text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.e".contains(&byte)) => {
            text.parse().map_err(|_| "no number".to_owned())
        }
        _ => Err("no number".to_owned()),
    }
}

fn name_like(name: &str, colons: bool) -> Result<(), String> {
    let is_first = |c: char| c.is_ascii_alphabetic() || c == '_' || (colons && c == ':');
    let is_other = |c: char| is_first(c) || c.is_ascii_digit();
    let valid = name.starts_with(is_first) && name.chars().all(is_other);
    if valid { Ok(()) } else { Err(format!("name {name:?}")) }
}

/// Buckets ascend and never shrink, the last one is `+Inf` and says what the count says.
fn histogram(family: &Family, open: bool) -> Result<(), String> {
    let mut groups: BTreeMap<Vec<(&str, &str)>, Vec<&Sample>> = BTreeMap::new();
    for sample in &family.samples {
        let labels = sample.labels.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        groups.entry(labels.filter(|(name, _)| *name != "le").collect()).or_default().push(sample);
    }
    for (labels, samples) in groups {
        let at = |what: &str| format!("{}{labels:?}: {what}", family.name);
        let of = |suffix: &str| {
            let name = format!("{}{suffix}", family.name);
            samples.iter().filter(move |sample| sample.name == name)
        };
        let mut last = (f64::NEG_INFINITY, 0.0);
        let mut has_negative = false;
        for bucket in of("_bucket") {
            let bound =
                number(bucket.labels.get("le").ok_or_else(|| at("bucket without a bound"))?)?;
            if bound <= last.0 || bucket.value < last.1 {
                return Err(at("buckets out of order"));
            }
            has_negative |= bound < 0.0;
            last = (bound, bucket.value);
        }
        if last.0 != f64::INFINITY {
            return Err(at("no last bucket"));
        }
        let counts: Vec<f64> = of("_count").map(|count| count.value).collect();
        let sums = of("_sum").count();
        let expected = usize::from(!(open && has_negative));
        if counts.len() != expected || sums != expected || counts.iter().any(|it| *it != last.1) {
            return Err(at("count and sum"));
        }
    }
    Ok(())
}

#[test]
fn what_is_wrong_is_refused() {
    let wrong = [
        "a 1",
        "# TYPE a gauge\n",
        "# TYPE a gauge\nb 1\n",
        "# TYPE a gauge\na 1\na 1\n",
        "# TYPE a gauge\na 1\n# HELP a x\n",
        "# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\n# TYPE a gauge\na{x=\"y\"} 1\n",
        "# TYPE a gauge\na{x=\"y} 1\n",
        "# TYPE a gauge\na{x=\"\"y\"} 1\n",
        "# TYPE a gauge\na{x=\"\\x\"} 1\n",
        "# TYPE a gauge\na{x=\"\\\"} 1\n",
        "# TYPE a gauge\na{x=\"1\",x=\"2\"} 1\n",
        "# TYPE a gauge\na{__name__=\"b\"} 1\n",
        "# TYPE a gauge\na{x=\"\0\"} 1\n",
        "# TYPE a gauge\na{1x=\"\"} 1\n",
        "# TYPE a gauge\na{x:y=\"\"} 1\n",
        "# TYPE a gauge\na x\n",
        "# TYPE a gauge\na 1 \n",
        "# TYPE 1a gauge\n1a 1\n",
        "# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1\n",
        "# TYPE a histogram\na_bucket{le=\"1\"} 1\na_sum 1\na_count 1\n",
        "# TYPE a histogram\na_bucket{le=\"+Inf\"} 2\na_sum 1\na_count 1\n",
        "# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_count 1\n",
    ];
    for text in wrong {
        assert!(parse(text, Format::Text).is_err(), "{text}");
    }
    assert!(parse("# TYPE a gauge\na 1\n", Format::OpenMetrics).is_err());
    assert!(parse("# TYPE a counter\na 1\n# EOF\n", Format::OpenMetrics).is_err());
}
