use std::fmt;

use crate::{endpoint::Endpoint, error::REDACTED, headers::Headers, percent::decode};

/// Cuts credentials out of what a collector says: some repeat what they were sent, and what they say is logged, told to
/// callers and written beside what is set aside.
pub(crate) struct Redaction {
    /// As they look on a line.
    secrets: Vec<String>,
}

impl Redaction {
    pub(crate) fn new(headers: &Headers, endpoint: &Endpoint) -> Self {
        let mut secrets = Vec::new();
        for (_, value) in headers.iter() {
            let value = String::from_utf8_lossy(value.as_bytes());
            let value = value.trim();
            secrets.push(value.to_owned());
            if let Some((scheme, credentials)) = value.split_once([' ', '\t'])
                && SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(scheme))
            {
                secrets.push(credentials.trim().to_owned());
            }
        }
        if let Some(query) = endpoint.query() {
            secrets.push(query.to_owned());
            for pair in query.split('&') {
                let value = pair.split_once('=').map_or(pair, |(_, value)| value);
                secrets.extend(decode(value));
                secrets.push(value.to_owned());
            }
        }
        secrets.retain(|secret| secret.chars().count() >= SHORTEST);
        let on_a_line = |secret: String| secret.replace('\t', r"\t");
        Self { secrets: secrets.into_iter().map(on_a_line).collect() }
    }

    /// Puts a word in the place of every credential in a text that is on one line, and maybe cut in the middle of one.
    pub(crate) fn cut(&self, text: String) -> String {
        let mut hidden = vec![false; text.len()];
        let mut hide = |from: usize, len: usize| {
            hidden.iter_mut().skip(from).take(len).for_each(|byte| *byte = true);
        };
        for secret in &self.secrets {
            for (from, _) in text.match_indices(secret.as_str()) {
                hide(from, secret.len());
            }
            if let Some(kept) = text.strip_suffix(CUT)
                && let Some(len) = beginning_at_the_end(kept, secret)
            {
                hide(kept.len().saturating_sub(len), len);
            }
        }
        if !hidden.contains(&true) {
            return text;
        }
        let mut shown = String::with_capacity(text.len());
        let mut was_hidden = false;
        for (character, is_hidden) in text.char_indices().map(|(at, it)| (it, hidden.get(at))) {
            let is_hidden = is_hidden == Some(&true);
            if !is_hidden {
                shown.push(character);
            } else if !was_hidden {
                shown.push_str(REDACTED);
            }
            was_hidden = is_hidden;
        }
        shown
    }
}

impl fmt::Debug for Redaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redaction").finish_non_exhaustive()
    }
}

/// How many bytes of a secret's beginning a text ends with.
fn beginning_at_the_end(text: &str, secret: &str) -> Option<usize> {
    let mut longest_first = secret.char_indices().rev().map(|(end, _)| end);
    longest_first
        .find(|end| *end >= SHORTEST && secret.get(..*end).is_some_and(|part| text.ends_with(part)))
}

/// Of authentication: what follows them is the secret.
const SCHEMES: [&str; 5] = ["Bearer", "Basic", "Token", "ApiKey", "Api-Token"];
/// Less is no credential, and stands in many a word.
const SHORTEST: usize = 4;
/// What a line ends with that is cut.
const CUT: char = '…';

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{error::Origin, text::one_line};

    const ORIGIN: Origin = Origin::Setting("x");

    fn redaction(headers: &[(&str, &str)], url: &str) -> Redaction {
        let mut all = Headers::default();
        for (name, value) in headers {
            all.insert(ORIGIN, name, value).unwrap();
        }
        Redaction::new(&all, &Endpoint::verbatim(ORIGIN, url).unwrap())
    }

    #[test]
    fn values_of_headers_are_cut_whole_and_without_their_scheme() {
        let headers = [
            ("authorization", "Bearer s3cr3tt0ken"),
            ("x-basic", "basic  dTpw"),
            ("x-key", " k3y\tk3y "),
            ("x-short", "the"),
        ];
        let redaction = redaction(&headers, "http://h/");
        for (said, shown) in [
            ("bad token Bearer s3cr3tt0ken", "bad token <redacted>"),
            ("bad token s3cr3tt0ken!", "bad token <redacted>!"),
            ("s3cr3tt0kens3cr3tt0ken s3cr3tt0ken", "<redacted> <redacted>"),
            ("the user dTpw, é", "the user <redacted>, é"),
            (r"k3y\tk3y", "<redacted>"),
            ("the Bearer of bad news", "the Bearer of bad news"),
            ("", ""),
        ] {
            assert_eq!(redaction.cut(said.to_owned()), shown);
        }
        assert_eq!(format!("{redaction:?}"), "Redaction { .. }");
    }

    #[test]
    fn query_of_the_endpoint_is_cut_and_the_values_in_it() {
        let redaction = redaction(&[], "http://h/x?key=s3%2Fcr3t&v=1&bare-s3cr3t");
        for (said, shown) in [
            ("POST /x?key=s3%2Fcr3t&v=1&bare-s3cr3t", "POST /x?<redacted>"),
            ("key s3%2Fcr3t", "key <redacted>"),
            ("key s3/cr3t, v=1", "key <redacted>, v=1"),
            ("bare-s3cr3t", "<redacted>"),
        ] {
            assert_eq!(redaction.cut(said.to_owned()), shown);
        }
    }

    #[test]
    fn words_of_ours_are_not_cut_again() {
        let redaction = redaction(&[("a", "redacted"), ("b", "s3cr3t")], "http://h/");
        assert_eq!(redaction.cut("a s3cr3t".to_owned()), "a <redacted>");
    }

    proptest! {
        #[test]
        fn no_part_of_a_credential_is_left_wherever_the_line_is_cut(
            before in "[a-f ]{0,300}", secret in "[0-9]{4,400}", after in "[a-f ]{0,300}",
        ) {
            let redaction = redaction(&[("x-key", &secret)], "http://h/");
            let said = format!("{before}{secret}{after}");
            let shown = redaction.cut(one_line(&said).into_owned());
            let digits = shown.chars().filter(char::is_ascii_digit).count();
            prop_assert!(digits < SHORTEST, "{shown}");
        }

        #[test]
        fn any_text_is_cut(text in any::<String>()) {
            let redaction = redaction(&[("x-key", "s3cr3t")], "http://h/?k=s3cr3t");
            let shown = redaction.cut(format!("{text}s3cr3t{text}"));
            prop_assert!(!shown.contains("s3cr3t"), "{}", shown);
        }
    }
}
