//! Which calls of which ledger.

use std::time::SystemTime;

use genai_otel_ledger::{Field, Filter, Op};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ZonedDateTime};

use crate::args_low::FilterArgs;

/// Which calls are asked for, and where days begin.
#[derive(Debug)]
pub(crate) struct Calls {
    /// All of them must hold.
    pub(crate) filters: Vec<Filter>,
    /// What was typed of them, for people: empty where all calls are meant.
    pub(crate) typed: Vec<String>,
    /// Where days begin.
    pub(crate) zone: TimeZone,
}

impl Calls {
    /// What was typed, at the time `now`.
    ///
    /// # Errors
    ///
    /// What has no meaning, and what would have one.
    pub(crate) fn new(typed: &FilterArgs, now: SystemTime) -> Result<Self, String> {
        let zone = zone(&typed.zone)?;
        let equal = |field: Field, value: &Option<String>| {
            value.clone().map(|value| Filter::Field(field, Op::Equal, value))
        };
        let mut filters: Vec<_> = [
            equal(Field::User, &typed.user),
            equal(Field::Session, &typed.session),
            equal(Field::Source, &typed.source),
            equal(Field::Model, &typed.model),
            equal(Field::Provider, &typed.provider),
            equal(Field::Operation, &typed.operation),
            equal(Field::Status, &typed.status),
        ]
        .into_iter()
        .flatten()
        .collect();
        let since = match (&typed.since, typed.days) {
            (Some(since), _) => Some(moment("--since", since, &zone)?),
            (None, Some(days)) => Some(days_ago(days, now, &zone)?),
            (None, None) => None,
        };
        let until = typed.until.as_ref();
        let until = until.map(|until| moment("--until", until, &zone)).transpose()?;
        filters.extend(since.map(Filter::Since));
        filters.extend(until.map(Filter::Until));
        if let (Some(since), Some(until)) = (since, until)
            && since >= until
        {
            return Err(format!("--until: {until} is not after {since}: no call is between them"));
        }
        for text in &typed.wheres {
            filters.push(Filter::parse(text).map_err(|error| format!("--where: {error}"))?);
        }
        Ok(Self { filters, typed: words(typed), zone })
    }
}

/// Each filter as it was typed.
fn words(typed: &FilterArgs) -> Vec<String> {
    let named = [
        ("user", &typed.user),
        ("session", &typed.session),
        ("source", &typed.source),
        ("model", &typed.model),
        ("provider", &typed.provider),
        ("operation", &typed.operation),
        ("status", &typed.status),
        ("since", &typed.since),
        ("until", &typed.until),
    ];
    let named =
        named.into_iter().filter_map(|(name, value)| Some(format!("{name} {}", value.as_ref()?)));
    let days = typed.days.map(|days| format!("days {days}"));
    named.chain(days).chain(typed.wheres.iter().cloned()).collect()
}

fn zone(name: &str) -> Result<TimeZone, String> {
    match name {
        "UTC" | "utc" => Ok(TimeZone::UTC),
        "local" => TimeZone::try_system()
            .map_err(|_| "--tz: the time zone of the system is not known here: name it".to_owned()),
        name => TimeZone::get(name).map_err(|_| {
            format!("--tz: `{name}` is no time zone that is known here, such as `Europe/Berlin`")
        }),
    }
}

/// A moment, which is one in the zone where it has no offset, or the first one of a day in the zone.
pub(crate) fn moment(flag: &str, text: &str, zone: &TimeZone) -> Result<Timestamp, String> {
    let in_zone = || {
        // What is behind a time would be left out, and is not guessed.
        let civil: DateTime = text.parse().ok().filter(|_| !text.contains('['))?;
        let moment = civil.to_zoned_datetime(zone.clone());
        Some(moment.map_or_else(|_| outermost(civil), |moment| moment.timestamp()))
    };
    let moment = text.parse::<Timestamp>().ok().or_else(in_zone);
    moment.ok_or_else(|| {
        format!(
            "{flag}: `{text}` is neither a day such as `2026-10-01` nor a moment such as \
             `2026-10-01T20:00:00Z`"
        )
    })
}

/// The moment of a calendar that ends a few hours beyond all moments.
fn outermost(civil: DateTime) -> Timestamp {
    if civil.year() > 0 { Timestamp::MAX } else { Timestamp::MIN }
}

/// The beginning of today less the days before it.
fn days_ago(days: u32, now: SystemTime, zone: &TimeZone) -> Result<Timestamp, String> {
    let first = || {
        let today = ZonedDateTime::new(Timestamp::try_from(now).ok()?, zone.clone()).date();
        let before = Span::new().try_days(days.checked_sub(1)?).ok()?;
        let first = today.checked_sub(before).ok()?;
        Some(first.to_zoned_datetime(zone.clone()).ok()?.timestamp())
    };
    first().ok_or_else(|| format!("--days: `{days}` is no number of days that the calendar has"))
}
