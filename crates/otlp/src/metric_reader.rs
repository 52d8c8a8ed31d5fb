//! Readers of metrics that others bring.

use std::{fmt, sync::Arc};

use opentelemetry_sdk::metrics::{MeterProviderBuilder, reader::MetricReader};

/// One that joins the meter provider when it is made.
#[derive(Clone)]
pub(crate) struct JoiningReader(Arc<dyn Join>);

type Joined = MeterProviderBuilder;

trait Join: Send + Sync {
    fn join(&self, provider: Joined) -> Joined;
}

impl JoiningReader {
    pub(crate) fn new(reader: impl MetricReader + Clone) -> Self {
        Self(Arc::new(Shared(reader)))
    }

    pub(crate) fn join(&self, provider: Joined) -> Joined {
        self.0.join(provider)
    }
}

impl fmt::Debug for JoiningReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoiningReader").finish_non_exhaustive()
    }
}

struct Shared<R>(R);

impl<R: MetricReader + Clone> Join for Shared<R> {
    fn join(&self, provider: Joined) -> Joined {
        provider.with_reader(self.0.clone())
    }
}
