use super::*;

#[test]
fn an_empty_book_knows_nobody() {
    let book = PriceBook::empty();
    let lookup = Lookup::new().provider("openai").request_model("gpt-4o");
    assert_eq!(book.find(&lookup), Err(Unpriced::UnknownProvider));
    assert_eq!(book.providers(), []);
}
