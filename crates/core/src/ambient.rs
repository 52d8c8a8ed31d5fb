//! The one value of ours in an OpenTelemetry context.

use std::sync::Arc;

use opentelemetry::Context;

use crate::attribution::Attribution;
use crate::call::CallHandle;

/// What a context carries for us: the call in whose context we are, and the attribution. One value
/// instead of two, because every further one makes `Context::with_value` copy a larger map.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ambient {
    pub(crate) call: Option<CallHandle>,
    pub(crate) attribution: Option<Arc<Attribution>>,
}

impl Ambient {
    /// The call and attribution of a context, if it has any.
    pub(crate) fn of(context: &Context) -> Option<&Self> {
        context.get::<Self>()
    }

    /// `context` with `attribution` in it, over the one that is there.
    pub(crate) fn with_attribution(context: &Context, attribution: Arc<Attribution>) -> Context {
        let outer = Self::of(context);
        let attribution = match outer.and_then(|outer| outer.attribution.as_deref()) {
            Some(outer) => Arc::new(Arc::unwrap_or_clone(attribution).over(outer)),
            None => attribution,
        };
        let call = outer.and_then(|outer| outer.call.clone());
        context.with_value(Self { call, attribution: Some(attribution) })
    }
}
