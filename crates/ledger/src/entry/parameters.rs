//! The parameters of a request.

/// The parameters of a request, content apart.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Parameters {
    /// The temperature.
    pub temperature: Option<f64>,
    /// The most tokens that may be answered.
    pub max_tokens: Option<u64>,
    /// Nucleus sampling.
    pub top_p: Option<f64>,
    /// The number of likeliest tokens.
    pub top_k: Option<u64>,
    /// Penalty by frequency.
    pub frequency_penalty: Option<f64>,
    /// Penalty by presence.
    pub presence_penalty: Option<f64>,
    /// The seed.
    pub seed: Option<i64>,
    /// How many answers were asked for.
    pub choice_count: Option<u64>,
    /// Whether it was asked for as a stream.
    pub stream: Option<bool>,
    /// How much to reason.
    pub reasoning_level: Option<String>,
    /// The service tier asked for.
    pub service_tier: Option<String>,
    /// How many texts were embedded.
    pub text_count: Option<u64>,
    /// How long the vectors are.
    pub embedding_dimensions: Option<u64>,
    /// Sequences that end the answer.
    pub stop_sequences: Vec<String>,
    /// The kind of output asked for.
    pub output_type: Option<String>,
    /// Encodings asked for, of embeddings.
    pub encoding_formats: Vec<String>,
    /// The size of the images asked for.
    pub image_size: Option<String>,
    /// The quality of the images asked for.
    pub image_quality: Option<String>,
    /// The deployment that was called (Azure).
    pub deployment: Option<String>,
    /// Which API was called, where the provider has several.
    pub api: Option<String>,
    /// The earlier response that the request continues.
    pub previous_response_id: Option<String>,
    /// The name of the prompt template.
    pub prompt_name: Option<String>,
    /// The version of the prompt template.
    pub prompt_version: Option<String>,
    /// The id that the client gave the request.
    pub client_request_id: Option<String>,
    /// The data source that was searched.
    pub data_source_id: Option<String>,
    /// The server's host name or address.
    pub server_address: Option<String>,
    /// The server's port.
    pub server_port: Option<u16>,
}
