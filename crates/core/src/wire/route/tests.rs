use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::semconv::ApiType;
use crate::wire::RequestReader;

/// API, operation, provider, model and stream of a `POST`, in one line; `-` for nothing.
fn line(url: &str) -> String {
    summary(&Routes::default(), "POST", url)
}

fn summary(routes: &Routes, method: &str, url: &str) -> String {
    let (host, rest) = url.split_once('/').unwrap_or((url, ""));
    let (path, query) =
        rest.split_once('?').map_or((rest, None), |(path, query)| (path, Some(query)));
    let path = format!("/{path}");
    let Some(route) = routes.recognise(method, host, &path, query) else { return "-".to_owned() };
    let stream = match route.stream {
        Some(true) => " streams",
        Some(false) => " unary",
        None => "",
    };
    format!(
        "{} {} {} {}{stream}{}",
        route.api.as_str(),
        route.operation.as_str(),
        route.provider.as_str(),
        route.model.as_deref().unwrap_or("-"),
        if route.needs_model { " needs_model" } else { "" },
    )
}

#[test]
fn every_api_is_recognised() {
    let cases = [
        ("api.openai.com/v1/chat/completions", "openai.chat_completions chat openai -"),
        ("api.openai.com/v1/responses", "openai.responses chat openai -"),
        ("api.openai.com/v1/completions", "openai.completions text_completion openai -"),
        (
            "api.openai.com/v1/engines/ada/completions",
            "openai.completions text_completion openai ada",
        ),
        ("api.openai.com/v1/embeddings", "openai.embeddings embeddings openai -"),
        (
            "api.openai.com/v1/images/generations",
            "openai.image_generations image_generation openai -",
        ),
        ("api.openai.com/v1/images/edits", "openai.image_edits image_generation openai -"),
        ("api.openai.com/v1/images/variations", "openai.image_edits image_generation openai -"),
        ("api.openai.com/v1/audio/transcriptions", "openai.transcriptions speech_to_text openai -"),
        ("api.openai.com/v1/audio/translations", "openai.translations speech_to_text openai -"),
        ("api.openai.com/v1/audio/speech", "openai.speech text_to_speech openai -"),
        ("api.openai.com/v1/moderations", "openai.moderations moderation openai -"),
        (
            "r.openai.azure.com/openai/deployments/gpt%2D4o/chat/completions?api-version=1",
            "openai.chat_completions chat azure.ai.openai gpt-4o",
        ),
        (
            "r.openai.azure.com//openai/deployments/d/embeddings",
            "openai.embeddings embeddings azure.ai.openai d",
        ),
        ("r.openai.azure.com/openai/v1/responses", "openai.responses chat azure.ai.openai -"),
        (
            "r.cognitiveservices.azure.com/openai/deployments/whisper/audio/transcriptions",
            "openai.transcriptions speech_to_text azure.ai.openai whisper",
        ),
        (
            "apim.example/openai/deployments/d/images/generations",
            "openai.image_generations image_generation azure.ai.openai d",
        ),
        (
            "r.services.ai.azure.com/models/chat/completions?api-version=1",
            "openai.chat_completions chat azure.ai.inference -",
        ),
        (
            "r.services.ai.azure.com/models/embeddings",
            "openai.embeddings embeddings azure.ai.inference -",
        ),
        (
            "r.services.ai.azure.com/openai/v1/chat/completions",
            "openai.chat_completions chat azure.ai.openai -",
        ),
        (
            "m.eastus.models.ai.azure.com/chat/completions",
            "openai.chat_completions chat azure.ai.inference -",
        ),
        ("api.anthropic.com/v1/messages?beta=true", "anthropic.messages chat anthropic -"),
        ("api.anthropic.com/v1/complete", "anthropic.complete text_completion anthropic -"),
        (
            "generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent",
            "gemini.generate_content generate_content gcp.gemini gemini-2.5-flash unary",
        ),
        (
            "generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash%3AstreamGenerateContent?alt=sse",
            "gemini.generate_content generate_content gcp.gemini gemini-2.5-flash streams",
        ),
        (
            "generativelanguage.googleapis.com/v1beta/tunedModels/mine-1:generateContent",
            "gemini.generate_content generate_content gcp.gemini mine-1 unary",
        ),
        (
            "generativelanguage.googleapis.com/v1beta/models/gemini-embedding-001:embedContent",
            "gemini.embed_content embeddings gcp.gemini gemini-embedding-001",
        ),
        (
            "generativelanguage.googleapis.com/v1beta/models/gemini-embedding-001:batchEmbedContents",
            "gemini.batch_embed_contents embeddings gcp.gemini gemini-embedding-001",
        ),
        (
            "generativelanguage.googleapis.com/v1beta/models/imagen-4.0-generate-001:predict",
            "vertex_ai.predict image_generation gcp.gemini imagen-4.0-generate-001",
        ),
        (
            "generativelanguage.googleapis.com/v1beta/openai/chat/completions",
            "openai.chat_completions chat gcp.gemini -",
        ),
        (
            "us-central1-aiplatform.googleapis.com/v1/projects/p/locations/us-central1/publishers/google/models/gemini-2.5-pro:generateContent",
            "gemini.generate_content generate_content gcp.vertex_ai gemini-2.5-pro unary",
        ),
        (
            "aiplatform.googleapis.com/v1/publishers/google/models/gemini-2.5-pro:streamGenerateContent?alt=sse",
            "gemini.generate_content generate_content gcp.vertex_ai gemini-2.5-pro streams",
        ),
        (
            "aiplatform.eu.rep.googleapis.com/v1/projects/p/locations/eu/endpoints/42:generateContent",
            "gemini.generate_content generate_content gcp.vertex_ai 42 unary",
        ),
        (
            "us-east5-aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/anthropic/models/claude-3-7-sonnet@20250219:streamRawPredict",
            "anthropic.messages chat gcp.vertex_ai claude-3-7-sonnet@20250219 streams",
        ),
        (
            "us-east5-aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/mistralai/models/codestral-2:rawPredict",
            "openai.chat_completions chat gcp.vertex_ai codestral-2 unary",
        ),
        (
            "us-central1-aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/google/models/text-embedding-005:predict",
            "vertex_ai.predict embeddings gcp.vertex_ai text-embedding-005",
        ),
        (
            "us-central1-aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/google/models/imagen-3:predict",
            "vertex_ai.predict image_generation gcp.vertex_ai imagen-3",
        ),
        (
            "us-central1-aiplatform.googleapis.com/v1/projects/p/locations/l/endpoints/openapi/chat/completions",
            "openai.chat_completions chat gcp.vertex_ai -",
        ),
        (
            "bedrock-runtime.us-east-1.amazonaws.com/model/amazon.nova-lite-v1%3A0/converse",
            "bedrock.converse chat aws.bedrock amazon.nova-lite-v1:0 unary",
        ),
        (
            "bedrock-runtime.us-east-1.amazonaws.com/model/amazon.nova-lite-v1:0/converse-stream",
            "bedrock.converse chat aws.bedrock amazon.nova-lite-v1:0 streams",
        ),
        (
            "bedrock-runtime-fips.us-gov-west-1.amazonaws.com/model/anthropic.claude-v2/invoke",
            "bedrock.invoke_model chat aws.bedrock anthropic.claude-v2 unary",
        ),
        (
            "bedrock-runtime.cn-north-1.amazonaws.com.cn/model/meta.llama3-70b/invoke-with-response-stream",
            "bedrock.invoke_model text_completion aws.bedrock meta.llama3-70b streams",
        ),
        (
            "bedrock-runtime.us-east-1.amazonaws.com/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fus.anthropic.claude-v1%3A0/invoke",
            "bedrock.invoke_model chat aws.bedrock arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-v1:0 unary",
        ),
        (
            "bedrock-runtime.us-east-1.amazonaws.com/model/arn:aws:bedrock:us-east-1:1:application-inference-profile/abc/converse",
            "bedrock.converse chat aws.bedrock arn:aws:bedrock:us-east-1:1:application-inference-profile/abc unary",
        ),
        (
            "bedrock-runtime.us-east-1.amazonaws.com/model/cohere.embed-v4%3A0/invoke",
            "bedrock.invoke_model embeddings aws.bedrock cohere.embed-v4:0 unary",
        ),
        (
            "bedrock-runtime.us-east-1.amazonaws.com/openai/v1/chat/completions",
            "openai.chat_completions chat aws.bedrock -",
        ),
        ("api.cohere.com/v1/chat", "cohere.chat chat cohere -"),
        ("api.cohere.com/v2/chat", "cohere.chat_v2 chat cohere -"),
        ("api.cohere.ai/v1/generate", "cohere.generate text_completion cohere -"),
        ("api.cohere.com/v2/embed", "cohere.embed embeddings cohere -"),
        ("api.cohere.com/v2/rerank", "rerank rerank cohere -"),
        (
            "api.cohere.ai/compatibility/v1/chat/completions",
            "openai.chat_completions chat cohere -",
        ),
        ("api.mistral.ai/v1/chat/completions", "openai.chat_completions chat mistral_ai -"),
        ("codestral.mistral.ai/v1/fim/completions", "mistral.fim text_completion mistral_ai -"),
        ("api.mistral.ai/v1/agents/completions", "mistral.agents chat mistral_ai -"),
        ("api.mistral.ai/v1/conversations", "mistral.conversations chat mistral_ai -"),
        ("api.mistral.ai/v1/conversations/conv_1", "mistral.conversations chat mistral_ai -"),
        (
            "api.mistral.ai/v1/conversations/conv_1/restart",
            "mistral.conversations chat mistral_ai -",
        ),
        ("api.mistral.ai/v1/embeddings", "openai.embeddings embeddings mistral_ai -"),
        ("api.mistral.ai/v1/ocr", "mistral.ocr ocr mistral_ai -"),
        (
            "api.mistral.ai/v1/audio/transcriptions",
            "openai.transcriptions speech_to_text mistral_ai -",
        ),
        ("api.mistral.ai/v1/chat/moderations", "openai.moderations moderation mistral_ai -"),
        ("localhost:11434/api/chat", "ollama.chat chat ollama -"),
        ("gpu-box:11434/api/generate", "ollama.generate text_completion ollama -"),
        ("localhost:11434/api/embed", "ollama.embed embeddings ollama -"),
        ("localhost:11434/api/embeddings", "ollama.embeddings embeddings ollama -"),
        ("127.0.0.1:11434/v1/embeddings", "openai.embeddings embeddings ollama -"),
        ("localhost:8080/completion", "llama_cpp.completion text_completion llama_cpp -"),
        ("localhost:9999/infill", "llama_cpp.completion text_completion llama_cpp -"),
        ("localhost:8080/embedding", "llama_cpp.embedding embeddings llama_cpp -"),
        ("localhost:8080/v1/chat/completions", "openai.chat_completions chat llama_cpp -"),
        ("[::1]:8080/v1/rerank", "rerank rerank llama_cpp -"),
        ("localhost:1234/v1/responses", "openai.responses chat lm_studio -"),
        (
            "x.us-east-1.aws.endpoints.huggingface.cloud/",
            "tgi.generate text_completion huggingface -",
        ),
        (
            "x.us-east-1.aws.endpoints.huggingface.cloud/generate",
            "tgi.generate text_completion huggingface - unary",
        ),
        ("tgi.example/generate_stream", "tgi.generate text_completion huggingface - streams"),
        (
            "router.huggingface.co/nebius/v1/chat/completions",
            "openai.chat_completions chat huggingface -",
        ),
        (
            "router.huggingface.co/hf-inference/models/a/b/pipeline/feature-extraction",
            "huggingface.feature_extraction embeddings huggingface a/b",
        ),
        (
            "api-inference.huggingface.co/pipeline/feature-extraction/a/b",
            "huggingface.feature_extraction embeddings huggingface a/b",
        ),
        (
            "api-inference.huggingface.co/models/bigscience/bloom",
            "tgi.generate text_completion huggingface bigscience/bloom",
        ),
        (
            "us-south.ml.cloud.ibm.com/ml/v1/text/generation?version=1",
            "watsonx.text_generation text_completion ibm.watsonx.ai - unary",
        ),
        (
            "us-south.ml.cloud.ibm.com/ml/v1/text/generation_stream",
            "watsonx.text_generation text_completion ibm.watsonx.ai - streams",
        ),
        (
            "us-south.ml.cloud.ibm.com/ml/v1-beta/generation/text",
            "watsonx.text_generation text_completion ibm.watsonx.ai - unary",
        ),
        (
            "cpd.example/ml/v1/deployments/d/text/chat_stream",
            "watsonx.chat chat ibm.watsonx.ai - streams",
        ),
        ("us-south.ml.cloud.ibm.com/ml/v1/text/chat", "watsonx.chat chat ibm.watsonx.ai - unary"),
        (
            "us-south.ml.cloud.ibm.com/ml/v1/text/embeddings",
            "watsonx.embeddings embeddings ibm.watsonx.ai - unary",
        ),
        ("us-south.ml.cloud.ibm.com/ml/v1/text/rerank", "rerank rerank ibm.watsonx.ai -"),
        ("api.replicate.com/v1/predictions", "replicate.predictions text_completion replicate -"),
        (
            "api.replicate.com/v1/models/meta/llama-2/predictions",
            "replicate.predictions text_completion replicate meta/llama-2",
        ),
        ("api.voyageai.com/v1/embeddings", "openai.embeddings embeddings voyage -"),
        ("api.voyageai.com/v1/rerank", "rerank rerank voyage -"),
        ("api.jina.ai/v1/embeddings", "openai.embeddings embeddings jina -"),
        ("api.jina.ai/v1/rerank", "rerank rerank jina -"),
        ("deepsearch.jina.ai/v1/chat/completions", "openai.chat_completions chat jina -"),
        ("api.x.ai/v1/tts", "openai.speech text_to_speech x_ai -"),
        ("api.x.ai/v1/stt", "openai.transcriptions speech_to_text x_ai -"),
        (
            "speech.googleapis.com/v1/speech:recognize",
            "google.speech_recognize speech_to_text gcp.gen_ai -",
        ),
        (
            "us-central1-speech.googleapis.com/v2/projects/p/locations/l/recognizers/_:recognize",
            "google.speech_recognize speech_to_text gcp.gen_ai -",
        ),
        (
            "translation.googleapis.com/language/translate/v2",
            "google.translate translation gcp.gen_ai -",
        ),
        (
            "translation.googleapis.com/v3/projects/p/locations/global:translateText",
            "google.translate translation gcp.gen_ai -",
        ),
        ("vision.googleapis.com/v1/images:annotate", "google.vision_annotate ocr gcp.gen_ai -"),
        (
            "discoveryengine.googleapis.com/v1/projects/p/locations/l/collections/c/engines/e/servingConfigs/default_search:search",
            "google.discovery_engine_search retrieval gcp.gen_ai -",
        ),
        (
            "eu-discoveryengine.googleapis.com/v1/projects/p/locations/eu/dataStores/d/servingConfigs/s:answer",
            "google.discovery_engine_search retrieval gcp.gen_ai -",
        ),
        (
            "discoveryengine.googleapis.com/v1/projects/p/locations/global/rankingConfigs/default_ranking_config:rank",
            "rerank rerank gcp.gen_ai -",
        ),
        ("vision.googleapis.com/v1/files:annotate", "google.vision_annotate ocr gcp.gen_ai -"),
        ("integrate.api.nvidia.com/v1/ranking", "rerank rerank nvidia -"),
        (
            "ai.api.nvidia.com/v1/retrieval/nvidia/llama-3_2-nv-rerankqa-1b-v2/reranking",
            "rerank rerank nvidia -",
        ),
    ];
    for (url, expected) in cases {
        assert_eq!(line(url), expected, "{url}");
    }
    let mut seen: BTreeSet<&str> =
        cases.iter().filter_map(|(_, line)| line.split(' ').next()).collect();
    // These are a `GET`, tested apart.
    seen.extend(
        [WireApi::OpenAiFetchResponse, WireApi::ReplicateFetchPrediction].map(WireApi::as_str),
    );
    let all: BTreeSet<&str> = WireApi::KNOWN.iter().map(|api| api.as_str()).collect();
    assert_eq!(seen, all);
}

