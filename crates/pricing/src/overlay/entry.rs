//! What an overlay says beside prices, for people to look at.

use genai_otel_core::Currency;

use super::Overlay;
use crate::date::Date;
use crate::price::Factor;
use crate::rule::Rule;

/// Something that an overlay says beside the prices of its own providers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OverlayEntry<'o> {
    /// What one unit of a currency is worth.
    Exchange {
        /// The currency.
        currency: Currency,
        /// In US dollars.
        dollars: Factor,
    },
    /// A name and the model whose prices hold for it.
    Deployment {
        /// The name as it is written: `azure/my-prod-chat`, in lower case.
        name: &'o str,
        /// The provider of the model.
        provider: &'o str,
        /// The model.
        model: &'o str,
    },
    /// Models that cost nothing.
    Free {
        /// Whose; nothing for any provider's.
        provider: Option<&'o str>,
        /// Which; nothing for all.
        models: Option<&'o Rule>,
    },
    /// A discount or a margin.
    Adjust {
        /// Its name in explanations.
        name: &'o str,
        /// For whose models; nothing for those of all.
        provider: Option<&'o str>,
        /// For which models; nothing for all.
        models: Option<&'o Rule>,
        /// What prices are multiplied by.
        times: Factor,
        /// The first day; nothing for since ever.
        from: Option<Date>,
        /// The first day after; nothing for ever.
        until: Option<Date>,
    },
}

impl Overlay {
    /// What it says beside prices: exchange, names of deployments, what is free, discounts and margins; each in the order
    /// of the file, currencies by their codes.
    #[must_use]
    pub fn entries(&self) -> Vec<OverlayEntry<'_>> {
        let exchange = self.exchange.iter();
        let exchange = exchange.map(|(currency, dollars)| OverlayEntry::Exchange {
            currency: *currency,
            dollars: *dollars,
        });
        let deployments = self.deployments.iter().map(super::Deployment::entry);
        let free = self.free.iter().map(super::Free::entry);
        let adjustments = self.adjustments.iter().map(super::Adjustment::entry);
        exchange.chain(deployments).chain(free).chain(adjustments).collect()
    }
}
