use http::{
    HeaderMap, HeaderValue, Method, Response, StatusCode,
    header::{ACCEPT, ALLOW, CACHE_CONTROL, CONTENT_TYPE},
};

use crate::{ExposeError, Format, PrometheusReader};

/// The answers to `/metrics` and `/health`, for a server of any kind: it opens nothing itself. A cheap handle.
///
/// | request | answer |
/// | --- | --- |
/// | `GET /metrics` | 200 with the metrics, in the [`Format`] that `Accept` likes best; 500 with the reason where they cannot be collected |
/// | `GET /health` | 200 and `{"status":"ok",…}`; 503 and `{"status":"failing",…}` where metrics could not be collected last |
/// | `HEAD` | the same without the body |
/// | another method | 405 |
/// | another path | 404 |
///
/// ```
/// use genai_otel_serve::{Endpoint, PrometheusReader};
/// use http::{HeaderMap, Method};
/// use opentelemetry_sdk::metrics::SdkMeterProvider;
///
/// let reader = PrometheusReader::new();
/// let _provider = SdkMeterProvider::builder().with_reader(reader.clone()).build();
/// let response = Endpoint::new(reader).answer(&Method::GET, "/metrics", &HeaderMap::new());
/// assert_eq!(response.status(), 200);
/// ```
#[derive(Clone, Debug)]
pub struct Endpoint {
    reader: PrometheusReader,
}

impl Endpoint {
    /// Shows what this reader reads.
    #[must_use]
    pub const fn new(reader: PrometheusReader) -> Self {
        Self { reader }
    }

    /// The answer to a request for this path, without its query. It blocks as long as the callbacks of instruments do.
    #[must_use]
    pub fn answer(&self, method: &Method, path: &str, headers: &HeaderMap) -> Response<String> {
        let answer = match path {
            METRICS_PATH => Self::metrics,
            HEALTH_PATH => Self::health,
            _ => {
                return said(
                    StatusCode::NOT_FOUND,
                    PLAIN,
                    "there are /metrics and /health\n".to_owned(),
                );
            }
        };
        if *method != Method::GET && *method != Method::HEAD {
            let mut refused =
                said(StatusCode::METHOD_NOT_ALLOWED, PLAIN, "GET is what there is\n".to_owned());
            refused.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            return refused;
        }
        let mut answered = answer(self, headers);
        if *method == Method::HEAD {
            answered.body_mut().clear();
        }
        answered
    }

    fn metrics(&self, headers: &HeaderMap) -> Response<String> {
        let accepted = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
        let format = Format::accepted(&accepted.collect::<Vec<_>>().join(","));
        match self.reader.expose(format) {
            Ok(metrics) => said(StatusCode::OK, format.content_type(), metrics),
            Err(error) => failed(&error),
        }
    }

    fn health(&self, _headers: &HeaderMap) -> Response<String> {
        let counts = self.reader.counts();
        let (status, word) = if self.reader.is_failing() {
            (StatusCode::SERVICE_UNAVAILABLE, "failing")
        } else {
            (StatusCode::OK, "ok")
        };
        let body = format!(
            "{{\"status\":\"{word}\",\"exposed\":{},\"failed\":{},\"series_left_out\":{}}}\n",
            counts.exposed, counts.failed, counts.series_left_out
        );
        said(status, "application/json", body)
    }
}

fn failed(error: &ExposeError) -> Response<String> {
    said(StatusCode::INTERNAL_SERVER_ERROR, PLAIN, format!("{error}\n"))
}

