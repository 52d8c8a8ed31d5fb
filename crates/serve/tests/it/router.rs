//! In an application's own server.

use axum::{Router, body::Body, http::Request};
use genai_otel_serve::{Format, PrometheusReader, router};
use tower_service::Service as _;

use super::exposition::provider;

#[tokio::test]
async fn a_router_answers_beside_the_applications_own_pages() {
    let reader = PrometheusReader::new();
    let _provider = provider(&reader);
    let mut app: Router =
        Router::new().route("/", axum::routing::get(async || "shop")).merge(router(reader.clone()));
    let mut asked = async |path: &str| {
        let response = app.call(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
        let status = response.status().as_u16();
        let body = axum::body::to_bytes(response.into_body(), 1_000).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    };
    assert_eq!(asked("/").await, (200, "shop".to_owned()));
    assert_eq!(asked("/metrics").await, (200, reader.expose(Format::Text).unwrap()));
    let (status, health) = asked("/health").await;
    assert!(status == 200 && health.starts_with("{\"status\":\"ok\""), "{status} {health}");
    assert_eq!(asked("/other").await.0, 404);
}
