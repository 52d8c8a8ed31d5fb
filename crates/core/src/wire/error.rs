//! What kind of error a response is.

use super::ResponseHeaders;
use crate::call::is_code;
use crate::error_class::ErrorClass;
use crate::observe::Observation;

/// The class of the error that a response is, or nothing for an answer.
///
/// It is the provider's code (in a header for AWS, else in the body), else the type that the body gives, else
/// the HTTP status; a sentence is no code. A body read as an error under a status of success (errors inside a stream) is one too; if it
/// does not say which, its class is `_OTHER`.
///
/// ```
/// use genai_otel_core::Observation;
/// use genai_otel_core::wire::{ResponseHeaders, error_class};
///
/// let headers = ResponseHeaders::read([("x-amzn-errortype", &b"ThrottlingException:http://a/"[..])]);
/// let class = error_class(429, &headers, &Observation::new()).unwrap();
/// assert_eq!(class.code(), "ThrottlingException");
/// assert_eq!(error_class(200, &ResponseHeaders::default(), &Observation::new()), None);
/// ```
#[must_use]
pub fn error_class(
    status: u16,
    headers: &ResponseHeaders,
    body: &Observation,
) -> Option<ErrorClass> {
    let mut codes = [&headers.error_code, &body.error_code].into_iter().flatten();
    if let Some(code) = codes.find(|code| is_code(code)) {
        return Some(ErrorClass::new(code));
    }
    match status {
        400.. => Some(ErrorClass::http_status(status)),
        _ => body.is_error.then(|| ErrorClass::new("")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::reader;

    fn code(status: u16, headers: &[(&str, &str)], body: &Value) -> Option<String> {
        let headers = headers.iter().map(|(name, value)| (*name, value.as_bytes()));
        let headers = ResponseHeaders::read(headers);
        error_class(status, &headers, &reader::read(body)).map(|class| class.code().to_owned())
    }

    #[test]
    fn every_providers_error_has_its_class() {
        let cases = [
            (
                "OpenAI",
                404,
                json!({"error": {"type": "invalid_request_error", "code": "model_not_found"}}),
                "model_not_found",
            ),
            (
                "OpenAI without a code",
                403,
                json!({"error": {"type": "invalid_request_error", "code": null}}),
                "invalid_request_error",
            ),
            (
                "OpenAI responses, streamed",
                200,
                json!({"type": "error", "code": "server_error", "message": "m", "sequence_number": 1}),
                "server_error",
            ),
            (
                "Anthropic",
                529,
                json!({"type": "error", "error": {"type": "overloaded_error"}}),
                "overloaded_error",
            ),
            (
                "Google",
                429,
                json!({"error": {"code": 429, "status": "RESOURCE_EXHAUSTED"}}),
                "RESOURCE_EXHAUSTED",
            ),
            (
                "Google, streamed as an array",
                400,
                json!([{"error": {"code": 400, "status": "INVALID_ARGUMENT"}}]),
                "INVALID_ARGUMENT",
            ),
            (
                "AWS",
                400,
                json!({"__type": "com.amazon.coral.validate#ValidationException", "message": "m"}),
                "ValidationException",
            ),
            (
                "AWS with an address",
                400,
                json!({"__type": "ThrottlingException:http://internal/"}),
                "ThrottlingException",
            ),
            ("Cohere", 401, json!({"id": "1", "message": "m"}), "401"),
            (
                "Mistral",
                400,
                json!({"object": "error", "code": "1500", "type": "invalid_model"}),
                "1500",
            ),
            (
                "Mistral with a number",
                400,
                json!({"object": "error", "code": 3230, "type": "invalid_model"}),
                "3230",
            ),
            (
                "Mistral without a code",
                400,
                json!({"object": "error", "type": "invalid_model", "code": null}),
                "invalid_model",
            ),
            (
                "Mistral, invalid parameters",
                422,
                json!({"object": "error", "message": {"detail": []}, "type": "invalid_request_error"}),
                "invalid_request_error",
            ),
            (
                "vLLM",
                404,
                json!({"object": "error", "type": "NotFoundError", "code": 404}),
                "NotFoundError",
            ),
            ("Ollama", 404, json!({"error": "model not found"}), "404"),
            ("Ollama, streamed", 200, json!({"error": "an error was encountered"}), "_OTHER"),
            ("xAI", 400, json!({"code": "invalid-argument", "error": "m"}), "invalid-argument"),
            (
                "xAI with a sentence for a code",
                400,
                json!({"code": "Client specified an invalid argument", "error": "m"}),
                "400",
            ),
            ("TGI", 422, json!({"error": "m", "error_type": "validation"}), "validation"),
            (
                "watsonx",
                403,
                json!({"errors": [{"code": "token_quota_reached", "message": "m"}], "status_code": 403}),
                "token_quota_reached",
            ),
            (
                "Cloudflare",
                400,
                json!({"success": false, "errors": [{"code": 5007, "message": "m"}]}),
                "5007",
            ),
            ("OpenRouter", 429, json!({"error": {"code": 429, "message": "m"}}), "429"),
            (
                "OpenRouter, streamed",
                200,
                json!({"error": {"message": "m"}, "choices": []}),
                "_OTHER",
            ),
            ("Voyage", 400, json!({"detail": "m"}), "400"),
            ("Jina", 422, json!({"detail": [{"loc": ["body"], "type": "missing"}]}), "422"),
            ("Replicate", 402, json!({"title": "t", "detail": "m", "status": 402}), "402"),
            ("NVIDIA", 403, json!({"status": 403, "title": "Forbidden", "detail": "m"}), "403"),
            ("TGI", 429, json!({"error": "m", "error_type": "overloaded"}), "overloaded"),
            (
                "llama.cpp",
                503,
                json!({"error": {"code": 503, "message": "m", "type": "unavailable_error"}}),
                "unavailable_error",
            ),
            (
                "watsonx",
                404,
                json!({"errors": [{"code": "model_not_supported", "message": "m"}], "trace": "t"}),
                "model_not_supported",
            ),
            (
                "Azure OpenAI, filtered",
                400,
                json!({"error": {"code": "content_filter", "status": 400, "innererror": {"code": "ResponsibleAIPolicyViolation"}}}),
                "content_filter",
            ),
            ("Azure's gateway", 429, json!({"statusCode": 429, "message": "m"}), "429"),
            (
                "Fireworks",
                404,
                json!({"error": {"object": "error", "type": "NOT_FOUND", "code": "NOT_FOUND", "message": "m"}}),
                "NOT_FOUND",
            ),
            (
                "Perplexity",
                401,
                json!({"error": {"message": "m", "type": "invalid_api_key", "code": 401}}),
                "invalid_api_key",
            ),
            (
                "Google's OCR",
                200,
                json!({"responses": [{"error": {"code": 3, "message": "m"}}]}),
                "INVALID_ARGUMENT",
            ),
            ("nothing to read", 503, Value::Null, "503"),
        ];
        for (name, status, body, expected) in cases {
            assert_eq!(code(status, &[], &body).as_deref(), Some(expected), "{name}");
        }
    }

    #[test]
    fn the_header_of_aws_comes_before_its_body() {
        let header = [("x-amzn-ErrorType", "aws#ExpiredTokenException:http://a/")];
        let seen = code(403, &header, &json!({"message": "m", "__type": "Other"}));
        assert_eq!(seen.as_deref(), Some("ExpiredTokenException"));
    }

    #[test]
    fn an_answer_is_no_error() {
        for body in [
            json!({"id": "1", "error": null, "type": "message", "code": 200, "errors": []}),
            json!({"type": "response.completed", "response": {"object": "response", "error": null}}),
        ] {
            assert_eq!(code(200, &[], &body), None, "{body}");
        }
    }
}