fn said(status: StatusCode, content_type: &'static str, body: String) -> Response<String> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Where the metrics are.
pub const METRICS_PATH: &str = "/metrics";
/// Where it says whether they can be collected.
pub const HEALTH_PATH: &str = "/health";

const PLAIN: &str = "text/plain; charset=utf-8";

#[cfg(test)]
mod tests {
    use opentelemetry::metrics::MeterProvider as _;
    use opentelemetry_sdk::metrics::SdkMeterProvider;

    use super::*;

    fn observed(observe: impl Fn() + Send + Sync + 'static) -> (SdkMeterProvider, Endpoint) {
        let reader = PrometheusReader::builder().without_scope_labels().build();
        let provider = SdkMeterProvider::builder()
            .with_resource(opentelemetry_sdk::Resource::builder_empty().build())
            .with_reader(reader.clone())
            .build();
        let _gauge = provider
            .meter("shop")
            .u64_observable_gauge("open")
            .with_callback(move |to| {
                observe();
                to.observe(7, &[]);
            })
            .build();
        (provider, Endpoint::new(reader))
    }

    fn asked(
        endpoint: &Endpoint,
        method: Method,
        path: &str,
        accept: &str,
    ) -> (u16, String, String) {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, accept.parse().unwrap());
        let response = endpoint.answer(&method, path, &headers);
        let content_type = response.headers()[CONTENT_TYPE].to_str().unwrap().to_owned();
        (response.status().as_u16(), content_type, response.into_body())
    }

    #[test]
    fn metrics_come_in_the_format_that_is_asked_for() {
        let (_provider, endpoint) = observed(|| {});
        let text = "# TYPE open gauge\nopen 7\n".to_owned();
        let plain = (200, Format::Text.content_type().to_owned(), text.clone());
        assert_eq!(asked(&endpoint, Method::GET, "/metrics", "*/*"), plain);
        let open = (200, Format::OpenMetrics.content_type().to_owned(), text + "# EOF\n");
        let accept = "application/openmetrics-text; version=1.0.0";
        assert_eq!(asked(&endpoint, Method::GET, "/metrics", accept), open);
        let head = (200, Format::Text.content_type().to_owned(), String::new());
        assert_eq!(asked(&endpoint, Method::HEAD, "/metrics", "*/*"), head);
    }

    #[test]
    fn what_is_not_there_is_told() {
        let (_provider, endpoint) = observed(|| {});
        assert_eq!(asked(&endpoint, Method::GET, "/", "*/*").0, 404);
        assert_eq!(asked(&endpoint, Method::GET, "/metrics/", "*/*").0, 404);
        let posted = endpoint.answer(&Method::POST, "/metrics", &HeaderMap::new());
        assert_eq!(
            (posted.status().as_u16(), &posted.headers()[ALLOW]),
            (405, &HeaderValue::from_static("GET, HEAD"))
        );
    }

    #[test]
    fn health_follows_the_last_collection() {
        let (provider, endpoint) = observed(|| {});
        let health =
            |status: u16, body: &str| (status, "application/json".to_owned(), body.to_owned());
        let ok = r#"{"status":"ok","exposed":0,"failed":0,"series_left_out":0}"#.to_owned() + "\n";
        assert_eq!(asked(&endpoint, Method::GET, "/health", "*/*"), health(200, &ok));
        assert_eq!(asked(&endpoint, Method::GET, "/metrics", "*/*").0, 200);
        provider.shutdown().unwrap();
        let reason =
            "metrics cannot be collected: no meter provider has this reader, or it is shut down\n";
        assert_eq!(
            asked(&endpoint, Method::GET, "/metrics", "*/*"),
            (500, PLAIN.to_owned(), reason.to_owned())
        );
        let failing =
            r#"{"status":"failing","exposed":1,"failed":1,"series_left_out":0}"#.to_owned() + "\n";
        assert_eq!(asked(&endpoint, Method::GET, "/health", "*/*"), health(503, &failing));
    }

    #[test]
    fn a_callback_that_panics_takes_nobody_along() {
        let (_provider, endpoint) = observed(|| panic!("no"));
        let reason =
            "metrics cannot be collected: a callback of an instrument panicked\n".to_owned();
        assert_eq!(
            asked(&endpoint, Method::GET, "/metrics", "*/*"),
            (500, PLAIN.to_owned(), reason)
        );
    }
}
