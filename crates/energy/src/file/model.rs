//! The models of a file.

use genai_otel_core::Provider;
use toml::de::DeTable;

use super::error::{Fault, short};
use super::fields::{Fields, Node};
use super::value;
use crate::ecologits::{EcoLogits, Parameters, ParametersError, Published};
use crate::energies::{Energies, Method};
use crate::pue::Pue;
use crate::rates::Rates;

/// Reads a model, and adds it under each of its names.
pub(super) fn read(
    (at, table): (usize, DeTable<'_>),
    energies: &mut Energies,
) -> Result<(), Fault> {
    let method = table.get("method").map(|method| method.get_ref().as_str().unwrap_or_default());
    let is_ecologits = method == Some("ecologits");
    let mut fields = Fields::of(at, table, if is_ecologits { ECOLOGITS } else { RATES })?;
    let names = fields.required("name", "a name, or a list of names", value::names)?;
    let provider = fields.optional("provider", value::name)?.map(Provider::from);
    fields.required("method", "`\"rates\"` or `\"ecologits\"`", method_name)?;
    let method = if is_ecologits {
        Method::EcoLogits(ecologits(&mut fields, provider.as_ref())?)
    } else {
        Method::Rates(rates(&mut fields)?)
    };
    for name in &names {
        if !energies.add(provider.as_ref(), name, method) {
            return Err(Fault::new(at, format!("`{}` stands twice", short(name))));
        }
    }
    Ok(())
}

fn method_name(node: Node<'_>) -> Result<(), Fault> {
    let at = node.span().start;
    match &*value::name(node)? {
        "rates" | "ecologits" => Ok(()),
        other => {
            let message = format!("`{}` is neither `rates` nor `ecologits`", short(other));
            Err(Fault::new(at, message))
        }
    }
}

fn rates(fields: &mut Fields<'_>) -> Result<Rates, Fault> {
    let mut rates = Rates::new();
    if let Some(rate) = fields.optional("input", value::rate)? {
        rates = rates.input(rate);
    }
    if let Some(rate) = fields.optional("output", value::rate)? {
        rates = rates.output(rate);
    }
    if rates.is_empty() {
        return Err(Fault::new(fields.at(), "a model by rates needs `input`, `output` or both"));
    }
    if let Some(pue) = fields.optional("pue", value::pue)? {
        rates = rates.pue(pue);
    }
    Ok(match fields.optional("grid", value::grid)? {
        Some(grid) => rates.grid(grid),
        None => rates,
    })
}

fn ecologits(fields: &mut Fields<'_>, provider: Option<&Provider>) -> Result<EcoLogits, Fault> {
    let at = fields.at();
    let fault = |error: ParametersError| Fault::new(at, error.to_string());
    let of_maker = provider.and_then(Pue::of_provider);
    let Some(pue) = fields.optional("pue", value::pue)?.or(of_maker) else {
        let what = "the method knows none of this provider; write yours, such as 1.2";
        return Err(Fault::new(at, format!("is missing: {what}")).within("pue"));
    };
    let mut model = EcoLogits::new(parameters(fields)?, pue);
    let first_token = fields.optional("time_to_first_token", value::float)?;
    match (fields.optional("tokens_per_second", value::float)?, first_token) {
        (Some(speed), first) => {
            model = model.speed(speed, first.unwrap_or_default()).map_err(fault)?;
        }
        (None, Some(_)) => {
            let what = "`time_to_first_token` needs `tokens_per_second` beside it";
            return Err(Fault::new(at, what));
        }
        (None, None) => {}
    }
    Ok(match fields.optional("grid", value::grid)? {
        Some(grid) => model.grid(grid),
        None => model,
    })
}

/// A published size by its name, that of a dense model, or all parameters and the active ones.
fn parameters(fields: &mut Fields<'_>) -> Result<Parameters, Fault> {
    let at = fields.at();
    let fault = |error: ParametersError| Fault::new(at, error.to_string());
    let size = fields.optional("parameters", |node| {
        let at = node.span().start;
        if node.get_ref().as_str().is_none() {
            let dense = Parameters::dense(value::floats(node)?);
            return dense.map_err(|error| Fault::new(at, error.to_string()));
        }
        let name = value::name(node)?;
        Published::named(&name).map(|model| model.parameters).ok_or_else(|| {
            let known: Vec<_> = Published::all().iter().map(|model| model.name).collect();
            let message = format!("`{}` is none of {}", short(&name), known.join(", "));
            Fault::new(at, format!("{message}: write billions"))
        })
    })?;
    let total = fields.optional("total", value::float)?;
    let active = fields.optional("active", value::floats)?;
    match (size, total, active) {
        (Some(size), None, None) => Ok(size),
        (None, Some(total), Some(active)) => Parameters::mixture(total, active).map_err(fault),
        _ => {
            let what = "write either `parameters`, or `total` and `active`, in billions";
            Err(Fault::new(at, format!("a model by ecologits needs its size: {what}")))
        }
    }
}

const RATES: &[&str] = &["name", "provider", "method", "input", "output", "pue", "grid"];
const ECOLOGITS: &[&str] = &[
    "name",
    "provider",
    "method",
    "parameters",
    "total",
    "active",
    "tokens_per_second",
    "time_to_first_token",
    "pue",
    "grid",
];
