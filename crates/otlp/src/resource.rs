//! What every span and metric says about the process that made it.

use std::collections::BTreeMap;

use opentelemetry::{KeyValue, Value};
use opentelemetry_sdk::{
    Resource,
    resource::{ResourceDetector, TelemetryResourceDetector},
};

use crate::{SetupError, env::Environment, error::Origin, percent::decode_pairs};

mod detect;

pub(crate) use detect::Detected;

/// Attributes by name, sorted so that a description of them is stable.
pub(crate) type Attributes = BTreeMap<String, Value>;

/// Lays code over environment over what was detected.
///
/// # Errors
///
/// When a variable is not a list of pairs, or a name is empty.
pub(crate) fn resolve(
    detected: Detected,
    environment: &Environment,
    code: &Attributes,
) -> Result<Attributes, SetupError> {
    let mut attributes = detected.attributes();
    if let Some(list) = environment.read(&["OTEL_RESOURCE_ATTRIBUTES"], |origin, list| {
        decode_pairs(list).map_err(|fault| {
            let expected =
                format!("`key=value` pairs separated by commas, percent-encoded, but {fault}");
            origin.invalid(list, expected)
        })
    })? {
        let origin = Origin::Variable("OTEL_RESOURCE_ATTRIBUTES");
        check_count(origin, list.len())?;
        for (key, value) in &list {
            check_length(origin, key)?;
            check_length(origin, value)?;
        }
        attributes.extend(list.into_iter().map(|(key, value)| (key, value.into())));
    }
    if let Some((origin, name)) = environment.text(&["OTEL_SERVICE_NAME"])? {
        check_length(origin, name)?;
        attributes.insert(SERVICE_NAME.to_owned(), name.to_owned().into());
    }
    if code.keys().any(|key| key.trim().is_empty()) {
        return Err(Origin::Setting("resource_attribute").invalid("", "a name that is not empty"));
    }
    if code.get(SERVICE_NAME).is_some_and(|name| name.as_str().trim().is_empty()) {
        return Err(Origin::Setting("service_name").invalid("", "a name that is not empty"));
    }
    check_count(Origin::Setting("resource_attribute"), code.len())?;
    for (key, value) in code {
        let origin = Origin::Setting(match key.as_str() {
            SERVICE_NAME => "service_name",
            _ => "resource_attribute",
        });
        check_length(origin, key)?;
        check_length(origin, &value.as_str())?;
    }
    attributes.extend(code.clone());
    Ok(attributes)
}

/// Every request carries the whole resource.
fn check_length(origin: Origin, text: &str) -> Result<(), SetupError> {
    if text.len() > MAX_BYTES {
        let expected = format!("names and values of at most {MAX_BYTES} bytes, not {}", text.len());
        return Err(origin.invalid(text, expected));
    }
    Ok(())
}

fn check_count(origin: Origin, attributes: usize) -> Result<(), SetupError> {
    if attributes > MAX_ATTRIBUTES {
        let expected = format!("at most {MAX_ATTRIBUTES}");
        return Err(origin.invalid(format!("{attributes} attributes"), expected));
    }
    Ok(())
}

/// The SDK's form. Starts from nothing, because the SDK's own default reads the environment again, undecoded.
pub(crate) fn to_sdk(attributes: &Attributes) -> Resource {
    Resource::builder_empty()
        .with_attributes(
            attributes.iter().map(|(key, value)| KeyValue::new(key.clone(), value.clone())),
        )
        .build()
}

/// Name, version and language of the OpenTelemetry SDK, as it tells them itself.
fn sdk_attributes() -> Attributes {
    let sdk = TelemetryResourceDetector.detect();
    sdk.iter().map(|(key, value)| (key.as_str().to_owned(), value.clone())).collect()
}

pub(crate) const SERVICE_NAME: &str = "service.name";
pub(crate) const SERVICE_NAMESPACE: &str = "service.namespace";
pub(crate) const SERVICE_VERSION: &str = "service.version";
pub(crate) const DEPLOYMENT_ENVIRONMENT: &str = "deployment.environment.name";

