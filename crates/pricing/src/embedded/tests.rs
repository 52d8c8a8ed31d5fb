use proptest::prelude::*;

use super::*;
use crate::sample;

fn opened(bytes: Vec<u8>) -> Shelf {
    Shelf::open(Cow::Owned(bytes), Rules::AsWritten)
}

#[test]
fn what_was_compiled_is_read_back() {
    let providers = sample::providers();
    let shelf = opened(compile(&providers));
    assert_eq!(shelf.version(), "2026-11-29");
    for (number, provider) in (0..).zip(&providers) {
        let head = &shelf.provider(number).unwrap().head;
        assert_eq!((&head.id, &head.name), (&provider.id, &provider.name));
        assert_eq!((&head.semconv, &head.aliases), (&provider.semconv, &provider.aliases));
        assert_eq!((&head.hosts, &head.model_rule), (&provider.hosts, &provider.model_rule));
        assert_eq!(head.fallback, provider.fallback);
        assert_eq!(
            shelf.models_of(number).collect::<Vec<_>>(),
            provider.models.iter().collect::<Vec<_>>()
        );
        assert_eq!(shelf.provider_named(&provider.id), Some(number));
    }
    assert_eq!(shelf.provider_count(), u32::try_from(providers.len()).unwrap());
    assert!(shelf.provider(shelf.provider_count()).is_none());
}

#[test]
fn the_same_providers_are_the_same_bytes() {
    assert_eq!(compile(&sample::providers()), compile(&sample::providers()));
}

#[test]
fn of_two_that_claim_a_name_the_first_has_it() {
    let twice = vec![sample::model("a"), sample::model("a")];
    let mut second = sample::provider("second", twice);
    second.aliases = vec!["first".to_owned(), "shared".to_owned()];
    let mut third = sample::provider("third", vec![]);
    third.semconv = vec!["shared".to_owned()];
    let first = sample::provider("first", vec![sample::model("a")]);
    let shelf = opened(compile(&[second, first, third]));
    // Ids before names on telemetry before aliases.
    assert_eq!(shelf.provider_named("first"), Some(1));
    assert_eq!(shelf.provider_named("shared"), Some(2));
    assert_eq!(shelf.model_named(0, "a"), Some(0));
    assert_eq!(shelf.model_named(1, "a"), Some(2));
    assert_eq!(shelf.model_named(2, "a"), None);
}

#[test]
fn bytes_that_are_no_book_are_an_empty_one() {
    for bytes in [&b""[..], b"GENAIBK1", b"GENAIBK2 of another format", &[0; 4096], &[255; 4096]] {
        let shelf = opened(bytes.to_vec());
        assert_eq!(shelf.provider_count(), 0);
        assert_eq!(shelf.provider_named("openai"), None);
    }
}

/// Asks for all there is.
fn read_all(shelf: &Shelf) {
    let _version = (shelf.version(), shelf.hash());
    for number in 0..shelf.provider_count().min(100) {
        let _models = (shelf.provider(number), shelf.models_of(number).count());
        for name in ["gpt-4o", "ft:gpt-4o-mini", "", "openai/gpt-4o"] {
            let _model = shelf.model_named(number, name).map(|model| shelf.model(model));
        }
    }
    let _provider = shelf.provider_named("openai").map(|number| shelf.provider(number));
}

proptest! {
    #[test]
    fn no_damage_breaks_the_reader(
        length in any::<prop::sample::Index>(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..40),
        in_the_table in prop::collection::vec((0..96_usize, any::<u8>()), 0..4),
    ) {
        let whole = compile(&sample::providers());
        let mut damaged = whole.clone();
        for (at, byte) in damage {
            let at = at.index(damaged.len());
            damaged[at] = byte;
        }
        for (at, byte) in in_the_table {
            damaged[at] = byte;
        }
        read_all(&opened(damaged.clone()));
        damaged.truncate(length.index(whole.len()));
        read_all(&opened(damaged));
        read_all(&opened(whole[..length.index(whole.len())].to_vec()));
    }

    #[test]
    fn no_bytes_break_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        read_all(&opened([MAGIC_AND_HASH, &bytes].concat()));
        read_all(&opened(bytes));
    }
}

const MAGIC_AND_HASH: &[u8] = b"GENAIBK10123456789abcdef";
