//! The person that a member acts for, as requests and votes on behalf name one.
//! Finds nobody; `actions::on_behalf` does.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    actions::on_behalf::Person,
    base::id::{self, Id},
    domain::person::{Email, PersonName},
    error::{Error, Result},
};

/// A person: a visitor by ID, or somebody by e-mail address or name.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonIn {
    /// The ID of a visitor. Without it, give an e-mail address or a name.
    visitor: Option<Id<id::Visitor>>,
    /// The e-mail address. A visitor whose host verified this address is used, or else the one that a member described with it
    /// before; where there is none, a visitor is created.
    email: Option<Email>,
    /// The name. Without an e-mail address, a visitor with this name is created.
    name: Option<PersonName>,
}

impl PersonIn {
    /// A person as another body names one.
    pub fn new(visitor: Option<Id<id::Visitor>>, email: Option<Email>, name: Option<PersonName>) -> Self {
        Self { visitor, email, name }
    }

    /// The person that is meant. Errors at the pointer of this object when nobody is named, or two people may be.
    pub fn person(self, pointer: &str) -> Result<Person> {
        match (self.visitor, self.email, self.name) {
            (Some(id), None, None) => Ok(Person::Known(id)),
            (Some(_), ..) => {
                let detail = "Give either a visitor, or an e-mail address and a name.";
                Err(Error::field(&format!("{pointer}/visitor"), detail))
            }
            (None, None, None) => Err(Error::field(pointer, "Give a visitor, an e-mail address, or a name.")),
            (None, email, name) => Ok(Person::Described { email, name: name.map(PersonName::into_string) }),
        }
    }
}
