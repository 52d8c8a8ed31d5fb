//! The page of recognised requests.

use super::{code, head, table};
use crate::facts::{Facts, PathRoute};

pub(in crate::generate) fn write(facts: &Facts) -> String {
    let mut out = head("Recognised requests");
    out += "A tap measures a request whose path ends in one of these patterns, and no other. `*` is any segment, `v*` a\n\
            version, `{model}` the model's name; what stands before the pattern does not matter, so gateways may add a\n\
            base path. The first fit wins, and rules of your own (`Routes::builder`) come before all of them.\n\n\
            *Versioned* patterns need a version before them on a host that is not listed. *Common* ones are paths of other\n\
            services too: on a host that is not listed the request must name a `model`.\n\n";
    out += &table(
        ["Path", "Method", "API", "Stream", "Where"],
        facts.routes.paths.iter().map(|path| {
            [
                code(&format!("/{}", path.pattern)),
                path.method.clone(),
                path.api.as_deref().map_or("none".to_owned(), code),
                stream(path).to_owned(),
                place(facts, path),
            ]
        }),
    );
    out += "\n## Hosts\n\n\
            The host decides the provider's name. On a host that is not listed it is the API's own (`openai` for the many\n\
            servers that imitate OpenAI) and `server.address` tells who it was. A port of this machine (`localhost`) is a\n\
            guess and decides only for APIs that many servers imitate.\n\n";
    out += &table(
        ["Host", "Provider"],
        facts.routes.hosts.iter().map(|host| [code(&host.name), provider(facts, &host.provider)]),
    );
    out += "\n## Gateways\n\n\
            On a host that is not listed, a segment of the base path may name the provider of such an API:\n\
            `/proxy/groq/v1/chat/completions`.\n\n";
    out += &table(
        ["Segment", "Provider"],
        facts
            .routes
            .bases
            .iter()
            .map(|base| [code(&base.segment), provider(facts, &base.provider)]),
    );
    out
}

fn stream(path: &PathRoute) -> &'static str {
    match path.stream {
        Some(true) => "yes",
        Some(false) => "no",
        None if path.api.is_none() => "",
        None if path.method == "GET" => "by the query",
        None => "by the body",
    }
}

fn place(facts: &Facts, path: &PathRoute) -> String {
    let mut words: Vec<String> = path.at.iter().map(|name| provider(facts, name)).collect();
    words.extend(path.versioned.then(|| "versioned".to_owned()));
    words.extend(path.common.then(|| "common".to_owned()));
    words.join(", ")
}

fn provider(facts: &Facts, name: &str) -> String {
    facts.provider(name).map_or("this machine".to_owned(), |provider| code(&provider.value))
}
