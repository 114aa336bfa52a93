//! Bodies from visitors, scanned for secrets as a whole: every string is scanned before it is stored, whatever the schema.
//! Signed identities are not scanned: they are verified, and contain what the host wants the team to know.

use actix_web::web::Bytes;
use serde::{
    Deserializer,
    de::{
        DeserializeOwned, IntoDeserializer, Visitor,
        value::{MapDeserializer, SeqDeserializer},
    },
    forward_to_deserialize_any,
};
use serde_json::Value;

use super::wire::Body;
use crate::{
    domain::scrub::{Removed, scrub_value},
    error::{Error, Result},
};

/// A scanned body.
pub struct Scrubbed<T> {
    /// The body, without what looked like a secret.
    pub value: T,
    /// The body as it came.
    pub bytes: Bytes,
    /// What was removed.
    pub removed: Removed,
}

impl<T: DeserializeOwned> Scrubbed<T> {
    /// Scans a body that has been read and validated.
    ///
    /// # Errors
    /// Occurs when a field is not valid any more once its secret is removed.
    pub fn from_body<const KB: usize>(body: Body<T, KB>) -> Result<Self> {
        let unreadable = |error: serde_json::Error| Error::field("", &error.to_string());
        let document = serde_json::from_slice(&body.bytes).map_err(unreadable)?;
        let mut removed = Removed::default();
        let value = T::deserialize(Scan { value: document, removed: &std::cell::RefCell::new(&mut removed) })
            .map_err(unreadable)?;
        Ok(Self { value, bytes: body.bytes, removed })
    }
}

/// A value that is scanned while it is deserialized. What is not scanned is chosen by type, not by field: routes, which have
/// rules of their own, and enums. Routes are recognised by their serde name (`rename` in `domain/route.rs`).
struct Scan<'s, 'r> {
    value: Value,
    removed: &'s std::cell::RefCell<&'r mut Removed>,
}

impl<'s, 'r> Scan<'s, 'r> {
    fn with(&self, value: Value) -> Self {
        Self { value, removed: self.removed }
    }
}

impl<'de> Deserializer<'de> for Scan<'_, '_> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(mut self, visitor: V) -> std::result::Result<V::Value, Self::Error> {
        match std::mem::take(&mut self.value) {
            Value::Array(values) => {
                let values = values.into_iter().map(|value| self.with(value));
                visitor.visit_seq(SeqDeserializer::new(values))
            }
            Value::Object(members) => {
                let members = members.into_iter().map(|(name, value)| (name, self.with(value)));
                visitor.visit_map(MapDeserializer::new(members))
            }
            Value::String(mut text) => {
                scrub_value(&mut text, &mut self.removed.borrow_mut());
                visitor.visit_string(text)
            }
            other => other.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> std::result::Result<V::Value, Self::Error> {
        if self.value.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> std::result::Result<V::Value, Self::Error> {
        if name == "Route" {
            visitor.visit_newtype_struct(self.value)
        } else {
            visitor.visit_newtype_struct(self)
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> std::result::Result<V::Value, Self::Error> {
        self.value.deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq
        tuple tuple_struct map struct identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, serde_json::Error> for Scan<'_, '_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}
