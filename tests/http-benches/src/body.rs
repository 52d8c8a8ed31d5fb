//! Streams as providers send them, repeated until they are long.

use bytes::Bytes;

/// The slices of a body of at least `bytes` bytes, made of `events` over and over.
#[must_use]
pub fn slices<E: AsRef<str>>(events: &[E], bytes: usize, size: usize) -> Vec<Bytes> {
    let round: String = events.iter().map(AsRef::as_ref).collect();
    let body = Bytes::from(round.repeat(bytes.div_ceil(round.len())));
    (0..body.len())
        .step_by(size)
        .map(|from| body.slice(from..body.len().min(from + size)))
        .collect()
}

/// Chunks of an OpenAI chat completion: most say one word.
pub const CHAT: &[&str] = &[
    "data: {\"id\":\"chatcmpl-9bX2kQ7dYv1mR4tWz8LpAe3\",\"object\":\"chat.completion.chunk\",\"created\":1760000000,\
     \"model\":\"gpt-4o-2024-08-06\",\"service_tier\":\"default\",\"system_fingerprint\":\"fp_1a2b3c4d5e\",\"choices\":\
     [{\"index\":0,\"delta\":{\"content\":\" light\"},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null,\
     \"obfuscation\":\"w8Kq2\"}\n\n",
    "data: {\"id\":\"chatcmpl-9bX2kQ7dYv1mR4tWz8LpAe3\",\"object\":\"chat.completion.chunk\",\"created\":1760000000,\
     \"model\":\"gpt-4o-2024-08-06\",\"service_tier\":\"default\",\"system_fingerprint\":\"fp_1a2b3c4d5e\",\"choices\":\
     [{\"index\":0,\"delta\":{\"content\":\" scatters \\\"most\\\"\"},\"logprobs\":null,\"finish_reason\":null}],\
     \"usage\":null,\"obfuscation\":\"\"}\n\n",
];

/// Events of an Anthropic message: named, short.
pub const MESSAGES: &[&str] = &[
    "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\
     \"text\":\" light\"}}\n\n",
    "event: ping\ndata: {\"type\": \"ping\"}\n\n",
    "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\
     \"text\":\" is scattered by the air\"}}\n\n",
];

/// Chunks of a Gemini answer, with lines that end as on the wire there.
pub const GEMINI: &[&str] = &[
    "data: {\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"The sky is blue \
     because the molecules of the air scatter short waves of light more than long ones, which is why we see \"}],\
     \"role\": \"model\"},\"index\": 0}],\"usageMetadata\": {\"promptTokenCount\": 9,\"candidatesTokenCount\": 20,\
     \"totalTokenCount\": 29,\"promptTokensDetails\": [{\"modality\": \"TEXT\",\"tokenCount\": 9}]},\"modelVersion\": \
     \"gemini-2.5-flash\",\"responseId\": \"aBcDeFgHiJkLmNoPqRsT\"}\r\n\r\n",
];
