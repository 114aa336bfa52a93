//! The thing on a screen that something was said about: a type and an id of the host.
//! It means nothing to us: it is only compared and shown.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::base::{invalid::Invalid, text::Line};

/// A type of at most 64 letters, digits, `_`, `.`, `-`, and an id of at most 200 characters. A `•` stands for what was taken out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(from = "Raw")]
pub struct ObjectRef {
    #[serde(rename = "type")]
    #[schema(min_length = 1, max_length = 64, pattern = "^[a-zA-Z0-9_.•-]+$")]
    kind: String,
    #[schema(min_length = 1, max_length = 200)]
    id: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[serde(rename = "type")]
    kind: TypeName,
    id: Line<1, 200>,
}

/// A type, which is checked as a field of its own so that a fault has its pointer.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct TypeName(String);

impl TryFrom<String> for TypeName {
    type Error = Invalid;

    fn try_from(kind: String) -> Result<Self, Invalid> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '•');
        if kind.is_empty() || kind.chars().count() > 64 || !kind.chars().all(plain) {
            let detail = "Use 1 to 64 letters, digits, “_”, “.” or “-”, such as invoice.";
            return Err(Invalid::at("", detail));
        }
        Ok(Self(kind))
    }
}

impl ObjectRef {
    /// Creates a reference from its two halves.
    ///
    /// # Errors
    /// Occurs at `/type` or `/id` when that half is empty, too long or has other characters.
    pub fn new(kind: &str, id: &str) -> Result<Self, Invalid> {
        let kind = TypeName::try_from(kind.to_owned()).map_err(|fault| fault.under("/type"))?;
        let id = Line::<1, 200>::parse(id).map_err(|fault| fault.under("/id"))?;
        Ok(Raw { kind, id }.into())
    }

    /// Reads `type:id`; the id may itself contain colons.
    ///
    /// # Errors
    /// Occurs when there is no colon, or a half is refused.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let (kind, id) = raw
            .split_once(':')
            .ok_or_else(|| Invalid::at("", "Use the form type:id, such as invoice:INV-7."))?;
        Self::new(kind, id)
    }

    /// The type, such as `invoice`.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The id, such as `INV-7`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The canonical `type:id`, which reads back as this object.
    pub fn key(&self) -> String {
        format!("{}:{}", self.kind, self.id)
    }

    /// The key of an object, or `""` where there is none: columns of a unique key must not be NULL.
    pub fn key_of(object: Option<&Self>) -> String {
        object.map(Self::key).unwrap_or_default()
    }

    /// Reads what `key_of` wrote.
    ///
    /// # Errors
    /// Occurs when the key is neither empty nor `type:id`.
    pub fn from_key(key: &str) -> Result<Option<Self>, Invalid> {
        if key.is_empty() { Ok(None) } else { Self::parse(key).map(Some) }
    }
}

impl From<Raw> for ObjectRef {
    fn from(raw: Raw) -> Self {
        Self { kind: raw.kind.0, id: raw.id.into_string() }
    }
}

impl FromStr for ObjectRef {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        Self::parse(raw)
    }
}

impl fmt::Display for ObjectRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind, self.id)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_wire_has_type_and_id_and_nothing_else() {
        let object: ObjectRef = serde_json::from_str(r#"{"type":"invoice","id":" INV-7 "}"#).unwrap();
        assert_eq!(object.key(), "invoice:INV-7");
        assert_eq!(serde_json::to_string(&object).unwrap(), r#"{"type":"invoice","id":"INV-7"}"#);
        let more = r#"{"type":"invoice","id":"1","votes":9}"#;
        assert!(serde_json::from_str::<ObjectRef>(more).is_err());
    }

    #[test]
    fn faults_name_the_half() {
        assert_eq!(ObjectRef::parse("in voice:1").unwrap_err().pointer, "/type");
        assert_eq!(ObjectRef::parse("invoice: ").unwrap_err().pointer, "/id");
        assert_eq!(ObjectRef::parse("invoice:a\0b").unwrap_err().pointer, "/id");
        assert_eq!(ObjectRef::parse("invoice").unwrap_err().pointer, "");
        assert!(ObjectRef::new(&"a".repeat(65), "1").is_err());
        assert!(ObjectRef::new("a", &"1".repeat(201)).is_err());
    }

    #[test]
    fn no_object_has_the_empty_key() {
        assert_eq!(ObjectRef::key_of(None), "");
        assert_eq!(ObjectRef::from_key("").unwrap(), None);
    }

    proptest! {
        #[test]
        fn a_key_reads_back_as_its_object(kind in "[a-zA-Z0-9_.-]{1,64}", id in any::<String>()) {
            if let Ok(object) = ObjectRef::new(&kind, &id) {
                prop_assert_eq!(ObjectRef::parse(&object.key()).unwrap(), object);
            }
        }
    }
}
