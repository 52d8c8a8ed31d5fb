//! Quoting whose local names are nobody else's: code of the user neither sees nor shadows them.

use proc_macro2::{Span, TokenStream};

/// Tokens whose local names only the expansion can see.
macro_rules! ours {
    ($($tokens:tt)*) => {
        ::quote::quote_spanned!(::proc_macro2::Span::mixed_site()=> $($tokens)*)
    };
}

/// [`ours`], with errors shown at a token of the user.
macro_rules! ours_at {
    ($span:expr => $($tokens:tt)*) => {
        ::quote::quote_spanned!(
            ::proc_macro2::Span::mixed_site().located_at($span)=> $($tokens)*
        )
    };
}

pub(crate) use {ours, ours_at};

/// Tokens that mean what they mean where they come from, with errors shown at a token of the user.
pub(crate) fn shown_at(tokens: &TokenStream, span: Span) -> TokenStream {
    let shown = tokens.clone().into_iter().map(|mut token| {
        token.set_span(token.span().located_at(span));
        token
    });
    shown.collect()
}
