use std::io;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, HOST, TRANSFER_ENCODING};
use axum::http::{Response, StatusCode};
use genai_otel_http::tower::GenAiService;
use genai_otel_http::{GenAiLayer, Tap};
use reqwest::{Client, Url};
use tokio::net::TcpListener;
use tower::{Layer, ServiceExt};

/// Starts a proxy on loopback that sends everything on to `upstream` and tells what passes; gives its base URL. It
/// lives as long as the runtime.
///
/// # Errors
///
/// When no port of 127.0.0.1 can be listened on.
pub async fn start_proxy(upstream: &str, tap: Tap) -> io::Result<String> {
    let proxy = Proxy {
        http: GenAiLayer::with_tap(tap).layer(Client::new()),
        upstream: upstream.trim_end_matches('/').to_owned(),
    };
    let router = Router::new().fallback(pass).with_state(proxy);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    drop(tokio::spawn(axum::serve(listener, router).into_future()));
    Ok(url)
}

#[derive(Clone)]
struct Proxy {
    http: GenAiService<Client>,
    upstream: String,
}

/// The request's body is read whole, so that the tap can look at it; the answer passes as it comes.
async fn pass(State(proxy): State<Proxy>, request: Request) -> Result<Response<Body>, StatusCode> {
    let (parts, body) = request.into_parts();
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
    let url = Url::parse(&format!("{}{target}", proxy.upstream));
    let mut sent = reqwest::Request::new(parts.method, url.map_err(|_| StatusCode::BAD_REQUEST)?);
    *sent.headers_mut() = parts.headers;
    for of_this_connection in [HOST, CONTENT_LENGTH, TRANSFER_ENCODING] {
        sent.headers_mut().remove(of_this_connection);
    }
    let body = to_bytes(body, MAX_REQUEST).await.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
    *sent.body_mut() = Some(body.into());
    let answer = proxy.http.oneshot(sent).await.map_err(|_| StatusCode::BAD_GATEWAY)?;
    let mut answer = Response::<reqwest::Body>::from(answer).map(Body::new);
    answer.headers_mut().remove(TRANSFER_ENCODING);
    Ok(answer)
}

const MAX_REQUEST: usize = 64 * 1024 * 1024;
