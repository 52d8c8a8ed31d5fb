//! What stands in the brackets of an attribute, read key by key.

use proc_macro2::TokenStream;
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::{Error, Expr, Ident, LitStr, Result, Token, parenthesized, token};

use crate::keys::{self, Key, Role};
use crate::operation::Kind;

/// The keys that were given, each once.
pub(crate) struct Attribute {
    pub(crate) entries: Vec<Entry>,
}

/// A key with what was given for it.
pub(crate) struct Entry {
    pub(crate) name: Ident,
    pub(crate) key: &'static Key,
    pub(crate) value: Given,
}

/// What was given for a key.
pub(crate) enum Given {
    Alone,
    Value(Expr),
    Names(Vec<Ident>),
    Fields(Vec<Field>),
}

/// A free key with its value.
pub(crate) struct Field {
    pub(crate) name: LitStr,
    pub(crate) value: Expr,
}

impl Attribute {
    /// Reads the attribute `name`, which may have the keys of these kinds of calls.
    pub(crate) fn parse(tokens: TokenStream, name: &str, kinds: &[Kind]) -> Result<Self> {
        let parse = |input: ParseStream<'_>| {
            let mut entries: Vec<Entry> = Vec::new();
            while !input.is_empty() {
                let entry = entry(input, name, kinds)?;
                if entries.iter().any(|known| known.key.name == entry.key.name) {
                    let message = format!("`{}` is given twice", entry.key.name);
                    return Err(Error::new(entry.name.span(), message));
                }
                entries.push(entry);
                if !input.is_empty() {
                    input.parse::<Token![,]>()?;
                }
            }
            Ok(Self { entries })
        };
        parse.parse2(tokens)
    }

    /// What was given for a key.
    pub(crate) fn find(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key.name == name)
    }

    /// The expression that was given for a key.
    pub(crate) fn value(&self, name: &str) -> Option<&Expr> {
        self.find(name)?.expression()
    }
}

impl Entry {
    pub(crate) const fn expression(&self) -> Option<&Expr> {
        match &self.value {
            Given::Value(value) => Some(value),
            _ => None,
        }
    }
}

fn entry(input: ParseStream<'_>, attribute: &str, kinds: &[Kind]) -> Result<Entry> {
    if !input.peek(Ident::peek_any) {
        let message = format!("expected a key; `{attribute}` takes: {}", keys::names(kinds));
        return Err(input.error(message));
    }
    let name = input.call(Ident::parse_any)?;
    let found = Key::find(&name.to_string());
    let key = found.filter(|key| kinds.iter().any(|kind| key.fits(*kind))).ok_or_else(|| {
        let known = keys::names(kinds);
        Error::new(name.span(), format!("no key `{name}`; `{attribute}` takes: {known}"))
    })?;
    let value = given(input, &name, key)?;
    Ok(Entry { name, key, value })
}

fn given(input: ParseStream<'_>, name: &Ident, key: &Key) -> Result<Given> {
    let wrong = || Error::new(name.span(), format!("write it as {}", key.usage()));
    let (has_value, has_list) = (input.peek(Token![=]), input.peek(token::Paren));
    match key.role {
        Role::Flag | Role::Word if !has_value && !has_list => Ok(Given::Alone),
        Role::MaybeValue if !has_value && !has_list => Ok(Given::Alone),
        Role::Names if has_list => {
            let names;
            parenthesized!(names in input);
            let names = Punctuated::<Ident, Token![,]>::parse_terminated(&names)?;
            Ok(Given::Names(names.into_iter().collect()))
        }
        Role::Fields if has_list => {
            let fields;
            parenthesized!(fields in input);
            let fields = fields.parse_terminated(field, Token![,])?;
            Ok(Given::Fields(fields.into_iter().collect()))
        }
        Role::Flag | Role::Word | Role::Names | Role::Fields => Err(wrong()),
        _ if has_value => {
            input.parse::<Token![=]>()?;
            Ok(Given::Value(bare(input.parse()?)))
        }
        _ => Err(wrong()),
    }
}

/// The expression without what a macro by example wraps around it.
fn bare(expression: Expr) -> Expr {
    match expression {
        Expr::Group(group) if group.attrs.is_empty() => bare(*group.expr),
        other => other,
    }
}

/// `plan`, `plan = value`, `app.plan = value` or `"app.plan" = value`.
fn field(input: ParseStream<'_>) -> Result<Field> {
    if input.peek(LitStr) {
        let name = input.parse()?;
        input.parse::<Token![=]>()?;
        return Ok(Field { name, value: input.parse()? });
    }
    let segments = Punctuated::<Ident, Token![.]>::parse_separated_nonempty(input)?;
    let text = segments.iter().map(Ident::to_string).collect::<Vec<_>>().join(".");
    let span = segments[0].span();
    let name = LitStr::new(text.trim_start_matches("r#"), span);
    let value = if input.peek(Token![=]) {
        input.parse::<Token![=]>()?;
        input.parse()?
    } else if let (Some(variable), 1) = (segments.first(), segments.len()) {
        Expr::Path(syn::parse_quote!(#variable))
    } else {
        return Err(Error::new(span, format!("a field needs a value: `{text} = ..`")));
    };
    Ok(Field { name, value })
}
