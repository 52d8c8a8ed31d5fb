use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{
    AnyValue, ArrayValue, InstrumentationScope, KeyValue, KeyValueList,
};
use opentelemetry_proto::tonic::resource::v1::Resource;

use super::JsonError;
use super::object::Object;

pub(super) fn resource(object: Object<'_>) -> Result<Resource, JsonError> {
    Ok(Resource {
        attributes: object.list("attributes", attribute)?,
        dropped_attributes_count: object.small("droppedAttributesCount")?,
        entity_refs: Vec::new(),
    })
}

pub(super) fn scope(object: Object<'_>) -> Result<InstrumentationScope, JsonError> {
    Ok(InstrumentationScope {
        name: object.text("name")?,
        version: object.text("version")?,
        attributes: object.list("attributes", attribute)?,
        dropped_attributes_count: object.small("droppedAttributesCount")?,
    })
}

pub(super) fn attribute(object: Object<'_>) -> Result<KeyValue, JsonError> {
    let value = object.inner("value")?.map(any).transpose()?;
    Ok(KeyValue { key: object.text("key")?, value, ..KeyValue::default() })
}

pub(super) fn any(object: Object<'_>) -> Result<AnyValue, JsonError> {
    let value = if object.has("stringValue") {
        Some(Value::StringValue(object.text("stringValue")?))
    } else if object.has("boolValue") {
        Some(Value::BoolValue(object.truth("boolValue")?))
    } else if object.has("intValue") {
        Some(Value::IntValue(object.integer("intValue")?))
    } else if object.has("bytesValue") {
        Some(Value::BytesValue(object.bytes("bytesValue")?))
    } else if let Some(number) = object.double("doubleValue")? {
        Some(Value::DoubleValue(number))
    } else if let Some(array) = object.inner("arrayValue")? {
        Some(Value::ArrayValue(ArrayValue { values: array.list("values", any)? }))
    } else if let Some(map) = object.inner("kvlistValue")? {
        Some(Value::KvlistValue(KeyValueList { values: map.list("values", attribute)? }))
    } else {
        None
    };
    Ok(AnyValue { value })
}