#[test]
fn hosts_decide_the_provider() {
    let cases = [
        ("api.groq.com/openai/v1/chat/completions", "groq"),
        ("api.together.xyz/v1/chat/completions", "together"),
        ("api.deepseek.com/chat/completions", "deepseek"),
        ("api.deepseek.com/beta/completions", "deepseek"),
        ("API.X.AI/v1/chat/completions", "x_ai"),
        ("api.perplexity.ai/chat/completions", "perplexity"),
        ("openrouter.ai/api/v1/chat/completions", "openrouter"),
        ("api.fireworks.ai/inference/v1/chat/completions", "fireworks"),
        ("api.cerebras.ai/v1/chat/completions", "cerebras"),
        ("api.moonshot.ai/v1/chat/completions", "moonshot_ai"),
        ("api.moonshot.cn/v1/chat/completions", "moonshot_ai"),
        ("integrate.api.nvidia.com/v1/chat/completions", "nvidia"),
        ("router.huggingface.co/v1/chat/completions", "huggingface"),
        ("eu.api.openai.com/v1/chat/completions", "openai"),
        ("ollama.com/v1/chat/completions", "ollama"),
        ("models.inference.ai.azure.com/chat/completions", "github_models"),
        ("api.cloudflare.com/client/v4/accounts/a/ai/v1/chat/completions", "cloudflare"),
        ("ark.cn-beijing.volces.com/api/v3/chat/completions", "volcengine"),
        ("dbc-1.cloud.databricks.com/serving-endpoints/m/invocations", "databricks"),
    ];
    for (url, provider) in cases {
        assert_eq!(line(url).split(' ').nth(2), Some(provider), "{url}");
    }
}

