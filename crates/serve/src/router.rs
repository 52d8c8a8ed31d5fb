use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{Response, StatusCode},
    routing::any,
};

use crate::{Endpoint, HEALTH_PATH, METRICS_PATH, PrometheusReader};

/// `/metrics` and `/health` in an application's own server, as [`Endpoint`] answers them. It needs tokio, whose threads for
/// blocking work collect the metrics, and is as reachable as that server is.
///
/// ```
/// use axum::Router;
/// use genai_otel_serve::{PrometheusReader, router};
///
/// let reader = PrometheusReader::new(); // and another clone for the meter provider
/// let app: Router = Router::new().merge(router(reader));
/// # let _ = app;
/// ```
pub fn router<S: Clone + Send + Sync + 'static>(reader: PrometheusReader) -> Router<S> {
    let endpoint = Endpoint::new(reader);
    let answer = any(move |request: Request| {
        let endpoint = endpoint.clone();
        async move {
            let (head, _body) = request.into_parts();
            let answered = tokio::task::spawn_blocking(move || {
                endpoint.answer(&head.method, head.uri.path(), &head.headers)
            });
            answered.await.map_or_else(|_| unanswered(), |response| response.map(Body::from))
        }
    });
    Router::new().route(METRICS_PATH, answer.clone()).route(HEALTH_PATH, answer)
}

/// The runtime ends.
fn unanswered() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    response
}
