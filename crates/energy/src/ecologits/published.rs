//! Models whose size their makers tell.

use super::Parameters;

/// A model whose size its maker tells.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Published {
    /// What a file calls it.
    pub name: &'static str,
    /// How large it is.
    pub parameters: Parameters,
    /// Where its maker says so.
    pub source: &'static str,
}

impl Published {
    /// The model of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        TABLE.iter().find(|model| model.name == name)
    }

    /// All of them, looked up on 2026-11-30.
    #[must_use]
    pub const fn all() -> &'static [Self] {
        &TABLE
    }
}

const fn of(name: &'static str, total: f64, active: f64, source: &'static str) -> Published {
    Published { name, parameters: Parameters::published(total, active), source }
}

const TABLE: [Published; 10] = [
    of("deepseek-v3", 671.0, 37.0, "https://arxiv.org/abs/2412.19437"),
    of("gpt-oss-120b", 117.0, 5.1, "https://openai.com/index/introducing-gpt-oss/"),
    of("gpt-oss-20b", 21.0, 3.6, "https://openai.com/index/introducing-gpt-oss/"),
    of("llama-3.1-405b", 405.0, 405.0, "https://arxiv.org/abs/2407.21783"),
    of("llama-3.1-70b", 70.6, 70.6, "https://huggingface.co/meta-llama/Llama-3.1-70B"),
    of("llama-3.1-8b", 8.03, 8.03, "https://huggingface.co/meta-llama/Llama-3.1-8B"),
    of("mistral-7b", 7.3, 7.3, "https://mistral.ai/news/announcing-mistral-7b"),
    of("mixtral-8x22b", 141.0, 39.0, "https://mistral.ai/news/mixtral-8x22b"),
    of("mixtral-8x7b", 46.7, 12.9, "https://mistral.ai/news/mixtral-of-experts"),
    of("qwen3-235b-a22b", 235.0, 22.0, "https://qwenlm.github.io/blog/qwen3/"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_model_has_a_name_of_its_own_a_size_and_a_source() {
        let names: Vec<_> = TABLE.iter().map(|model| model.name).collect();
        assert!(names.is_sorted_by(|a, b| a < b), "{names:?}");
        for model in Published::all() {
            let ([total, _], active) = (model.parameters.total(), model.parameters.active());
            assert_eq!(Parameters::mixture(total, active), Ok(model.parameters));
            assert!(model.source.starts_with("https://"));
            assert_eq!(Published::named(model.name), Some(model));
        }
        assert_eq!(Published::named("gpt-4o"), None);
    }
}
