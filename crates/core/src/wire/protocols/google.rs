use std::time::Duration;

use serde_json::json;

use super::*;
use crate::usage::Measured::Reported;
use crate::wire::WireApi;

#[test]
fn speech_is_billed_by_the_second() {
    let with = |id: &str, seconds| {
        let mut seen = answer("", "", &[], Usage::new().duration(Duration::from_secs(seconds)));
        seen.provider_request_id(id);
        seen
    };
    let v1 = json!({
        "results": [{"alternatives": [{"transcript": "hello", "confidence": 0.9}], "resultEndTime": "1.8s", "languageCode": "en-us"}],
        "totalBilledTime": "15s", "requestId": "7"
    });
    body("version 1", &v1, &with("7", 15));
    let v2 = json!({
        "results": [{"alternatives": [{"transcript": "hello"}], "resultEndOffset": "2.8s", "languageCode": "en-US"}],
        "metadata": {"requestId": "r-2", "totalBilledDuration": "3s"}
    });
    body("version 2", &v2, &with("r-2", 3));
    let asked = json!({"config": {"encoding": "FLAC", "languageCode": "en-US", "model": "latest_long"}, "audio": {"content": "AAAA"}});
    let expected = Request { model: Some("latest_long".into()), ..Request::default() };
    request("speech", &asked, &expected);
}

#[test]
fn translations_are_billed_by_the_character() {
    let characters = |body: &Value| {
        let mut reader = RequestReader::for_api(WireApi::GoogleTranslate);
        body.to_string().as_bytes().chunks(3).for_each(|piece| reader.feed(piece));
        let body = reader.finish();
        (body.characters, body.request.model)
    };
    let v2 = json!({"q": ["Grüße", "a\nb"], "source": "de", "target": "en", "format": "text"});
    assert_eq!(characters(&v2), (Some(8), None));
    let v2 = json!({"q": "\u{1f600}", "target": "en"});
    assert_eq!(characters(&v2), (Some(1), None));
    let v3 = json!({"contents": ["eins", "zwei"], "targetLanguageCode": "en",
        "model": "projects/p/locations/l/models/general/translation-llm"});
    assert_eq!(characters(&v3), (Some(8), Some("general/translation-llm".into())));
    let v3 = json!({"translations": [{"translatedText": "one", "model": "projects/p/locations/l/models/general/translation-llm"}, {"translatedText": "two"}]});
    body("version 3", &v3, &answer("", "general/translation-llm", &[], Usage::default()));
}

#[test]
fn ocr_reads_images_or_pages() {
    let text = json!({"fullTextAnnotation": {"text": "x", "pages": [{"property": {}}]}});
    let denied = json!({"error": {"code": 7, "message": "no"}});
    let images = |responses: Value| json!({ "responses": responses });
    let counted = |images: u64| answer("", "", &[], Usage::new().images(images));
    body("images", &images(json!([text, {}, denied])), &counted(2));
    body("none", &images(json!([denied])), &failure("PERMISSION_DENIED"));
    let file = |pages: Value| json!({"responses": [{"inputConfig": {"mimeType": "application/pdf"}, "responses": pages, "totalPages": 9}]});
    body("pages", &file(json!([text, text, denied])), &answer("", "", &[], Usage::new().pages(2)));
    body("no page", &file(json!([{"error": {"message": "no"}}])), &failure("UNKNOWN"));
}

#[test]
fn a_search_has_results() {
    let found = json!({"results": [{"id": "d1", "document": {"name": "projects/p/d1"}}], "totalSize": 1,
        "attributionToken": "t", "summary": {"summaryText": "x"}});
    body("search", &found, &Observation::new());
    let asked = json!({"query": "x", "pageSize": 10, "queryExpansionSpec": {"condition": "AUTO"}});
    request("search", &asked, &Request { top_k: Some(10), ..Request::default() });
}

#[test]
fn predictions_are_vectors_images_or_texts() {
    let images = json!({"predictions": [
        {"mimeType": "image/png", "bytesBase64Encoded": "AAAA"}, {"raiFilteredReason": "x"}, {"gcsUri": "gs://b/o", "mimeType": "image/png"}]});
    assert_eq!(reader::read(&images).usage, Usage::new().images(2));
    let text = json!({"predictions": [{"content": "x", "safetyAttributes": {}}], "metadata": {"tokenMetadata": {
        "inputTokenCount": {"totalTokens": 7, "totalBillableCharacters": 30},
        "outputTokenCount": {"totalTokens": 3, "totalBillableCharacters": 12}}}});
    assert_eq!(reader::read(&text).usage, Usage::tokens(7, 3));
}

#[test]
fn gemini_may_answer_in_bytes() {
    let part = json!({"candidates": [{"content": {"parts": [{"inlineData": {"mimeType": "image/png", "data": "AAAA"}}]}, "finishReason": "STOP"}]});
    stream("image", &[part], "o", &answer("", "", &["STOP"], Usage::default()));
}

#[test]
fn gemini_streams_as_an_array_and_says_the_last_numbers() {
    let part = |text: &str, candidates: u64, reason: Option<&str>| {
        json!({"candidates": [{"content": {"parts": [{"text": text}], "role": "model"}, "finishReason": reason, "index": 0}],
            "usageMetadata": {"promptTokenCount": 5, "candidatesTokenCount": candidates, "totalTokenCount": 5 + candidates},
            "modelVersion": "gemini-2.5-flash", "responseId": "r"})
    };
    let parts = json!([part("a", 1, None), part("b", 4, None), part("", 6, Some("MAX_TOKENS"))]);
    let usage = Usage { total: Reported(11), ..Usage::tokens(5, 6) };
    body("array", &parts, &answer("r", "gemini-2.5-flash", &["MAX_TOKENS"], usage));
    let broken = json!([{"error": {"code": 503, "message": "no", "status": "UNAVAILABLE"}}]);
    body("error", &broken, &failure("UNAVAILABLE"));
}