/// The specification has no bound. Names that people chose are far shorter, and a collector takes few megabytes.
const MAX_BYTES: usize = 4_096;
const MAX_ATTRIBUTES: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(pairs: &[(&str, &str)], code: &[(&str, &str)]) -> Result<Attributes, SetupError> {
        let pairs = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        let code = code.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned().into())).collect();
        let detected = Detected {
            executable: Some("shop".to_owned()),
            host_name: Some("host-1".to_owned()),
            instance_id: "7f3d".to_owned(),
            process_id: 42,
        };
        resolve(detected, &Environment::from_pairs(pairs), &code)
    }

    fn shown(attributes: &Attributes) -> String {
        attributes
            .iter()
            .filter(|(key, _)| !key.starts_with("telemetry.sdk.version"))
            .map(|(key, value)| format!("{key}={value}\n"))
            .collect()
    }

    #[test]
    fn detected_attributes_are_those_of_the_conventions_and_no_arguments() {
        let expected = format!(
            "host.arch={}\nhost.name=host-1\nos.type={}\nprocess.executable.name=shop\nprocess.pid=42\n\
             service.instance.id=7f3d\nservice.name=unknown_service:shop\ntelemetry.distro.name=genai-otel\n\
             telemetry.distro.version={}\ntelemetry.sdk.language=rust\ntelemetry.sdk.name=opentelemetry\n",
            detect::host_arch(),
            detect::os_type(),
            env!("CARGO_PKG_VERSION"),
        );
        assert_eq!(shown(&resolved(&[], &[]).unwrap()), expected);
    }

    #[test]
    fn environment_beats_detection_and_code_beats_both() {
        let list = ("OTEL_RESOURCE_ATTRIBUTES", "host.name=env,team=a%2Cb,service.name=list,x=env");
        let name = ("OTEL_SERVICE_NAME", "variable");
        let value = |attributes: &Attributes, key: &str| attributes[key].as_str().into_owned();

        let attributes = resolved(&[list], &[("x", "code")]).unwrap();
        assert_eq!(
            ["host.name", "team", "service.name", "x"].map(|key| value(&attributes, key)),
            ["env", "a,b", "list", "code"]
        );
        let attributes = resolved(&[list, name], &[]).unwrap();
        assert_eq!(value(&attributes, "service.name"), "variable");
        let attributes = resolved(&[list, name], &[("service.name", "code")]).unwrap();
        assert_eq!(value(&attributes, "service.name"), "code");
    }

    #[test]
    fn bad_list_is_refused_as_a_whole() {
        assert_eq!(
            resolved(&[("OTEL_RESOURCE_ATTRIBUTES", "a=1,b")], &[]).unwrap_err().to_string(),
            "OTEL_RESOURCE_ATTRIBUTES is `a=1,b`, expected `key=value` pairs separated by commas, \
             percent-encoded, but entry 2 has no `=`"
        );
    }

    #[test]
    fn absurd_resources_are_refused_and_their_errors_short() {
        let (long, longer) = ("n".repeat(4_096), "n".repeat(4_097));
        assert!(resolved(&[("OTEL_SERVICE_NAME", &long)], &[("k", &long)]).is_ok());
        let expected = format!(
            "`{}…`, expected names and values of at most 4096 bytes, not 4097",
            "n".repeat(256)
        );
        let list = format!("k={longer}");
        for (pairs, code, origin) in [
            (vec![("OTEL_SERVICE_NAME", &*longer)], vec![], "OTEL_SERVICE_NAME"),
            (vec![("OTEL_RESOURCE_ATTRIBUTES", &*list)], vec![], "OTEL_RESOURCE_ATTRIBUTES"),
            (vec![], vec![("service.name", &*longer)], "the setting `service_name`"),
            (vec![], vec![(&*longer, "v")], "the setting `resource_attribute`"),
        ] {
            let error = resolved(&pairs, &code).unwrap_err().to_string();
            assert_eq!(error, format!("{origin} is {expected}"));
        }
        let list: String = (0..257).map(|key| format!("{key}=,")).collect();
        assert_eq!(
            resolved(&[("OTEL_RESOURCE_ATTRIBUTES", &list)], &[]).unwrap_err().to_string(),
            "OTEL_RESOURCE_ATTRIBUTES is `257 attributes`, expected at most 256"
        );
    }

    #[test]
    fn empty_names_in_code_are_refused() {
        assert!(resolved(&[], &[("", "v")]).is_err());
        assert!(resolved(&[], &[("service.name", " ")]).is_err());
    }
}
