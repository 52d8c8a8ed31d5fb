//! What the head of a part says.

/// The name of a part, and whether it is a file.
#[derive(Debug, Default)]
pub(super) struct PartHead {
    name: Option<String>,
    is_file: bool,
}

impl PartHead {
    /// Nothing said yet.
    pub(super) const fn new() -> Self {
        Self { name: None, is_file: false }
    }

    /// Reads one line. Only that of the disposition matters.
    pub(super) fn take(&mut self, line: &[u8]) {
        let line = String::from_utf8_lossy(line);
        let Some((field, value)) = line.split_once(':') else { return };
        if !field.trim().eq_ignore_ascii_case("content-disposition") {
            return;
        }
        for (name, value) in parameters(value) {
            if name.eq_ignore_ascii_case("name") {
                self.name = Some(value.into());
            }
            self.is_file |=
                ["filename", "filename*"].iter().any(|file| name.eq_ignore_ascii_case(file));
        }
    }

    /// The name of a part that is a text. Those of lists end in brackets, which say no more.
    pub(super) fn text_name(&self) -> Option<&str> {
        let name = self.name.as_deref().filter(|_| !self.is_file)?;
        Some(name.strip_suffix("[]").unwrap_or(name))
    }
}

/// The parameters behind the kind of a disposition. A quoted value may have semicolons in it.
fn parameters(disposition: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = disposition.split_once(';').map_or("", |(_, rest)| rest);
    std::iter::from_fn(move || {
        let (name, after) = rest.split_once('=')?;
        let value;
        (value, rest) = match after.trim_start().strip_prefix('"') {
            Some(quoted) => {
                let (value, after) = quoted.split_once('"').unwrap_or((quoted, ""));
                (value, after.trim_start().trim_start_matches(';'))
            }
            None => after.split_once(';').unwrap_or((after, "")),
        };
        Some((name.trim(), value.trim()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_a_name_and_files_are_none() {
        for (line, name) in [
            (r#"Content-Disposition: form-data; name="model""#, Some("model")),
            (r#"content-disposition:form-data;name=model"#, Some("model")),
            (r#"content-disposition: form-data; name="a;b=c"; x=y"#, Some("a;b=c")),
            (r#"content-disposition: form-data; x="; name=no"; name="include[]""#, Some("include")),
            (r#"content-disposition: form-data; name="file"; filename="a.mp3""#, None),
            (r#"content-disposition: form-data; filename*=UTF-8''a.mp3; name="file""#, None),
            ("content-disposition: form-data", None),
            (r#"content-disposition: form-data; name"#, None),
            ("content-type: text/plain", None),
            ("x", None),
        ] {
            let mut head = PartHead::new();
            head.take(line.as_bytes());
            assert_eq!(head.text_name(), name, "{line}");
        }
    }
}
