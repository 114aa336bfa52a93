//! The macro that defines a closed set of words: one spelling for wire, database and log.
//! It defines plain enums only; words that carry data are written by hand.

/// Declares an enum whose variants have one spelling everywhere, with `ALL`, `as_str`,
/// `Display`, `FromStr` (error: [`Invalid`](crate::base::invalid::Invalid)), serde and OpenAPI.
// `$text` is a `tt`: utoipa does not see the string inside a `literal` and would publish the
// names of the variants.
macro_rules! words {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $($(#[$note:meta])* $variant:ident = $text:tt,)+
        }
    ) => {
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize, utoipa::ToSchema,
        )]
        pub enum $name {
            $($(#[$note])* #[serde(rename = $text)] $variant,)+
        }

        impl $name {
            /// Every word, in the order of their declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word as it is written on the wire and in the database.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::base::invalid::Invalid;

            fn from_str(raw: &str) -> Result<Self, Self::Err> {
                match raw {
                    $($text => Ok(Self::$variant),)+
                    _ => {
                        let known: &[&str] = &[$($text),+];
                        Err($crate::base::invalid::Invalid::at(
                            "",
                            format!("Must be one of: {}.", known.join(", ")),
                        ))
                    }
                }
            }
        }
    };
}

pub(crate) use words;
