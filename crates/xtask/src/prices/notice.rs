//! The notice of where the prices come from.

use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};

use super::source::Sources;

/// Writes `NOTICE.md`: the sources, their versions, and their licences in full, which ask to stay with copies.
pub(super) fn write(book: &Path, sources: &Sources, date: &str) -> anyhow::Result<()> {
    let path = book.join("NOTICE.md");
    fs::write(&path, text(sources, date)?)
        .with_context(|| format!("cannot write {}", path.display()))
}

fn text(sources: &Sources, date: &str) -> anyhow::Result<String> {
    let mut text = format!(
        "# Where the prices come from\n\n\
         The price files in this folder were made on {date} from the data of two packages by `cargo xtask prices`, \
         which is how they are refreshed. They are not edited by hand. `README.md` says how they are made.\n\n\
         All prices are list prices in US dollars, without warranty of any kind; what counts is what the provider's \
         own pages say.\n"
    );
    let litellm_part = sources.litellm.licence.split_once("---\n").map_or("", |(_, mit)| mit);
    for (name, version, holder, licence) in [
        (
            "genai-prices",
            &sources.genai_prices.version,
            "Pydantic Services Inc.",
            sources.genai_prices.licence.as_str(),
        ),
        ("litellm", &sources.litellm.version, "Berri AI", litellm_part),
    ] {
        ensure!(
            licence.contains("MIT License") || licence.contains("The MIT License"),
            "the licence of {name} {version} is not the MIT licence that the price files rely on: read it"
        );
        ensure!(
            licence.contains(holder),
            "the licence of {name} {version} does not name {holder}: read it"
        );
        let quoted: Vec<String> =
            licence.trim().lines().map(|line| format!("> {line}").trim_end().to_owned()).collect();
        text += &format!("\n## {name} {version}\n\n{}\n", quoted.join("\n"));
    }
    text += "\nOf litellm, the file `model_prices_and_context_window_backup.json` is used, which is outside of its \
             `enterprise` folder.\n";
    Ok(text)
}
