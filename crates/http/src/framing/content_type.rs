/// What the request asked for, by its path or its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "there is no third way")]
pub enum Asked {
    /// A stream. JSON that comes all the same is parted into its values.
    Stream,
    /// One body. A stream that comes all the same is read as one.
    Whole,
}

/// What a content type claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    Sse,
    NdJson,
    Json,
    EventStream,
    /// Sound, images, film.
    Media,
    /// No content type, or one that says nothing.
    Nothing,
}

impl Claim {
    /// Reads the value of a `content-type` header. Parameters such as a charset do not matter.
    pub(super) fn read(content_type: Option<&str>) -> Self {
        let Some(content_type) = content_type else { return Self::Nothing };
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        let Some((kind, subtype)) = essence.split_once('/') else { return Self::Nothing };
        let is = |text: &str, wanted: &str| text.eq_ignore_ascii_case(wanted);
        let one_of = |wanted: &[&str]| wanted.iter().any(|wanted| is(subtype, wanted));
        if one_of(&["event-stream"]) {
            Self::Sse
        } else if one_of(NDJSON) {
            Self::NdJson
        } else if one_of(&["vnd.amazon.eventstream"]) {
            Self::EventStream
        } else if one_of(&["json"])
            || subtype.rsplit_once('+').is_some_and(|(_, suffix)| is(suffix, "json"))
        {
            Self::Json
        } else if ["audio", "image", "video"].iter().any(|media| is(kind, media)) {
            Self::Media
        } else {
            Self::Nothing
        }
    }
}

/// A value per line. Cohere calls it a stream.
const NDJSON: &[&str] =
    &["x-ndjson", "ndjson", "jsonl", "x-jsonl", "jsonlines", "x-jsonlines", "stream+json"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_and_case_do_not_matter() {
        for (content_type, claim) in [
            ("text/event-stream", Claim::Sse),
            ("Text/Event-Stream ;charset=utf-8", Claim::Sse),
            ("application/x-ndjson", Claim::NdJson),
            ("application/stream+json", Claim::NdJson),
            ("application/jsonl", Claim::NdJson),
            ("application/json; charset=UTF-8", Claim::Json),
            ("text/json", Claim::Json),
            ("application/problem+json", Claim::Json),
            ("application/vnd.amazon.eventstream", Claim::EventStream),
            ("audio/mpeg", Claim::Media),
            ("image/png", Claim::Media),
            ("text/plain", Claim::Nothing),
            ("text/html; charset=utf-8", Claim::Nothing),
            ("application/octet-stream", Claim::Nothing),
            ("", Claim::Nothing),
            ("nonsense", Claim::Nothing),
        ] {
            assert_eq!(Claim::read(Some(content_type)), claim, "{content_type}");
        }
        assert_eq!(Claim::read(None), Claim::Nothing);
    }
}
