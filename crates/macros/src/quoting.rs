//! Quoting whose local names are nobody else's: code of the user neither sees nor shadows them.

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
