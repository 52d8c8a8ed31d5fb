//! Embeddings.

use async_openai::types::embeddings::CreateEmbeddingRequestArgs;
use genai_otel_testkit::{Reply, TokenCounts};

use crate::same;

#[tokio::test]
async fn embeddings_are_told_whole() {
    let reply = Reply::echo().usage(TokenCounts::new(8, 0));
    let (bench, lengths) = same(&[reply], async |client| {
        let request = CreateEmbeddingRequestArgs::default()
            .model("text-embedding-3-small")
            .dimensions(4_u32)
            .input(["one", "two"])
            .build()
            .unwrap();
        let response = client.embeddings().create(request).await.unwrap();
        response.data.iter().map(|vector| vector.embedding.len()).collect::<Vec<_>>()
    })
    .await;
    assert_eq!(lengths, [4, 4]);
    assert_eq!(
        bench.told(),
        "\
trace · 1 span · 0 ns
└─ embeddings text-embedding-3-small · client · 0 ns
     gen_ai.embeddings.dimension.count  4
     gen_ai.operation.name              embeddings
     gen_ai.provider.name               openai
     gen_ai.request.model               text-embedding-3-small
     gen_ai.response.model              text-embedding-3-small
     gen_ai.usage.input_tokens          8
     genai_otel.provider_request.id     req_000001
     genai_otel.request.text_count      2
     genai_otel.usage.total_tokens      8
     http.response.status_code          200
     server.address                     127.0.0.1"
    );
}