#[test]
fn an_unknown_host_is_taken_at_its_paths_word() {
    let cases = [
        ("llm.example/chat/completions", "openai.chat_completions chat openai -"),
        ("llm.example/v1/chat/completions/", "openai.chat_completions chat openai -"),
        ("gw.example/openai/v1/chat/completions", "openai.chat_completions chat openai -"),
        ("gw.example/openai/embeddings", "openai.embeddings embeddings openai - needs_model"),
        (
            "gw.example/proxy/anthropic/v1/messages",
            "anthropic.messages chat anthropic - needs_model",
        ),
        ("gw.example/groq/openai/v1/chat/completions", "openai.chat_completions chat groq -"),
        (
            "gateway.ai.cloudflare.com/v1/account/gateway/mistral/v1/chat/completions",
            "openai.chat_completions chat mistral_ai -",
        ),
        (
            "gw.example/v1beta/models/m:generateContent",
            "gemini.generate_content generate_content gcp.gemini m unary",
        ),
        ("gw.example/bedrock/model/m/converse", "bedrock.converse chat aws.bedrock m unary"),
        ("localhost:8080/v1/messages", "anthropic.messages chat anthropic -"),
        (
            "localhost:3000/v1/completions",
            "openai.completions text_completion openai - needs_model",
        ),
        ("app.example/api/chat", "ollama.chat chat ollama - needs_model"),
        (
            "evil.example/api.openai.com/v1/embeddings",
            "openai.embeddings embeddings openai - needs_model",
        ),
    ];
    for (url, expected) in cases {
        assert_eq!(line(url), expected, "{url}");
    }
}

