//! The opaque place in a list: the order it belongs to, the sort key and the id of the last row.
//! Not a secret and not signed: it may only ever be bound as values, never become SQL.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use super::invalid::Invalid;

/// First byte of every cursor; a new layout takes the next number.
const VERSION: u8 = 1;
/// Longest order tag in bytes.
const MAX_ORDER: usize = 32;
/// Longest text key in bytes: 512 characters of four bytes.
const MAX_TEXT: usize = 2048;
/// Longest cursor that is looked at, in characters.
pub const MAX_ENCODED: usize = 2848;

/// Where a list goes on.
#[derive(Debug, Clone, PartialEq)]
pub struct Cursor {
    /// Short tag of the order (`hot`, `new`, …), at most 32 bytes.
    pub order: String,
    /// Sort key of the last row that was given out.
    pub key: Key,
    /// Id of that row, which breaks ties.
    pub id: Uuid,
}

/// A sort key; a float keeps its exact bits.
#[derive(Debug, Clone, PartialEq)]
pub enum Key {
    /// A finite number, such as heat.
    F64(f64),
    /// A count or a time in microseconds.
    I64(i64),
    /// Text of at most 2048 bytes, such as a route.
    Text(String),
}

impl Cursor {
    /// Points behind the row with this key and id.
    pub fn new(order: impl Into<String>, key: Key, id: Uuid) -> Self {
        Self { order: order.into(), key, id }
    }

    /// Writes the cursor as base64url without padding.
    /// What is over the limits of the fields is written, but `decode` will refuse it.
    pub fn encode(&self) -> String {
        let mut bytes = vec![VERSION, u8::try_from(self.order.len()).unwrap_or(u8::MAX)];
        bytes.extend_from_slice(self.order.as_bytes());
        bytes.extend_from_slice(self.id.as_bytes());
        match &self.key {
            Key::F64(key) => {
                bytes.push(b'f');
                bytes.extend_from_slice(&key.to_bits().to_be_bytes());
            }
            Key::I64(key) => {
                bytes.push(b'i');
                bytes.extend_from_slice(&key.to_be_bytes());
            }
            Key::Text(key) => {
                bytes.push(b't');
                bytes.extend_from_slice(key.as_bytes());
            }
        }
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a cursor of the list in `order`.
    ///
    /// # Errors
    /// Occurs when the text is no cursor of this server, or belongs to another order.
    pub fn decode(encoded: &str, order: &str) -> Result<Self, Invalid> {
        let cursor = Self::read(encoded).ok_or_else(|| {
            Invalid::at(
                "/cursor",
                "This cursor is not valid for this list. Pass on `next` unchanged, or omit it to start at the top.",
            )
        })?;
        if cursor.order != order {
            return Err(Invalid::at(
                "/cursor",
                "This cursor is for a different sort order. Omit it to start at the top.",
            ));
        }
        Ok(cursor)
    }

    fn read(encoded: &str) -> Option<Self> {
        if encoded.len() > MAX_ENCODED {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(encoded).ok()?;
        let rest = bytes.strip_prefix(&[VERSION])?;
        let (length, rest) = rest.split_first()?;
        let (order, rest) = rest.split_at_checked(usize::from(*length))?;
        let (id, rest) = rest.split_at_checked(16)?;
        let (tag, rest) = rest.split_first()?;
        let key = match tag {
            b'f' => Key::F64(finite(f64::from_bits(u64::from_be_bytes(rest.try_into().ok()?)))?),
            b'i' => Key::I64(i64::from_be_bytes(rest.try_into().ok()?)),
            b't' if rest.len() <= MAX_TEXT => Key::Text(readable(rest)?),
            _ => return None,
        };
        (order.len() <= MAX_ORDER).then_some(())?;
        Some(Self { order: readable(order)?, key, id: Uuid::from_slice(id).ok()? })
    }
}

/// NaN and infinities compare differently on the two databases.
fn finite(key: f64) -> Option<f64> {
    key.is_finite().then_some(key)
}

/// NUL would be an error of PostgreSQL, not of the caller.
fn readable(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    (!text.contains('\0')).then(|| text.to_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn keys() -> impl Strategy<Value = Key> {
        prop_oneof![
            any::<f64>().prop_filter("finite", |key| key.is_finite()).prop_map(Key::F64),
            any::<i64>().prop_map(Key::I64),
            "[^\0]{0,512}".prop_map(Key::Text),
        ]
    }

    proptest! {
        #[test]
        fn a_cursor_comes_back_bit_by_bit(key in keys(), id in any::<u128>()) {
            let cursor = Cursor::new("hot", key, Uuid::from_u128(id));
            let encoded = cursor.encode();
            prop_assert!(encoded.len() <= MAX_ENCODED);
            let back = Cursor::decode(&encoded, "hot").unwrap();
            if let (Key::F64(a), Key::F64(b)) = (&cursor.key, &back.key) {
                prop_assert_eq!(a.to_bits(), b.to_bits());
            }
            prop_assert_eq!(back, cursor);
        }

        #[test]
        fn no_text_makes_it_panic(text in any::<String>(), bytes in any::<Vec<u8>>()) {
            let _ = Cursor::decode(&text, "hot");
            let _ = Cursor::decode(&URL_SAFE_NO_PAD.encode(bytes), "hot");
        }
    }

    #[test]
    fn a_cursor_of_another_order_is_refused() {
        let encoded = Cursor::new("hot", Key::I64(1), Uuid::nil()).encode();
        let fault = Cursor::decode(&encoded, "new").unwrap_err();
        assert_eq!(fault.pointer, "/cursor");
        assert!(fault.detail.contains("a different sort order"));
    }

    #[test]
    fn numbers_that_have_no_order_are_refused() {
        for odd in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let encoded = Cursor::new("hot", Key::F64(odd), Uuid::nil()).encode();
            assert!(Cursor::decode(&encoded, "hot").is_err());
        }
    }

    #[test]
    fn what_is_cut_lengthened_or_huge_is_refused() {
        let encoded = Cursor::new("hot", Key::I64(1), Uuid::nil()).encode();
        assert!(Cursor::decode(&encoded[..encoded.len() - 2], "hot").is_err());
        assert!(Cursor::decode(&format!("{encoded}AA"), "hot").is_err());
        assert!(Cursor::decode(&"A".repeat(1 << 20), "hot").is_err());
        assert!(Cursor::decode("", "hot").is_err());
        let long = Cursor::new("r", Key::Text("a".repeat(2049)), Uuid::nil()).encode();
        assert!(Cursor::decode(&long, "r").is_err());
    }
}
