//! Ends of paths, segment by segment.

use std::ops::Range;

/// A path whose end fits a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found<'a> {
    /// What stands before the pattern: the base path of a gateway, a version.
    pub(super) base: &'a str,
    /// Where the model stands in the path.
    pub(super) model: Option<Range<usize>>,
}

/// Compares the end of `path` with `pattern`; empty segments of the path do not count. The empty pattern
/// fits the empty path only.
pub(super) fn find<'a>(pattern: &str, path: &'a str) -> Option<Found<'a>> {
    let mut found = Found { base: path, model: None };
    if pattern.is_empty() {
        return path.bytes().all(|byte| byte == b'/').then_some(found);
    }
    for token in pattern.rsplit('/') {
        let rest = found.base.trim_end_matches('/');
        let start = rest.rfind('/').map_or(0, |slash| slash + 1);
        let segment = &rest[start..];
        if segment.is_empty() {
            return None;
        }
        if let Some(length) = fit(token, segment)? {
            // Two in a row are one name, and the path is read from its end.
            let end = found.model.map_or(start + length, |model| model.end);
            found.model = Some(start..end);
        }
        found.base = &path[..start];
    }
    Some(found)
}

/// Whether `segment` is a version of an API: `v1`, `v1beta`, `v2`.
pub(super) fn is_version(segment: &str) -> bool {
    matches!(segment.as_bytes(), [b'v', b'0'..=b'9', ..])
}

/// Whether `segment` fits `token`, and if so how many of its first bytes are the model.
fn fit(token: &str, segment: &str) -> Option<Option<usize>> {
    let (token, segment) = match token.split_once(':') {
        Some((before, method)) => {
            let rest = segment.strip_suffix(method)?;
            // The colon may be percent-encoded.
            let rest = [":", "%3A", "%3a"].iter().find_map(|colon| rest.strip_suffix(colon))?;
            (before, rest)
        }
        None => (token, segment),
    };
    match token {
        MODEL => (!segment.is_empty()).then_some(Some(segment.len())),
        VERSION => is_version(segment).then_some(None),
        _ => {
            let fits = match token.split_once('*') {
                Some((before, after)) => {
                    segment.len() > before.len() + after.len()
                        && segment.starts_with(before)
                        && segment.ends_with(after)
                }
                None => token == segment,
            };
            fits.then_some(None)
        }
    }
}

/// Stands for the model.
pub(super) const MODEL: &str = "{model}";
/// Stands for a version.
const VERSION: &str = "v*";

#[cfg(test)]
mod tests {
    use super::*;

    fn model<'a>(pattern: &str, path: &'a str) -> Option<&'a str> {
        Some(&path[find(pattern, path)?.model?])
    }

    #[test]
    fn a_pattern_is_compared_with_the_end_of_the_path() {
        let found = find("chat/completions", "/openai/v1//chat/completions/").unwrap();
        assert_eq!(found, Found { base: "/openai/v1//", model: None });
        assert_eq!(find("chat/completions", "/v1/xchat/completions"), None);
        assert_eq!(find("chat/completions", "completions"), None);
        assert_eq!(find("chat/completions", "chat/completions/123"), None);
    }

    #[test]
    fn a_model_is_one_segment_or_two_or_stands_before_a_method() {
        assert_eq!(model("model/{model}/invoke", "/model/a%2Fb/invoke"), Some("a%2Fb"));
        assert_eq!(model("model/{model}/{model}/invoke", "/model/a:b/c/invoke"), Some("a:b/c"));
        assert_eq!(model("models/{model}:predict", "/v1/models/m:1:predict"), Some("m:1"));
        assert_eq!(model("models/{model}:predict", "/v1/models/m%3Apredict"), Some("m"));
        assert_eq!(find("models/{model}:predict", "/v1/models/:predict"), None);
        assert_eq!(find("models/{model}:predict", "/v1/models/predict"), None);
    }

    #[test]
    fn a_star_stands_for_something_and_a_version_for_a_version() {
        assert!(find("responses/resp_*", "/v1/responses/resp_1").is_some());
        assert_eq!(find("responses/resp_*", "/v1/responses/resp_"), None);
        assert!(find("v*/messages", "/v1beta1/messages").is_some());
        assert_eq!(find("v*/messages", "/vertex/messages"), None);
    }

    #[test]
    fn the_empty_pattern_fits_the_root_only() {
        assert!(find("", "/").is_some() && find("", "").is_some());
        assert_eq!(find("", "/x"), None);
    }
}