#[test]
fn what_is_no_call_is_not_recognised() {
    for url in [
        "api.openai.com/v1/models",
        "api.openai.com/v1/files",
        "api.openai.com/v1/batches",
        "api.openai.com/v1/threads/t/messages",
        "api.openai.com/v1/responses/resp_1/cancel",
        "api.openai.com/v1/responses/input_tokens",
        "api.openai.com/v1/fine_tuning/jobs",
        "api.openai.com/v1/conversations",
        "api.openai.com/v1/realtime/sessions",
        "api.anthropic.com/v1/messages/count_tokens",
        "api.anthropic.com/v1/messages/batches",
        "generativelanguage.googleapis.com/v1beta/models/m:countTokens",
        "generativelanguage.googleapis.com/v1beta/models/m:batchGenerateContent",
        "generativelanguage.googleapis.com/v1beta/cachedContents",
        "us-east5-aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/anthropic/models/count-tokens:rawPredict",
        "router.huggingface.co/hf-inference/models/a/b",
        "us-central1-aiplatform.googleapis.com/v1/projects/p/locations/l/endpoints/42:predict",
        "us-central1-aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/google/models/veo:predictLongRunning",
        "bedrock-runtime.us-east-1.amazonaws.com/model/m/count-tokens",
        "bedrock-runtime.us-east-1.amazonaws.com/guardrail/g/version/1/apply",
        "api.cohere.com/v1/tokenize",
        "api.perplexity.ai/async/chat/completions",
        "localhost:11434/api/show",
        "localhost:11434/api/pull",
        "localhost:8080/tokenize",
        "speech.googleapis.com/v1/speech:longrunningrecognize",
        "tf.example/v1/models/m:predict",
        "survey.example/responses",
        "app.example/generate",
        "app.example/predictions",
        "graph.example/v17.0/42/messages",
        "api.openai.com/",
        "",
    ] {
        assert_eq!(line(url), "-", "{url}");
    }
    let routes = Routes::default();
    for method in ["GET", "HEAD", "OPTIONS", "DELETE", "PUT", "post", ""] {
        let seen = routes.recognise(method, "api.openai.com", "/v1/chat/completions", None);
        assert_eq!(seen, None, "{method}");
    }
}

