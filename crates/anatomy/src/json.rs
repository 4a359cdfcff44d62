//! A JSON object, written field by field.

use std::fmt::{Display, Write as _};

/// The text of an object, up to its last field.
pub(crate) struct Object(String);

impl Object {
    pub(crate) fn new() -> Self {
        Self("{".into())
    }

    pub(crate) fn number(self, key: &str, number: impl Display) -> Self {
        self.field(key, &number)
    }

    pub(crate) fn text(self, key: &str, text: &str) -> Self {
        self.field(key, &quoted(text))
    }

    pub(crate) fn object(self, key: &str, object: Object) -> Self {
        self.field(key, &object.end())
    }

    /// Returns the whole text.
    pub(crate) fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }

    fn field(mut self, key: &str, value: &dyn Display) -> Self {
        let comma = if self.0.len() > 1 { "," } else { "" };
        write!(self.0, "{comma}\"{key}\":{value}").expect("a string takes everything");
        self
    }
}

/// Returns `text` as a JSON string. Only the quotation mark, the backslash and the control characters need an escape:
/// see [RFC 8259](https://www.rfc-editor.org/rfc/rfc8259#section-7).
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for char in text.chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            '\0'..' ' => write!(quoted, "\\u{:04x}", u32::from(char)).expect("a string takes everything"),
            _ => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::Object;

    #[test]
    fn an_object_has_its_fields_in_order_and_odd_characters_escaped() {
        let inner = Object::new().text("said", "\"시간\\종료\"\n\u{1f}");
        let object = Object::new().number("one", 1.5).object("inner", inner).object("empty", Object::new());
        let expected = r#"{"one":1.5,"inner":{"said":"\"시간\\종료\"\u000a\u001f"},"empty":{}}"#;
        assert_eq!(object.end(), expected);
    }
}
