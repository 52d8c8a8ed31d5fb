use serde_json::{Value, json};

use super::prompt::{estimate, model_of};
use super::reply::{Reply, Usage};
use super::tokens::TokenCounts;

/// The embeddings that a request asks for.
#[derive(Debug)]
pub(super) struct Embeddings {
    pub(super) model: String,
    pub(super) tokens: TokenCounts,
    pub(super) says_usage: bool,
    vectors: Vec<Vec<f32>>,
    base64: bool,
}

impl Embeddings {
    /// The error is a message for a 400.
    pub(super) fn of(reply: &Reply, body: &Value) -> Result<Self, String> {
        let requested = model_of(body)?;
        let inputs = inputs(body.get("input"))?;
        let dimensions = match body.get("dimensions") {
            None | Some(Value::Null) => DIMENSIONS,
            Some(number) => number
                .as_u64()
                .filter(|number| (1..=MAX_DIMENSIONS).contains(number))
                .ok_or("Invalid 'dimensions': expected an integer from 1 to 4096.")?,
        };
        let base64 = match body.get("encoding_format").and_then(Value::as_str) {
            None | Some("float") => false,
            Some("base64") => true,
            Some(_) => return Err("Invalid 'encoding_format': float or base64.".to_owned()),
        };
        let counted = TokenCounts::new(inputs.iter().map(token_count).sum(), 0);
        let (tokens, says_usage) = match reply.usage {
            Usage::Given(tokens) => (tokens, true),
            Usage::Counted => (counted, true),
            Usage::Unsaid => (counted, false),
        };
        let vectors = inputs.iter().map(|input| vector(input, dimensions)).collect();
        let model = reply.model.clone().unwrap_or(requested);
        Ok(Self { model, tokens, says_usage, vectors, base64 })
    }

    /// A `list` of `embedding` objects.
    pub(super) fn to_json(&self) -> Value {
        let data = self.vectors.iter().enumerate().map(|(index, vector)| {
            let embedding = if self.base64 { json!(base64(vector)) } else { json!(vector) };
            json!({"object": "embedding", "index": index, "embedding": embedding})
        });
        let data: Vec<_> = data.collect();
        let mut body = json!({"object": "list", "data": data, "model": self.model});
        if self.says_usage {
            body["usage"] =
                json!({"prompt_tokens": self.tokens.input, "total_tokens": self.tokens.total()});
        }
        body
    }
}

/// The four shapes of `input`: a text, a list of texts, a list of tokens, a list of lists of tokens.
fn inputs(input: Option<&Value>) -> Result<Vec<Value>, String> {
    match input {
        Some(text @ Value::String(_)) => Ok(vec![text.clone()]),
        Some(tokens @ Value::Array(items)) if items.first().is_some_and(Value::is_number) => {
            Ok(vec![tokens.clone()])
        }
        Some(Value::Array(items)) if !items.is_empty() && items.len() <= MAX_INPUTS => {
            Ok(items.clone())
        }
        _ => Err("Invalid 'input': a text, or a list of 1 to 2048 of them.".to_owned()),
    }
}

fn token_count(input: &Value) -> u64 {
    match input {
        Value::String(text) => estimate(text),
        Value::Array(tokens) => tokens.len() as u64,
        _ => 0,
    }
}

/// Equal inputs give equal vectors; the length is 1 as with the real models.
fn vector(input: &Value, dimensions: u64) -> Vec<f32> {
    // FNV-1a, because the standard library's hasher may change between releases of Rust.
    let hash = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3);
    let seed = input.to_string().as_bytes().iter().fold(0xCBF2_9CE4_8422_2325, hash);
    let component = |dimension: u64| {
        let mixed = dimension.to_le_bytes().iter().fold(seed, hash);
        let bits = u16::try_from(mixed >> 24 & 0xFFFF).unwrap_or_default();
        f32::from(bits) / 32_768.0 - 1.0
    };
    let components: Vec<f32> = (0..dimensions).map(component).collect();
    let length = components.iter().map(|c| c * c).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
    components.iter().map(|c| c / length).collect()
}

/// Little-endian 32-bit floats in standard base64 with padding.
fn base64(vector: &[f32]) -> String {
    let bytes: Vec<u8> = vector.iter().flat_map(|component| component.to_le_bytes()).collect();
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
        let bits = bits << (8 * (3 - group.len()));
        for index in 0..4 {
            let six = bits >> (18 - 6 * index) & 0x3F;
            text.push(if index <= group.len() { ALPHABET[six as usize] as char } else { '=' });
        }
    }
    text
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/// Small, so that a failing test prints a vector that can be read.
const DIMENSIONS: u64 = 8;
const MAX_DIMENSIONS: u64 = 4_096;
const MAX_INPUTS: usize = 2_048;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_the_standard_one_with_padding() {
        // 1.0 is 00 00 80 3F, -2.0 is 00 00 00 C0.
        assert_eq!(base64(&[1.0]), "AACAPw==");
        assert_eq!(base64(&[1.0, -2.0]), "AACAPwAAAMA=");
        assert_eq!(base64(&[1.0, -2.0, 1.0]), "AACAPwAAAMAAAIA/");
    }

    #[test]
    fn vectors_depend_on_the_input_alone_and_have_length_one() {
        let one = vector(&json!("a"), 64);
        assert_eq!(one, vector(&json!("a"), 64));
        assert_ne!(one, vector(&json!("b"), 64));
        assert!((one.iter().map(|c| c * c).sum::<f32>() - 1.0).abs() < 1e-5);
    }
}
