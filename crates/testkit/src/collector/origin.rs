use opentelemetry_proto::tonic::common::v1::InstrumentationScope;
use opentelemetry_proto::tonic::resource::v1::Resource as WireResource;

use super::attribute::{Attributes, read_attributes};

/// The library that made a span, a metric or a log record.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Scope {
    /// The library's name.
    pub name: String,
    /// Its version; empty when not told.
    pub version: String,
    /// The schema that the telemetry follows; empty when not told.
    pub schema_url: String,
    /// Further attributes of the scope.
    pub attributes: Attributes,
}

/// The process that made a span, a metric or a log record.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Resource {
    /// `service.name` and the like.
    pub attributes: Attributes,
    /// The schema that the attributes follow; empty when not told.
    pub schema_url: String,
}

impl Resource {
    /// `service.name`, if it is there.
    #[must_use]
    pub fn service_name(&self) -> Option<&str> {
        self.attributes.get("service.name")?.as_str()
    }

    pub(super) fn read(resource: Option<WireResource>, schema_url: String) -> Self {
        let attributes = resource.map(|resource| resource.attributes).unwrap_or_default();
        Self { attributes: read_attributes(attributes).0, schema_url }
    }
}

impl Scope {
    pub(super) fn read(scope: Option<InstrumentationScope>, schema_url: String) -> Self {
        let scope = scope.unwrap_or_default();
        let attributes = read_attributes(scope.attributes).0;
        Self { name: scope.name, version: scope.version, schema_url, attributes }
    }
}
