//! The function that an attribute stands on.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::{AttrStyle, Attribute, Error, FnArg, Ident, Pat, Result, Signature, Token, Visibility};

/// A function, a method, or a trait's method with a body. The body stays as it was written, so that
/// what does not parse reaches the compiler.
pub(crate) struct Function {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    /// `default`, of specialization.
    pub(crate) default: Option<Token![default]>,
    pub(crate) signature: Signature,
    pub(crate) body: Group,
}

impl Function {
    /// Reads the item that the attribute `attribute` stands on.
    pub(crate) fn parse(item: TokenStream, attribute: &str) -> Result<Self> {
        let function = (|input: ParseStream<'_>| {
            parse(input).map_err(|error| {
                if is_function(&item) {
                    return error;
                }
                let message =
                    format!("`#[{attribute}]` goes on a function or a method, one with a body");
                Error::new_spanned(item.clone().into_iter().next(), message)
            })
        })
        .parse2(item.clone())?;
        function.check(attribute)?;
        Ok(function)
    }

    fn check(&self, attribute: &str) -> Result<()> {
        let Signature { constness, abi, variadic, .. } = &self.signature;
        if let Some(constness) = constness {
            let message = format!("`#[{attribute}]` makes calls at run time: not in a `const fn`");
            return Err(Error::new_spanned(constness, message));
        }
        if let Some(abi) = abi {
            let message =
                format!("`#[{attribute}]` is not for `extern` functions: put it on what they call");
            return Err(Error::new_spanned(abi, message));
        }
        match variadic {
            Some(variadic) => Err(Error::new_spanned(variadic, "not for variadic functions")),
            None => Ok(()),
        }
    }

    /// The names of the arguments that have one.
    pub(crate) fn arguments(&self) -> impl Iterator<Item = &Ident> {
        self.signature.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(argument) => match &*argument.pat {
                Pat::Ident(pattern) => Some(&pattern.ident),
                _ => None,
            },
            _ => None,
        })
    }

    /// The argument of that name.
    pub(crate) fn argument(&self, name: &str) -> Option<&Ident> {
        self.arguments().find(|argument| *argument == name)
    }

    /// Its name, as people say it.
    pub(crate) fn name(&self) -> String {
        self.signature.ident.to_string().trim_start_matches("r#").to_owned()
    }
}

fn parse(input: ParseStream<'_>) -> Result<Function> {
    let mut attributes = input.call(Attribute::parse_outer)?;
    let visibility = input.parse()?;
    let default =
        if input.peek(Token![default]) { Some(input.parse::<Token![default]>()?) } else { None };
    let signature: Signature = input.parse()?;
    if input.peek(Token![;]) {
        let message = "a function without a body makes no call: annotate its implementations";
        return Err(Error::new_spanned(&signature.ident, message));
    }
    let body = braces(input.parse()?)?;
    // `#![..]` in the body is about the function, and a closure has no place for it.
    let (inner, rest) = split_inner.parse2(body.stream())?;
    attributes.extend(inner.into_iter().map(|mut attribute| {
        attribute.style = AttrStyle::Outer;
        attribute
    }));
    let mut bare = Group::new(Delimiter::Brace, rest);
    // Ours, so that nobody is told that the braces are one pair too many.
    bare.set_span(Span::mixed_site().located_at(body.span()));
    Ok(Function { attributes, visibility, default, signature, body: bare })
}

/// The group in braces, which a macro by example may have wrapped in another without delimiters.
fn braces(token: TokenTree) -> Result<Group> {
    match token {
        TokenTree::Group(body) if body.delimiter() == Delimiter::Brace => Ok(body),
        TokenTree::Group(wrapped) if wrapped.delimiter() == Delimiter::None => {
            braces(TokenTree::parse.parse2(wrapped.stream())?)
        }
        other => Err(Error::new_spanned(other, "expected the body of the function")),
    }
}

fn split_inner(input: ParseStream<'_>) -> Result<(Vec<Attribute>, TokenStream)> {
    Ok((input.call(Attribute::parse_inner)?, TokenStream::parse(input)?))
}

/// Whether the item says `fn` before any braces.
fn is_function(item: &TokenStream) -> bool {
    item.clone()
        .into_iter()
        .take_while(|token| !matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace))
        .any(|token| matches!(&token, TokenTree::Ident(word) if word == "fn"))
}
