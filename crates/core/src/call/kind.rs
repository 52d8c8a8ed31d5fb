//! The kinds of calls, as types: which setters a call has follows from its kind.

/// A kind of call. Sealed: the mechanism is one, the kinds are thin.
pub trait Kind: sealed::Sealed + Send + Sync + 'static {}

/// A kind of call that addresses a model and so has request parameters.
pub trait ModelKind: Kind {}

mod sealed {
    #[expect(unnameable_types, reason = "nobody else may implement it")]
    pub trait Sealed {}
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident $($model:ident)?;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        #[non_exhaustive]
        pub struct $kind;

        impl sealed::Sealed for $kind {}
        impl Kind for $kind {}
        $(impl $model for $kind {})?
    )*};
}

kinds! {
    /// Chat, text completion, content generation.
    Llm ModelKind;
    /// Turning inputs into vectors.
    Embeddings ModelKind;
    /// Ordering documents by relevance.
    Rerank ModelKind;
    /// Making or editing images.
    ImageGeneration ModelKind;
    /// Transcribing speech.
    SpeechToText ModelKind;
    /// Speaking a text.
    TextToSpeech ModelKind;
    /// Translating a text.
    Translation ModelKind;
    /// Reading text from pages or images.
    Ocr ModelKind;
    /// Classifying content by policy.
    Moderation ModelKind;
    /// Looking up documents in a data source.
    Retrieval ModelKind;
    /// Searching the web or another index.
    Search ModelKind;
    /// Running a tool.
    Tool;
    /// Creating an agent at a service.
    AgentCreation ModelKind;
    /// Running an agent.
    AgentInvocation ModelKind;
    /// Running a workflow.
    WorkflowInvocation;
    /// Any other operation: planning, memory.
    Operation ModelKind;
}
