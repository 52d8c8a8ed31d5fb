//! The currencies of ISO 4217 in use.

use genai_otel_core::Currency;

use super::fault::Fault;
use super::fields::short;
use super::node::Node;
use super::problem::PriceFileProblem;
use super::scalar::text;

/// A currency by its code, in any case.
pub(crate) fn currency(node: Node<'_>) -> Result<Currency, Fault> {
    let at = node.at;
    let code = text(node)?;
    by_code(&code).map_err(|problem| Fault::new(at, problem))
}

/// The currency of a code, in any case.
pub(crate) fn by_code(code: &str) -> Result<Currency, PriceFileProblem> {
    let known = Currency::new(code).filter(|c| CODES.binary_search(&c.as_str()).is_ok());
    known.ok_or_else(|| PriceFileProblem::UnknownCurrency { code: short(code) })
}

/// The codes of money in use, as of 2026, sorted. Neither metals, tests and funds nor units of account.
#[rustfmt::skip]
const CODES: [&str; 155] = [
    "AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BHD",
    "BIF", "BMD", "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF",
    "CLP", "CNY", "COP", "CRC", "CUP", "CVE", "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ERN",
    "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS", "GIP", "GMD", "GNF", "GTQ", "GYD", "HKD",
    "HNL", "HTG", "HUF", "IDR", "ILS", "INR", "IQD", "IRR", "ISK", "JMD", "JOD", "JPY", "KES",
    "KGS", "KHR", "KMF", "KPW", "KRW", "KWD", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL",
    "LYD", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU", "MUR", "MVR", "MWK", "MXN",
    "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "OMR", "PAB", "PEN", "PGK", "PHP",
    "PKR", "PLN", "PYG", "QAR", "RON", "RSD", "RUB", "RWF", "SAR", "SBD", "SCR", "SDG", "SEK",
    "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SVC", "SYP", "SZL", "THB", "TJS", "TMT",
    "TND", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "UYU", "UZS", "VED", "VES",
    "VND", "VUV", "WST", "XAF", "XCD", "XCG", "XOF", "XPF", "YER", "ZAR", "ZMW", "ZWG",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_found_in_any_case() {
        assert!(CODES.is_sorted());
        for code in CODES {
            assert_eq!(by_code(&code.to_lowercase()).unwrap().as_str(), code);
        }
    }

    #[test]
    fn what_is_no_money_today_is_refused() {
        for code in ["DEM", "HRK", "BGN", "XAU", "XXX", "BTC", "US", "US$", "", "euro"] {
            assert!(by_code(code).is_err(), "{code}");
        }
    }
}
