//! Writing down what was gathered.

use std::{
    collections::HashSet,
    fmt::{self, Display, Write as _},
    time::{SystemTime, UNIX_EPOCH},
};

use crate::{
    Format,
    family::{Buckets, Family, Point, Reading},
    gather::{Gathered, PROCESS},
    labels::{BOUND, Labels},
    name::Kind,
    number::Number,
};

/// What is shown, as text.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) text: String,
    /// Series that are not in it.
    pub(crate) left_out: u64,
}

/// Writes all families, up to `limit` bytes: series that come after are left out and counted.
pub(crate) fn write(
    gathered: &Gathered,
    format: Format,
    tells_starts: bool,
    limit: usize,
) -> Written {
    let mut page = Page { text: String::new(), format, tells_starts, limit };
    let mut left_out = gathered.left_out;
    // Whatever others are called, the process is shown.
    let process = gathered.families.get(PROCESS);
    let mut taken: HashSet<_> = process
        .map_or_else(Vec::new, |it| family_names(PROCESS, it.kind, format))
        .into_iter()
        .collect();
    for (name, family) in &gathered.families {
        let names = family_names(name, family.kind, format);
        // A histogram `x` has a series `x_count`, and so may somebody's counter.
        if family.kind != Kind::Process && names.iter().any(|name| taken.contains(name)) {
            left_out = left_out.saturating_add(count(family));
            continue;
        }
        taken.extend(names);
        left_out = left_out.saturating_add(page.family(name, family));
    }
    if format == Format::OpenMetrics {
        page.text.push_str("# EOF\n");
    }
    Written { text: page.text, left_out }
}

struct Page {
    text: String,
    format: Format,
    tells_starts: bool,
    limit: usize,
}

impl Page {
    /// Writes a family, and gives how many of its series have no room.
    fn family(&mut self, name: &str, family: &Family) -> u64 {
        // Where nothing follows, the head goes, too.
        let mut end = self.text.len();
        self.head(name, family);
        let mut written = 0_u64;
        for (labels, point) in &family.points {
            self.point(name, family.kind, labels, point);
            if self.text.len() > self.limit {
                break;
            }
            end = self.text.len();
            written = written.saturating_add(1);
        }
        self.text.truncate(end);
        count(family).saturating_sub(written)
    }

    fn head(&mut self, name: &str, family: &Family) {
        let Family { kind, unit, help, .. } = family;
        let (base, kind) = match self.format {
            Format::Text => (name, kind.as_str()),
            Format::OpenMetrics if *kind == Kind::Process => (base(name, *kind), "info"),
            Format::OpenMetrics => (base(name, *kind), kind.as_str()),
        };
        if !help.is_empty() {
            self.line(format_args!(
                "# HELP {base} {}",
                Escaped { text: help, quotes: self.quotes_help() }
            ));
        }
        self.line(format_args!("# TYPE {base} {kind}"));
        // A name that has its unit elsewhere than at its end cannot say so.
        let ends = base.strip_suffix(unit.as_str()).is_some_and(|rest| rest.ends_with('_'));
        if self.format == Format::OpenMetrics && !unit.is_empty() && ends {
            self.line(format_args!("# UNIT {base} {unit}"));
        }
    }

    fn point(&mut self, name: &str, kind: Kind, labels: &Labels, point: &Point) {
        let base = base(name, kind);
        match &point.reading {
            Reading::One(number) => self.series(name, "", labels, None, *number),
            Reading::Buckets(buckets) => self.buckets(name, labels, buckets),
        }
        let Some(since) = point.since else { return };
        if self.tells_starts && self.format == Format::OpenMetrics {
            self.series(base, "_created", labels, None, Number::F64(seconds(since)));
        }
    }

    fn buckets(&mut self, name: &str, labels: &Labels, buckets: &Buckets) {
        for (bound, count) in buckets.cumulated() {
            let bound = Bound { bound, format: self.format };
            self.series(name, "_bucket", labels, Some(&bound), Number::U64(count));
        }
        self.series(name, "_bucket", labels, Some(&"+Inf"), Number::U64(buckets.count));
        // OpenMetrics has no sum where values may be negative: it would not only grow.
        if self.format == Format::OpenMetrics && buckets.bounds.iter().any(|bound| *bound < 0.0) {
            return;
        }
        self.series(name, "_sum", labels, None, buckets.sum);
        self.series(name, "_count", labels, None, Number::U64(buckets.count));
    }

    fn series(
        &mut self,
        name: &str,
        suffix: &str,
        labels: &Labels,
        bound: Option<&dyn Display>,
        number: Number,
    ) {
        self.text.push_str(name);
        self.text.push_str(suffix);
        let mut mark = '{';
        for (name, value) in labels.iter() {
            let value = Escaped { text: value, quotes: true };
            self.write(format_args!("{mark}{name}=\"{value}\""));
            mark = ',';
        }
        if let Some(bound) = bound {
            self.write(format_args!("{mark}{BOUND}=\"{bound}\""));
            mark = ',';
        }
        if mark == ',' {
            self.text.push('}');
        }
        self.line(format_args!(" {number}"));
    }

    fn quotes_help(&self) -> bool {
        self.format == Format::OpenMetrics
    }

    fn line(&mut self, line: fmt::Arguments<'_>) {
        self.write(line);
        self.text.push('\n');
    }

    fn write(&mut self, text: fmt::Arguments<'_>) {
        // Writing to a string does not fail.
        let _written = self.text.write_fmt(text);
    }
}

/// Every name that a family takes for itself.
fn family_names(name: &str, kind: Kind, format: Format) -> Vec<String> {
    let suffixes: &[&str] = match kind {
        Kind::Histogram => &["", "_bucket", "_sum", "_count", "_created"],
        Kind::Counter if format == Format::OpenMetrics => &["", "_total", "_created"],
        Kind::Process if format == Format::OpenMetrics => &["", "_info"],
        Kind::Counter | Kind::Level | Kind::Gauge | Kind::Process => &[""],
    };
    let base = match format {
        Format::Text => name,
        Format::OpenMetrics => base(name, kind),
    };
    suffixes.iter().map(|suffix| format!("{base}{suffix}")).collect()
}

/// The name of a family in OpenMetrics: without the end that its series have.
fn base(name: &str, kind: Kind) -> &str {
    let base = match kind {
        Kind::Counter => name.strip_suffix("_total"),
        Kind::Process => name.strip_suffix("_info"),
        Kind::Level | Kind::Gauge | Kind::Histogram => None,
    };
    base.unwrap_or(name)
}

fn count(family: &Family) -> u64 {
    u64::try_from(family.points.len()).unwrap_or(u64::MAX)
}

fn seconds(time: SystemTime) -> f64 {
    time.duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64())
}

/// A text in quotes, or in a line of help.
struct Escaped<'a> {
    text: &'a str,
    quotes: bool,
}

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.text;
        let is_special = |c| c == '\\' || c == '\n' || (c == '"' && self.quotes);
        while let Some(at) = rest.find(is_special) {
            f.write_str(&rest[..at])?;
            f.write_str(match rest.as_bytes()[at] {
                b'\\' => r"\\",
                b'\n' => r"\n",
                _ => r#"\""#,
            })?;
            rest = &rest[at + 1..];
        }
        f.write_str(rest)
    }
}

/// The bound of a bucket: `1`, in OpenMetrics `1.0`.
struct Bound {
    bound: f64,
    format: Format,
}

impl Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = Number::F64(self.bound).to_string();
        f.write_str(&text)?;
        let is_whole = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        if is_whole && self.format == Format::OpenMetrics { f.write_str(".0") } else { Ok(()) }
    }
}
