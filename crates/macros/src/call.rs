//! What the attribute says of the call, checked.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens as _;
use syn::{Error, Expr, Ident, Result};

use crate::attribute::{Attribute, Entry, Given};
use crate::function::Function;
use crate::keys::{self, Key};
use crate::operation::{Kind, MODEL_KINDS, Operation};
use crate::quoting::ours;
use crate::read::Read;
use crate::words::Words;

/// Which attribute it is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Which {
    Llm,
    Tool,
    Workflow,
}

impl Which {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Llm => "llm_instrumented",
            Self::Tool => "tool_instrumented",
            Self::Workflow => "workflow",
        }
    }

    /// The kinds of calls it makes.
    pub(crate) const fn kinds(self) -> &'static [Kind] {
        match self {
            Self::Llm => &MODEL_KINDS,
            Self::Tool => &[Kind::Tool],
            Self::Workflow => &[Kind::Workflow],
        }
    }
}

/// A call that can be made: everything it needs is there, and nothing that it does not take.
pub(crate) struct Call<'a> {
    pub(crate) attribute: &'a Attribute,
    pub(crate) function: &'a Function,
    pub(crate) kind: Kind,
    /// Nothing for tools and workflows.
    pub(crate) operation: Option<Operation>,
    /// The facade.
    pub(crate) facade: TokenStream,
    /// Its part for expansions.
    pub(crate) private: TokenStream,
    pub(crate) words: Words,
    pub(crate) read: Read<'a>,
}

impl<'a> Call<'a> {
    pub(crate) fn check(
        which: Which,
        attribute: &'a Attribute,
        function: &'a Function,
    ) -> Result<Self> {
        let operation = match which {
            Which::Llm => Some(match attribute.value("operation") {
                Some(expression) => Operation::parse(expression)?,
                None => Operation::DEFAULT,
            }),
            Which::Tool | Which::Workflow => None,
        };
        let kind = match which {
            Which::Llm => operation.as_ref().map_or(Kind::Llm, Operation::kind),
            Which::Tool => Kind::Tool,
            Which::Workflow => Kind::Workflow,
        };
        let operation_name = operation.as_ref().map_or("", Operation::name);
        if let Some(entry) = attribute.entries.iter().find(|entry| !entry.key.fits(kind)) {
            let message = format!(
                "`{}` does not go with the operation `{operation_name}`, which takes: {}",
                entry.key.name,
                keys::names(&[kind])
            );
            return Err(Error::new(entry.name.span(), message));
        }
        let facade = facade(attribute)?;
        let call = Self {
            attribute,
            function,
            kind,
            operation,
            private: ours!(#facade::__private),
            facade,
            words: Words::of(attribute)?,
            read: Read::of(attribute)?,
        };
        call.check_needs()?;
        call.check_skipped()?;
        Ok(call)
    }

    /// The model: the one given, else the argument of that name.
    pub(crate) fn model(&self) -> Option<TokenStream> {
        match self.attribute.value("model") {
            Some(model) => Some(model.to_token_stream()),
            None => self.read_argument("model").map(Ident::to_token_stream),
        }
    }

    /// The argument of that name, where it is not to be skipped.
    pub(crate) fn read_argument(&self, name: &str) -> Option<&'a Ident> {
        self.function.argument(name).filter(|_| !self.skipped().iter().any(|skip| skip == name))
    }

    fn skipped(&self) -> &'a [Ident] {
        match self.attribute.find("skip") {
            Some(Entry { value: Given::Names(names), .. }) => names,
            _ => &[],
        }
    }

    fn check_needs(&self) -> Result<()> {
        let missing = |message: &str| Err(Error::new(Span::call_site(), message));
        let has = |name| self.attribute.find(name).is_some();
        if self.kind.needs_provider() && !has("provider") {
            return missing("say whom the function calls: `provider = \"openai\"`");
        }
        if self.kind.needs_model()
            && self.model().is_none()
            && !self.skipped().iter().any(|skip| skip == "model")
        {
            return missing(
                "no argument is named `model`: say which it is, `model = ..`, or that nobody knows, \
                 `skip(model)`",
            );
        }
        match self.kind {
            Kind::Retrieval if !has("data_source") => {
                missing("say what the function searches: `data_source = ..`")
            }
            Kind::Search if !has("index") => {
                missing("say what the function searches: `index = ..`")
            }
            Kind::AgentCreation if !has("name") => {
                missing("say how the agent is named: `name = ..`")
            }
            _ => Ok(()),
        }
    }

    fn check_skipped(&self) -> Result<()> {
        for skip in self.skipped() {
            let is_read =
                skip == "model" || keys::read_by_themselves().any(|key: &Key| skip == key.name);
            if !is_read {
                let names: Vec<_> = keys::read_by_themselves().map(|key| key.name).collect();
                let message =
                    format!("`{skip}` is not read anyway; what is: model, {}", names.join(", "));
                return Err(Error::new(skip.span(), message));
            }
            if skip != "model" && self.function.argument(&skip.to_string()).is_none() {
                let message = format!("no argument is named `{skip}`");
                return Err(Error::new(skip.span(), message));
            }
        }
        Ok(())
    }
}

/// Where the facade is.
fn facade(attribute: &Attribute) -> Result<TokenStream> {
    match attribute.value("crate") {
        None => Ok(ours!(::genai_otel)),
        Some(Expr::Path(path)) if path.qself.is_none() => Ok(path.to_token_stream()),
        Some(other) => {
            let message = "expected the path of genai-otel's re-export: `crate = ::my::genai_otel`";
            Err(Error::new_spanned(other, message))
        }
    }
}
