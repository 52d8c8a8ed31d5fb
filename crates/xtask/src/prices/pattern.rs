//! Regular expressions of genai-prices, as rules.
//!
//! It knows the few things that they use, and refuses all else: a rule that means other names than the expression
//! would price them wrongly.

use anyhow::{Context, bail};
use genai_otel_pricing::Rule;

/// The rule that means exactly the lower-case names that `regex` is found in.
///
/// # Errors
///
/// It uses something that rules cannot say, or this does not know.
pub(super) fn rule(regex: &str) -> anyhow::Result<Rule> {
    translate(regex).with_context(|| format!("no rule can be made of the expression `{regex}`"))
}

fn translate(regex: &str) -> anyhow::Result<Rule> {
    let rest = regex.strip_prefix('^').context("it is not bound to the beginning")?;
    for (look_ahead, exception) in look_aheads() {
        if let Some(rest) = rest.strip_prefix(look_ahead) {
            let exception = Rule::Not(Box::new(exception));
            return Ok(match rest {
                "" => exception,
                rest => Rule::And(vec![exception, bound(rest)?]),
            });
        }
    }
    bound(rest)
}

/// What the negative look-aheads mean for names, which have no line breaks. `[^/]+/` excludes names with a slash that
/// is not their first character; what follows it never begins with one.
fn look_aheads() -> [(&'static str, Rule); 2] {
    let speech = vec![Rule::EndsWith("-tts".to_owned()), Rule::Contains("-tts-".to_owned())];
    [
        ("(?!.*-[tT][tT][sS](?:$|-))", Rule::Or(speech)),
        ("(?![^/]+/)", Rule::Contains("/".to_owned())),
    ]
}

/// The rule of an expression that is bound to the beginning.
fn bound(regex: &str) -> anyhow::Result<Rule> {
    let (body, is_closed) = match regex.strip_suffix('$') {
        Some(body) if !body.ends_with('\\') => (body, true),
        _ => (regex, false),
    };
    let mut rest = body;
    let forms = alternatives(&mut rest)?;
    if !rest.is_empty() {
        bail!("`{rest}` is left over");
    }
    let mut rules: Vec<Rule> = forms.into_iter().map(|form| with_form(form, is_closed)).collect();
    Ok(if rules.len() == 1 { rules.remove(0) } else { Rule::Or(rules) })
}

fn with_form(form: String, is_closed: bool) -> Rule {
    match (form.contains('#'), is_closed) {
        (true, true) => Rule::Form(form),
        (true, false) => Rule::Form(form + "*"),
        (false, true) => Rule::Equals(form),
        (false, false) => Rule::StartsWith(form),
    }
}

/// All texts that an expression up to the end or a closing bracket means, with `#` for digits.
fn alternatives(rest: &mut &str) -> anyhow::Result<Vec<String>> {
    let (mut all, mut current) = (Vec::new(), vec![String::new()]);
    loop {
        match rest.chars().next() {
            None | Some(')') => {
                all.append(&mut current);
                return Ok(all);
            }
            Some('|') => {
                *rest = &rest[1..];
                all.append(&mut current);
                current.push(String::new());
            }
            Some(_) => {
                let piece = quantified(atom(rest)?, rest)?;
                current = current
                    .iter()
                    .flat_map(|start| piece.iter().map(move |end| format!("{start}{end}")))
                    .collect();
                if all.len() + current.len() > 64 {
                    bail!("it means too many names");
                }
            }
        }
    }
}

/// One character, class or group.
fn atom(rest: &mut &str) -> anyhow::Result<Vec<String>> {
    let mut characters = rest.chars();
    let first = characters.next().context("something is missing at its end")?;
    let found = match first {
        '\\' => match characters.next() {
            Some('d') => vec!["#".to_owned()],
            Some(sign @ ('.' | '[' | ']' | '-' | '/' | '$')) => vec![sign.to_string()],
            _ => bail!("it has an escape that is not known"),
        },
        '[' => {
            let (class, after) = characters.as_str().split_once(']').context("a class is open")?;
            if class.is_empty() || class.contains(['^', '\\']) || class[1..].contains('-') {
                bail!("the class `{class}` is not known");
            }
            characters = after.chars();
            class.chars().map(literal).collect::<Result<_, _>>()?
        }
        '(' => {
            let mut inner = characters.as_str();
            inner = inner.strip_prefix("?:").unwrap_or(inner);
            let found = alternatives(&mut inner)?;
            characters = inner.strip_prefix(')').context("a group is open")?.chars();
            found
        }
        other => vec![literal(other)?],
    };
    *rest = characters.as_str();
    Ok(found)
}

fn literal(character: char) -> anyhow::Result<String> {
    if character.is_ascii_lowercase()
        || character.is_ascii_digit()
        || "-_@/:=~ ".contains(character)
    {
        return Ok(character.to_string());
    }
    bail!("`{character}` is not known")
}

/// The texts with the `?` or `{n}` that follows them.
fn quantified(texts: Vec<String>, rest: &mut &str) -> anyhow::Result<Vec<String>> {
    if let Some(after) = rest.strip_prefix('?') {
        *rest = after;
        return Ok(std::iter::once(String::new()).chain(texts).collect());
    }
    let Some(after) = rest.strip_prefix('{') else { return Ok(texts) };
    let (count, after) = after.split_once('}').context("a count is open")?;
    let (count, [text]) = (count.parse::<usize>()?, &texts[..]) else {
        bail!("a count of alternatives is not known");
    };
    *rest = after;
    Ok(vec![text.repeat(count)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_become_forms() {
        for (regex, form) in [
            (r"^gpt-5\.4-mini-\d{4}-\d{2}-\d{2}$", "gpt-5.4-mini-####-##-##"),
            (r"^composer-2\.5\[fast=true\]$", "="),
            (r"^gemini-3\.5-flash-\d", "gemini-3.5-flash-#*"),
        ] {
            let expected = match form {
                "=" => Rule::Equals("composer-2.5[fast=true]".to_owned()),
                form => Rule::Form(form.to_owned()),
            };
            assert_eq!(rule(regex).unwrap(), expected);
        }
    }

    #[test]
    fn alternatives_are_listed() {
        let Rule::Or(rules) = rule(r"^(typesafe/)?jev-1\.13(-\d{8})?$").unwrap() else { panic!() };
        assert_eq!(
            rules,
            [
                Rule::Equals("jev-1.13".to_owned()),
                Rule::Form("jev-1.13-########".to_owned()),
                Rule::Equals("typesafe/jev-1.13".to_owned()),
                Rule::Form("typesafe/jev-1.13-########".to_owned()),
            ]
        );
        assert!(rule("^o[134]").unwrap().matches("o3-pro"));
        assert!(rule(r"^claude-opus-5[-@]\d{8}$").unwrap().matches("claude-opus-5@20260101"));
    }

    #[test]
    fn look_aheads_become_exceptions() {
        let no_speech = rule("^(?!.*-[tT][tT][sS](?:$|-))").unwrap();
        for (name, is_meant) in
            [("a-tts", false), ("a-tts-1", false), ("a-ttsx", true), ("tts", true)]
        {
            assert_eq!(no_speech.matches(name), is_meant, "{name}");
        }
        let own =
            rule("^(?![^/]+/)(?:labs-)?(?:(?:mi|code)stral|open-(?:mistral|mixtral))").unwrap();
        for (name, is_meant) in [
            ("mistral-large", true),
            ("labs-codestral", true),
            ("mistral/mistral-large", false),
            ("open-mixtral-8x7b", true),
            ("ministral", false),
        ] {
            assert_eq!(own.matches(name), is_meant, "{name}");
        }
    }

    #[test]
    fn what_is_not_known_is_an_error() {
        for regex in
            ["gpt", "^a+", "^a.b", r"^\w", "^[a-z]", "^A", "^(a", "^a*", "^a{x}", "^a)", r"^\D"]
        {
            assert!(rule(regex).is_err(), "{regex}");
        }
    }
}
