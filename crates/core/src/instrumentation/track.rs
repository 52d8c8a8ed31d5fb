//! One way in for each kind of call.

use std::sync::Arc;

use super::Instrumentation;
use crate::call::kind::{
    AgentCreation, AgentInvocation, Embeddings, ImageGeneration, Kind, Llm, Moderation, Ocr,
    Operation, Rerank, Retrieval, Search, SpeechToText, TextToSpeech, Tool, Translation,
    WorkflowInvocation,
};
use crate::call::{CallBuilder, CallDraft};
use crate::health::Trouble;
use crate::record::CallRecord;
use crate::semconv::{ModelOperation, Provider};
use crate::text;

/// Ways in whose call goes to a provider's model.
macro_rules! model_calls {
    ($($(#[$doc:meta])* $track:ident: $kind:ident = $operation:ident;)*) => {$(
        $(#[$doc])*
        pub fn $track(&self, provider: impl Into<Provider>, model: impl AsRef<str>) -> CallBuilder<$kind> {
            self.model_call(ModelOperation::$operation, provider, model.as_ref())
        }
    )*};
}

/// The provider may be spelled in any usual way (`azure-openai`, `Bedrock`, `claude` ...). A blank
/// model name is as none.
impl Instrumentation {
    model_calls! {
        /// Prepares a call of a language model; a chat unless
        /// [`operation`](CallBuilder::operation) says otherwise.
        track_llm_call: Llm = Chat;
        /// Prepares a call that turns inputs into vectors.
        track_embedding: Embeddings = Embeddings;
        /// Prepares a call that orders documents by relevance.
        track_rerank: Rerank = Rerank;
        /// Prepares a call that makes or edits images.
        track_image_generation: ImageGeneration = ImageGeneration;
        /// Prepares a call that transcribes speech.
        track_speech_to_text: SpeechToText = SpeechToText;
        /// Prepares a call that speaks a text.
        track_text_to_speech: TextToSpeech = TextToSpeech;
        /// Prepares a call that translates a text.
        track_translation: Translation = Translation;
        /// Prepares a call that reads text from pages or images.
        track_ocr: Ocr = Ocr;
        /// Prepares a call that classifies content by policy.
        track_moderation: Moderation = Moderation;
    }

    /// Prepares a look-up of documents in a data source (`gen_ai.data_source.id`).
    pub fn track_retrieval(&self, data_source: impl AsRef<str>) -> CallBuilder<Retrieval> {
        self.call(ModelOperation::Retrieval, |record| {
            record.request.data_source_id = self.text(data_source.as_ref());
        })
    }

    /// Prepares a search of the web or another index.
    pub fn track_search(
        &self,
        provider: impl Into<Provider>,
        index: impl AsRef<str>,
    ) -> CallBuilder<Search> {
        self.call(ModelOperation::Search, |record| {
            record.provider = Some(provider.into());
            record.request.data_source_id = self.text(index.as_ref());
        })
    }

    /// Prepares a run of a tool.
    pub fn track_tool_call(&self, name: impl AsRef<str>) -> CallBuilder<Tool> {
        self.call(ModelOperation::ExecuteTool, |record| {
            record.tool.get_or_insert_default().name = self.text(name.as_ref());
        })
    }

    /// Prepares the creation of an agent at a service.
    pub fn track_agent_creation(
        &self,
        provider: impl Into<Provider>,
        name: impl AsRef<str>,
    ) -> CallBuilder<AgentCreation> {
        self.call(ModelOperation::CreateAgent, |record| {
            record.provider = Some(provider.into());
            record.agent.get_or_insert_default().name = self.text(name.as_ref());
        })
    }

    /// Prepares a run of an agent. Calls inside inherit the agent as attribution.
    pub fn track_agent(&self, name: impl AsRef<str>) -> CallBuilder<AgentInvocation> {
        self.call(ModelOperation::InvokeAgent, |record| {
            record.agent.get_or_insert_default().name = self.text(name.as_ref());
        })
    }

    /// Prepares a run of a workflow. Calls inside inherit the workflow as attribution.
    pub fn track_workflow(&self, name: impl AsRef<str>) -> CallBuilder<WorkflowInvocation> {
        self.call(ModelOperation::InvokeWorkflow, |record| {
            record.workflow = self.text(name.as_ref())
        })
    }

    /// Prepares any other operation: planning, memory, your own.
    pub fn track_operation(&self, operation: impl Into<ModelOperation>) -> CallBuilder<Operation> {
        self.call(operation, |_| {})
    }

    fn model_call<K: Kind>(
        &self,
        operation: ModelOperation,
        provider: impl Into<Provider>,
        model: &str,
    ) -> CallBuilder<K> {
        self.call(operation, |record| {
            record.provider = Some(provider.into());
            record.request.model = self.text(model);
        })
    }

    /// A call where somebody listens; otherwise nothing is even read.
    fn call<K: Kind>(
        &self,
        operation: impl Into<ModelOperation>,
        fill: impl FnOnce(&mut CallRecord),
    ) -> CallBuilder<K> {
        CallBuilder::new(self.listeners().map(|otel| {
            let mut draft = CallDraft::new(self.clone(), otel);
            draft.state.record.operation = operation.into();
            fill(&mut draft.state.record);
            draft
        }))
    }

    fn text(&self, value: &str) -> Option<Arc<str>> {
        if text::is_too_long(value) {
            self.report(Trouble::TruncatedText, &"a text was cut");
        }
        text::non_empty(value)
    }
}
