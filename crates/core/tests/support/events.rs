use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer};

/// Keeps the fields of events with one target. Clones share what they keep.
#[derive(Clone, Debug)]
pub(crate) struct Events {
    target: &'static str,
    kept: Arc<Mutex<Vec<Fields>>>,
}

/// The fields of an event as text; its level stands under `level`.
pub(crate) type Fields = BTreeMap<String, String>;

impl Events {
    pub(crate) fn with_target(target: &'static str) -> Self {
        Self { target, kept: Arc::default() }
    }

    pub(crate) fn take(&self) -> Vec<Fields> {
        std::mem::take(&mut self.kept.lock().unwrap())
    }
}

impl<S: Subscriber> Layer<S> for Events {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        if event.metadata().target() == self.target {
            let mut visitor = Visitor(Fields::new());
            event.record(&mut visitor);
            visitor.0.insert("level".to_owned(), event.metadata().level().to_string());
            self.kept.lock().unwrap().push(visitor.0);
        }
    }
}

struct Visitor(Fields);

impl Visit for Visitor {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }
}
