//! Providers: known ones, and names of them.

use super::Value;
use crate::semconv::Provider;

/// First: names.
pub trait ProviderOfText {
    /// The provider of that name.
    fn provider(&self) -> Provider;
}

impl<T: AsRef<str> + ?Sized> ProviderOfText for &Value<'_, T> {
    fn provider(&self) -> Provider {
        Provider::from(self.0.as_ref())
    }
}

/// Then: providers.
pub trait ProviderByItself {
    /// What is asked.
    type Of: ?Sized;

    /// The provider.
    fn provider(&self) -> Provider
    where
        Self::Of: AsProvider;
}

impl<T: ?Sized> ProviderByItself for Value<'_, T> {
    type Of = T;

    fn provider(&self) -> Provider
    where
        T: AsProvider,
    {
        self.0.as_provider()
    }
}

/// A value that can be the provider of a call.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a provider",
    label = "expected a `Provider` or a name: `&str`, `String`, anything `AsRef<str>`"
)]
pub trait AsProvider {
    /// The provider.
    fn as_provider(&self) -> Provider;
}

impl AsProvider for Provider {
    fn as_provider(&self) -> Provider {
        self.clone()
    }
}

impl<T: AsProvider + ?Sized> AsProvider for &T {
    fn as_provider(&self) -> Provider {
        (**self).as_provider()
    }
}
