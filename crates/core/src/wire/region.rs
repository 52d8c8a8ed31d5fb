//! What the name of a host says about prices.

/// What prices depend on and the name of the server says, as key and value: where the model is run
/// (`residency`), where a provider asks for more or less there, and the `region` by the provider's own name.
///
/// The port may stand behind the name. Of most hosts nothing is known, and all is nothing.
pub(crate) fn conditions_of_host(host: &str) -> [Option<(&'static str, &str)>; 2] {
    let name = host.split(':').next().unwrap_or_default();
    let name = name.strip_suffix('.').unwrap_or(name);
    let residency = |place| [Some(("residency", place)), None];
    let region = |region| [None, Some(("region", region))];
    let regional = |region| [Some(("residency", "regional")), Some(("region", region))];
    // Compared before anything is taken apart, because nearly all hosts are none of these.
    if let Some(place) = before(name, ".api.openai.com") {
        let is_place = place.len() == 2 && is_label(place);
        return if is_place { residency(place) } else { NOTHING };
    }
    if let Some(rest) = before(name, ".googleapis.com") {
        // The name without a place is that of the global endpoint, whose price is the base.
        let place = before(rest, "-aiplatform").or_else(|| {
            // Endpoints of several regions.
            before(rest.strip_prefix("aiplatform.")?, ".rep")
        });
        return place.filter(|place| is_label(place)).map_or(NOTHING, regional);
    }
    let aws = AWS.iter().find_map(|suffix| before(name, suffix));
    let parts = aws.and_then(|rest| rest.rsplit_once('.'));
    match parts {
        Some((service, place)) if is_bedrock(service) && is_label(place) => region(place),
        _ => NOTHING,
    }
}

/// `bedrock-runtime`, perhaps behind the name of a private endpoint.
fn is_bedrock(service: &str) -> bool {
    let last = service.rsplit('.').next().unwrap_or_default();
    BEDROCK.iter().any(|known| last.eq_ignore_ascii_case(known))
}

/// Whether `text` is one part of a host's name.
fn is_label(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// What stands before `suffix` in `name`, in any case.
fn before<'a>(name: &'a str, suffix: &str) -> Option<&'a str> {
    let (head, tail) = name.split_at_checked(name.len().checked_sub(suffix.len())?)?;
    tail.eq_ignore_ascii_case(suffix).then_some(head)
}

const NOTHING: [Option<(&'static str, &str)>; 2] = [None, None];

/// The longest first, where one ends with another.
const AWS: [&str; 4] = [".vpce.amazonaws.com", ".amazonaws.com", ".amazonaws.com.cn", ".api.aws"];

const BEDROCK: [&str; 3] = ["bedrock-runtime", "bedrock-runtime-fips", "bedrock-mantle"];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(host: &str) -> Vec<(&str, &str)> {
        conditions_of_host(host).into_iter().flatten().collect()
    }

    #[test]
    fn hosts_tell_residency_and_region() {
        for (host, expected) in [
            ("eu.api.openai.com", vec![("residency", "eu")]),
            ("US.API.OpenAI.com:443", vec![("residency", "US")]),
            (
                "europe-west4-aiplatform.googleapis.com",
                vec![("residency", "regional"), ("region", "europe-west4")],
            ),
            ("aiplatform.us.rep.googleapis.com", vec![("residency", "regional"), ("region", "us")]),
            ("bedrock-runtime.us-east-1.amazonaws.com", vec![("region", "us-east-1")]),
            (
                "bedrock-runtime-fips.us-gov-west-1.amazonaws.com.",
                vec![("region", "us-gov-west-1")],
            ),
            ("bedrock-runtime.cn-north-1.amazonaws.com.cn", vec![("region", "cn-north-1")]),
            ("bedrock-mantle.eu-west-1.api.aws", vec![("region", "eu-west-1")]),
            (
                "vpce-1.bedrock-runtime.eu-central-1.vpce.amazonaws.com",
                vec![("region", "eu-central-1")],
            ),
        ] {
            assert_eq!(told(host), expected, "{host}");
        }
    }

    #[test]
    fn other_hosts_tell_nothing() {
        for host in [
            "",
            "api.openai.com",
            ".api.openai.com",
            "beta.api.openai.com",
            "a.b.api.openai.com",
            "eu.api.openai.com.example",
            "aiplatform.googleapis.com",
            "-aiplatform.googleapis.com",
            "generativelanguage.googleapis.com",
            "s3.us-east-1.amazonaws.com",
            "bedrock-runtime.amazonaws.com",
            "my-bedrock-runtime.us-east-1.amazonaws.com",
            "localhost:8080",
            "[::1]",
        ] {
            assert_eq!(told(host), vec![], "{host}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_taken_apart_without_a_panic(host in any::<String>()) {
            for host in [&host, &format!("{host}.api.openai.com")] {
                prop_assert!(told(host).len() <= 2);
            }
        }
    }
}
