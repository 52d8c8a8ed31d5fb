//! A filter as it is typed.

use super::{Field, Filter, FilterError, Op, Test};

pub(super) fn parse(text: &str) -> Result<Filter, FilterError> {
    let shape = || {
        FilterError(format!(
            "`{text}`: a filter is `FIELD OP VALUE`, such as `cost > 0.5`, and OP one of = != < <= > >= ~ ^="
        ))
    };
    let at = text.find(SIGNS).ok_or_else(shape)?;
    let (name, rest) = text.split_at(at);
    let op = OPS.iter().find_map(|(sign, op)| Some((rest.strip_prefix(sign)?, *op)));
    let (value, op) = op.ok_or_else(shape)?;
    let name = name.trim();
    if name.is_empty() {
        return Err(shape());
    }
    let field = Field::named(name)
        .ok_or_else(|| FilterError(format!("`{text}`: {}", Field::unknown(name))))?;
    // `=~`, `<>` and the like would be texts that nobody meant.
    if value.starts_with(SIGNS) {
        return Err(FilterError(format!(
            "{}; a value that begins with one of their signs stands in quotes",
            shape().0
        )));
    }
    let value = unquoted(value.trim()).ok_or_else(|| {
        FilterError(format!("`{text}`: the value begins with a quote and does not end with it"))
    })?;
    let filter = Filter::Field(field, op, value.to_owned());
    Test::new(&filter).map_err(|FilterError(reason)| FilterError(format!("`{text}`: {reason}")))?;
    Ok(filter)
}

/// The value without its quotes; nothing where only one end has them.
fn unquoted(value: &str) -> Option<&str> {
    match value.chars().next().filter(|first| matches!(first, '"' | '\'')) {
        Some(quote) => value.strip_prefix(quote)?.strip_suffix(quote),
        None => Some(value),
    }
}

/// Of which operators are made.
const SIGNS: [char; 6] = ['=', '!', '<', '>', '~', '^'];

/// The longer signs first: each begins with a shorter one.
const OPS: &[(&str, Op)] = &[
    ("!=", Op::NotEqual),
    ("<=", Op::LessOrEqual),
    (">=", Op::GreaterOrEqual),
    ("^=", Op::StartsWith),
    ("==", Op::Equal),
    ("=", Op::Equal),
    ("<", Op::Less),
    (">", Op::Greater),
    ("~", Op::Contains),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn field(field: Field, op: Op, value: &str) -> Result<Filter, FilterError> {
        Ok(Filter::Field(field, op, value.to_owned()))
    }

    #[test]
    fn a_filter_is_a_field_an_operator_and_a_value() {
        assert_eq!(parse("cost > 0.5"), field(Field::Cost, Op::Greater, "0.5"));
        assert_eq!(parse("user=u-1"), field(Field::User, Op::Equal, "u-1"));
        assert_eq!(parse("model ~ 'gpt 4'"), field(Field::Model, Op::Contains, "gpt 4"));
        assert_eq!(parse("model ^= \"a=b\""), field(Field::Model, Op::StartsWith, "a=b"));
        let release = Field::Metadata("release".to_owned());
        assert_eq!(parse("metadata.release != beta"), field(release, Op::NotEqual, "beta"));
        assert_eq!(parse("user = "), field(Field::User, Op::Equal, ""));
    }

    #[test]
    fn what_has_no_meaning_is_told() {
        let said = |text: &str| parse(text).map_err(|error| error.to_string()).unwrap_err();
        let shape = "`cost`: a filter is `FIELD OP VALUE`, such as `cost > 0.5`, and OP one of = != < <= > >= ~ ^=";
        assert_eq!(said("cost"), shape);
        assert!(said("cost ! 1").contains("a filter is"));
        assert!(said("= 1").contains("a filter is"));
        for text in ["model =~ gpt", "model <> gpt", "cost => 1", "cost =< 1", "model !~ gpt"] {
            assert!(said(text).contains("a filter is"), "{text}");
        }
        assert!(said("model =~ gpt").ends_with("begins with one of their signs stands in quotes"));
        assert_eq!(parse("model = '~gpt'"), field(Field::Model, Op::Equal, "~gpt"));
        assert_eq!(said("cots > 1"), "`cots > 1`: unknown field `cots`: did you mean `cost`?");
        assert_eq!(
            said("cost > much"),
            "`cost > much`: `cost` is compared with a number, and `much` is none"
        );
        assert!(said("status = bad").contains("`status` is one of success, error, timeout"));
        assert!(said("cache_hit = yes").contains("`true` or `false`"));
        assert!(said("timestamp > today").contains("a day such as `2026-10-01`"));
        assert!(said("model = 'gpt").contains("begins with a quote"));
        assert!(said("cost = '").contains("begins with a quote"));
    }
}
