/// How metrics are written down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Prometheus' text format, 0.0.4: what everything reads.
    #[default]
    Text,
    /// OpenMetrics 1.0, which Prometheus asks for first: with units, and if asked for with the time of each start.
    OpenMetrics,
}

impl Format {
    /// The one that a client likes best, by the `Accept` of its request. Text where it says nothing, likes both, or knows
    /// neither: a reader of text may be a person.
    ///
    /// ```
    /// use genai_otel_serve::Format;
    ///
    /// let prometheus = "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1";
    /// assert_eq!(Format::accepted(prometheus), Format::OpenMetrics);
    /// assert_eq!(Format::accepted("text/html,*/*;q=0.8"), Format::Text);
    /// ```
    #[must_use]
    pub fn accepted(accept: &str) -> Self {
        let best = |media_type, version| {
            let ranges = accept.split(',').filter_map(|range| liking(range, media_type, version));
            ranges.max().unwrap_or(0)
        };
        let open = best("application/openmetrics-text", "1.0.0");
        if open > best("text/plain", "0.0.4") { Self::OpenMetrics } else { Self::Text }
    }

    /// The `Content-Type` of an answer in this format.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Text => "text/plain; version=0.0.4; charset=utf-8",
            Self::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
        }
    }
}

/// How much a range of `Accept` likes this type and version, in thousandths; nothing where it is about another one.
fn liking(range: &str, media_type: &str, version: &str) -> Option<u16> {
    let mut parts = range.split(';').map(str::trim);
    if !parts.next()?.eq_ignore_ascii_case(media_type) {
        return None;
    }
    let mut liking = 1_000;
    for (name, value) in parts.filter_map(|part| part.split_once('=')) {
        let (name, value) = (name.trim(), value.trim().trim_matches('"'));
        if name.eq_ignore_ascii_case("version") && value != version {
            return None;
        }
        if name.eq_ignore_ascii_case("q") {
            liking = thousandths(value)?;
        }
    }
    Some(liking)
}

/// A number between 0 and 1 with at most three places, as `q` is.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, places) = text.split_once('.').unwrap_or((text, ""));
    if places.len() > 3 || !places.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let places: u16 = format!("{places:0<3}").parse().ok()?;
    match whole {
        "0" => Some(places),
        "1" if places == 0 => Some(1_000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_get_what_they_like_best() {
        let cases = [
            ("", Format::Text),
            ("*/*", Format::Text),
            ("text/plain", Format::Text),
            ("application/openmetrics-text", Format::OpenMetrics),
            ("Application/OpenMetrics-Text; Version=\"1.0.0\"; charset=utf-8", Format::OpenMetrics),
            ("application/openmetrics-text;version=0.0.1", Format::Text),
            ("application/openmetrics-text;q=0", Format::Text),
            ("application/openmetrics-text;q=0.2,text/plain;q=0.3", Format::Text),
            ("application/openmetrics-text;q=0.301,text/plain;q=0.3", Format::OpenMetrics),
            ("application/openmetrics-text;q=2,;,=,text/plain;q=x", Format::Text),
            (
                // Prometheus 3's.
                "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,\
                 application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,\
                 text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
                Format::OpenMetrics,
            ),
        ];
        for (accept, expected) in cases {
            assert_eq!(Format::accepted(accept), expected, "{accept}");
        }
    }
}