#[test]
fn a_body_tells_what_a_model_does_whose_name_does_not() {
    let profile = "arn:aws:bedrock:us-east-1:1:application-inference-profile/abc";
    for (model, body, operation) in [
        (profile, r#"{"messages": []}"#, "chat"),
        (profile, r#"{"messages": [{"role": "user", "content": "query"}]}"#, "chat"),
        (profile, r#"{"message": "x", "documents": [], "chat_history": []}"#, "chat"),
        (profile, r#"{"prompt": "x"}"#, "text_completion"),
        (profile, r#"{"inputText": "x", "messages": null}"#, "text_completion"),
        (profile, r#"{"texts": ["x"], "input_type": "search_query"}"#, "embeddings"),
        (profile, r#"{"query": "x", "documents": ["y"], "api_version": 2}"#, "rerank"),
        (
            profile,
            r#"{"taskType": "TEXT_IMAGE", "textToImageParams": {"text": "x"}}"#,
            "image_generation",
        ),
        (profile, r#"{"taskType": "SINGLE_EMBEDDING", "singleEmbeddingParams": {}}"#, "embeddings"),
        (profile, "", "text_completion"),
        ("arn:aws:bedrock:us-east-1:1:imported-model/abc", r#"{"messages": []}"#, "chat"),
        ("meta.llama3-70b", r#"{"messages": []}"#, "chat"),
        ("us.writer.palmyra-x5-v1:0", "", "chat"),
        ("anthropic.claude-v2", r#"{"prompt": "x"}"#, "chat"),
        ("cohere.embed-v4:0", r#"{"messages": []}"#, "embeddings"),
    ] {
        let path = format!("/model/{model}/invoke");
        let host = "bedrock-runtime.us-east-1.amazonaws.com";
        let routes = Routes::default();
        let mut route = routes.recognise("POST", host, &path, None).unwrap();
        let mut reader = RequestReader::for_api(route.api);
        reader.feed(body.as_bytes());
        route.heed(&reader.finish());
        assert_eq!(route.operation.as_str(), operation, "{model}, {body}");
    }
}

#[test]
fn a_path_tells_what_the_body_left_out() {
    let routes = Routes::default();
    let filled = |path, body: Request| {
        let mut request = body;
        routes.recognise("POST", "h", path, None).unwrap().fill(&mut request);
        (request.model.as_deref().map(str::to_owned), request.stream, request.api)
    };
    let body = |model: Option<&str>, stream| Request {
        model: model.map(Into::into),
        stream,
        ..Request::default()
    };
    let azure = "/openai/deployments/mine/chat/completions";
    let chat = Some(ApiType::ChatCompletions);
    assert_eq!(filled(azure, body(None, None)), (Some("mine".to_owned()), None, chat.clone()));
    assert_eq!(
        filled(azure, body(Some("gpt-4o"), Some(true))),
        (Some("gpt-4o".to_owned()), Some(true), chat)
    );
    assert_eq!(
        filled("/model/m/converse-stream", body(None, None)),
        (Some("m".to_owned()), Some(true), None)
    );
    assert_eq!(filled("/api/chat", body(None, None)), (None, Some(true), None));
    assert_eq!(filled("/api/chat", body(None, Some(false))), (None, Some(false), None));
}

#[test]
fn a_stored_response_is_fetched_by_get() {
    let routes = Routes::default();
    let get = |url| summary(&routes, "GET", url);
    let unary = "openai.fetch_response fetch_response openai - unary";
    assert_eq!(get("api.openai.com/v1/responses/resp_1"), unary);
    assert_eq!(get("gw.example/v1/responses/resp_1?include=x"), unary);
    assert_eq!(
        get("api.openai.com/v1/responses/resp_1?stream=true&starting_after=4"),
        "openai.fetch_response fetch_response openai - streams"
    );
    assert_eq!(
        get("api.x.ai/v1/responses/0b1f"),
        "openai.fetch_response fetch_response x_ai - unary"
    );
    assert_eq!(get("survey.example/v1/responses/42"), "-");
    assert_eq!(get("api.openai.com/v1/responses/resp_1/input_items"), "-");
    assert_eq!(line("api.openai.com/v1/responses/resp_1"), "-");
}

#[test]
fn a_prediction_is_asked_for_again_by_get() {
    let routes = Routes::default();
    let get = |url| summary(&routes, "GET", url);
    let fetch = "replicate.fetch_prediction fetch_response replicate -";
    assert_eq!(get("api.replicate.com/v1/predictions/p1"), fetch);
    assert_eq!(get("stream.replicate.com/v1/predictions/p1"), fetch);
    assert_eq!(
        get("streaming-api.svc.us.c.replicate.net/v1/streams/s1"),
        format!("{fetch} streams")
    );
    for url in [
        "api.replicate.com/v1/predictions",
        "api.replicate.com/v1/predictions/p1/cancel",
        "api.replicate.com/v1/files/f1",
        "app.example/v1/predictions/p1",
    ] {
        assert_eq!(get(url), "-", "{url}");
    }
}

#[test]
fn a_path_names_the_conversation_that_goes_on() {
    let routes = Routes::default();
    for (path, conversation) in [
        ("/v1/conversations", None),
        ("/v1/conversations/", None),
        ("/v1/conversations/conv_1", Some("conv_1")),
        ("/v1/conversations/conv%5F1/restart", Some("conv_1")),
    ] {
        let route = routes.recognise("POST", "api.mistral.ai", path, None).unwrap();
        assert_eq!(route.conversation.as_deref(), conversation, "{path}");
    }
}

#[test]
fn a_search_names_what_it_searches() {
    let routes = Routes::default();
    let source = |path: &str| {
        let path = format!("/v1/projects/p/locations/l/{path}/servingConfigs/s:search");
        let mut request = Request::default();
        routes.recognise("POST", "discoveryengine.googleapis.com", &path, None)?.fill(&mut request);
        request.data_source_id.as_deref().map(str::to_owned)
    };
    assert_eq!(source("collections/c/dataStores/my%20docs").as_deref(), Some("my docs"));
    assert_eq!(source("collections/c/engines/e").as_deref(), Some("e"));
    assert_eq!(source("collections/c"), None);
    assert_eq!(source("dataStores/"), None);
}

#[test]
fn rules_of_the_user_come_first() {
    let routes = Routes::builder()
        .host("gw.example/team/claude", Provider::Anthropic)
        .host("*.internal:8443", "my-llm")
        .host("localhost:8080", Provider::Vllm)
        .path("ask/{model}", WireApi::OpenAiChatCompletions)
        .path_at("odd.example", "/run/", WireApi::OllamaChat)
        .ignore("*.shop.example")
        .ignore("api.openai.com/v1/embeddings")
        .build()
        .unwrap();
    let post = |url| summary(&routes, "POST", url);
    assert_eq!(
        post("gw.example/team/claude/v1/chat/completions"),
        "openai.chat_completions chat anthropic -"
    );
    assert_eq!(post("gw.example/v1/chat/completions"), "openai.chat_completions chat openai -");
    // A host that is listed needs no version, and no model in the body.
    assert_eq!(post("a.internal:8443/embeddings"), "openai.embeddings embeddings my-llm -");
    assert_eq!(post("a.internal/embeddings"), "-");
    assert_eq!(post("127.0.0.1:8080/v1/completions"), "openai.completions text_completion vllm -");
    assert_eq!(post("x.example/ask/m%201"), "openai.chat_completions chat openai m 1");
    assert_eq!(post("odd.example/run"), "ollama.chat chat ollama -");
    assert_eq!(post("x.example/run"), "-");
    assert_eq!(summary(&routes, "GET", "odd.example/run"), "-");
    assert_eq!(post("eu.shop.example/v1/messages"), "-");
    assert_eq!(post("eu.shop.example/ask/m"), "-");
    assert_eq!(post("api.openai.com/v1/embeddings"), "-");
    assert_eq!(
        post("api.openai.com/v1/completions"),
        "openai.completions text_completion openai -"
    );
}

#[test]
fn the_first_rule_that_cannot_be_one_is_refused() {
    let refused = |builder: RoutesBuilder| builder.build().unwrap_err().to_string();
    assert_eq!(
        refused(Routes::builder().host("https://x.example", "a").path("", WireApi::Rerank)),
        "`https://x.example` names no host; write `host`, `*.host`, `host:port` or `host/base`, without a scheme"
    );
    for pattern in ["", "/", "a//b", "a?b", "{name}", "x{model}", "{model}x", "a*b*c", "a b"] {
        assert_eq!(
            refused(Routes::builder().path(pattern, WireApi::Rerank)),
            format!(
                "`{pattern}` is no end of a path; write segments such as `v*/ask/{{model}}`, without a query"
            )
        );
    }
}

#[test]
fn every_known_pattern_is_one_that_a_user_could_write() {
    for rule in PATHS.iter().filter(|rule| !rule.pattern.is_empty()) {
        let built = Routes::builder().path(rule.pattern, WireApi::Rerank).build();
        assert!(built.is_ok(), "{}", rule.pattern);
    }
}

#[test]
fn no_known_host_is_hidden_by_one_before_it() {
    for rule in &HOSTS {
        let (host, path) = rule.example();
        let known = Routes::default();
        assert_eq!(known.place(&host, &path).provider, Some(&rule.provider), "{host}{path}");
    }
}

#[test]
fn no_known_path_is_hidden_by_one_before_it() {
    for rule in &PATHS {
        let path = rule.pattern.replace("v*", "v1").replace("{model}", "m").replace('*', "x");
        let path = if rule.versioned { format!("/v1/{path}") } else { format!("/{path}") };
        let at = HOSTS.iter().find(|host| rule.at.contains(&host.provider.as_str()));
        let host = match at {
            Some(host) => host.example().0,
            None if rule.at.contains(&LOOPBACK) => "127.0.0.1".to_owned(),
            None => "h.example".to_owned(),
        };
        let seen = Routes::default().recognise(rule.method, &host, &path, None);
        let seen = seen.map(|route| (route.api, route.stream));
        let stream = match rule.api {
            Some(WireApi::OpenAiFetchResponse) => Some(false),
            _ => rule.stream,
        };
        assert_eq!(seen, rule.api.map(|api| (api, stream)), "{host}{path}");
    }
}

/// Paths of segments that mean something, and of some that do not.
fn paths() -> impl Strategy<Value = String> {
    let known = PATHS.iter().flat_map(|rule| rule.pattern.split('/')).collect::<BTreeSet<_>>();
    let segment = prop_oneof![
        prop::sample::select(known.into_iter().collect::<Vec<_>>()).prop_map(str::to_owned),
        prop::sample::select(vec!["v1", "", "%", "%3A", "é", "a%zzb", ":", "*"])
            .prop_map(str::to_owned),
        any::<String>(),
    ];
    prop::collection::vec(segment, 0..8).prop_map(|segments| segments.join("/"))
}

proptest! {
    #[test]
    fn any_request_is_looked_at_without_a_panic(
        method in prop::sample::select(vec!["POST", "GET", "x"]),
        host in prop_oneof![
            any::<String>(),
            prop::sample::select(vec!["localhost:8080", "[", "[]:", "::", "a@b@c:1", "*.x", "api.openai.com."]).prop_map(str::to_owned),
        ],
        path in prop_oneof![paths(), any::<String>()],
        query in prop::option::of(any::<String>()),
    ) {
        let routes = Routes::builder().path("{model}:ask", WireApi::Rerank).build().unwrap();
        let seen = routes.recognise(method, &host, &path, query.as_deref());
        prop_assert_eq!(&seen, &routes.recognise(method, &host, &path, query.as_deref()));
        if let Some(model) = seen.and_then(|route| route.model) {
            prop_assert!(!model.is_empty());
        }
    }

    #[test]
    fn a_model_in_a_path_comes_back_whatever_it_is_called(model in "\\PC{1,40}") {
        let encoded: String = model.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let path = format!("/model/{encoded}/converse");
        let routes = Routes::default();
        let route = routes.recognise("POST", "h", &path, None).unwrap();
        prop_assert_eq!(route.model.as_deref(), Some(model.as_str()));
    }
}
