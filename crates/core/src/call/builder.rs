//! A call before its start.

mod setters;

use std::fmt::{self, Display};
use std::future::Future;
use std::marker::PhantomData;
use std::sync::Arc;

use super::Call;
use super::handle::CallHandle;
use super::kind::Kind;
use super::start;
use super::state::{CallDraft, CallState};
use crate::error_class::ErrorClass;
use crate::gate::Refusal;
use crate::health::Trouble;
use crate::text;

/// A call that has not started: says what is asked for and on whose behalf, then
/// [`start`](Self::start)s. Every setter may be left out.
///
/// Where nobody listens (no OpenTelemetry provider, sink or gate), setters and start do nothing.
#[must_use = "a call does nothing until it is started with `start`, `admit` or `scope`"]
pub struct CallBuilder<K> {
    /// Nothing where nobody listens.
    draft: Option<CallDraft>,
    kind: PhantomData<K>,
}

impl<K: Kind> CallBuilder<K> {
    pub(crate) const fn new(draft: Option<CallDraft>) -> Self {
        Self { draft, kind: PhantomData }
    }

    /// Starts the call. Never refuses: that a gate would have refused is noted on the record and the span.
    pub fn start(self) -> Call<K> {
        Call::new(self.draft.map(start::start).unwrap_or_default())
    }

    /// Asks the gates, then starts the call.
    ///
    /// # Errors
    ///
    /// The refusal of the first gate that says no. Then nothing has started: no span, no record.
    pub fn admit(self) -> Result<Call<K>, Refusal> {
        let scope = self.draft.map(start::admit).transpose()?;
        Ok(Call::new(scope.unwrap_or_default()))
    }

    /// The whole life of a call in one expression: starts it at the first poll, runs the future that
    /// `work` makes inside it, records its result and ends it.
    ///
    /// ```
    /// # use genai_otel_core::{Instrumentation, CallHandle};
    /// # async fn example() -> Result<(), std::io::Error> {
    /// # let instrumentation = Instrumentation::builder().build();
    /// let answer = instrumentation
    ///     .track_llm_call("anthropic", "claude-sonnet-4-5")
    ///     .scope(|call| async move {
    ///         let answer = ask().await?;
    ///         call.set_token_usage(120, 30);
    ///         Ok::<_, std::io::Error>(answer)
    ///     })
    ///     .await?;
    /// # Ok(()) }
    /// # async fn ask() -> Result<String, std::io::Error> { Ok(String::new()) }
    /// ```
    ///
    /// # Errors
    ///
    /// The future's own error, untouched.
    pub async fn scope<F, Fut, T, E>(self, work: F) -> Result<T, E>
    where
        F: FnOnce(CallHandle) -> Fut,
        Fut: Future<Output = Result<T, E>>,
        E: Display + 'static,
    {
        let call = self.start();
        let handle = call.handle().clone();
        call.run(async { work(handle).await }).await
    }

    /// Says how errors of type `E` are classified in this call, before the instrumentation's own
    /// classifiers are asked.
    pub fn classify<E: 'static>(
        self,
        classify: impl Fn(&E) -> Option<ErrorClass> + Send + Sync + 'static,
    ) -> Self {
        self.edit(|state| {
            if let Some(own) = Arc::get_mut(state.classifiers.get_or_insert_default()) {
                own.add(classify);
            }
        })
    }

    pub(super) fn edit(mut self, edit: impl FnOnce(&mut CallState)) -> Self {
        if let Some(draft) = &mut self.draft {
            edit(&mut draft.state);
        }
        self
    }

    /// Sets a text of the state, cleaned; a blank one says nothing.
    pub(super) fn edit_text(
        self,
        value: &str,
        edit: impl FnOnce(&mut CallState, Arc<str>),
    ) -> Self {
        if self.draft.is_none() {
            return self;
        }
        if text::is_too_long(value) {
            self.report_cut();
        }
        match text::non_empty(value) {
            Some(value) => self.edit(|state| edit(state, value)),
            None => self,
        }
    }

    pub(super) fn report_cut(&self) {
        if let Some(draft) = &self.draft {
            draft.instrumentation.report(Trouble::TruncatedText, &"a text was cut");
        }
    }

    pub(super) fn refuse_metadata(&self) {
        if let Some(draft) = &self.draft {
            draft.instrumentation.report(
                Trouble::RefusedMetadata,
                &"metadata with a reserved, empty or surplus name was refused",
            );
        }
    }
}

impl<K> fmt::Debug for CallBuilder<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallBuilder")
            .field("id", &self.draft.as_ref().map(|draft| draft.state.record.id))
            .finish()
    }
}
