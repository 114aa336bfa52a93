//! The parameter `order` of lists of requests. Accepts no order but those that the API in question publishes.

use utoipa::openapi::{Object, ObjectBuilder, Type};

use crate::{
    domain::order::Order,
    error::{Code, Error, Result},
};

fn words(published: &[Order]) -> impl Iterator<Item = &'static str> {
    published.iter().map(|order| order.as_str())
}

/// The order that is asked for, by default the first one that is published.
pub fn parse(asked: Option<&str>, published: &[Order]) -> Result<Order> {
    let found = match asked {
        None => published.first(),
        Some(word) => published.iter().find(|order| order.as_str() == word),
    };
    found.copied().ok_or_else(|| {
        let known: Vec<_> = words(published).collect();
        Error::new(Code::BadRequest, format!("order must be one of {}.", known.join(", ")))
    })
}

/// The schema of the parameter.
pub fn schema(published: &[Order]) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some("A sort order of requests."))
        .enum_values(Some(words(published)))
        .build()
}

/// Declares `OrderIn`, by which a parameter is documented to take these orders.
macro_rules! documented {
    ($published:expr) => {
        enum OrderIn {}

        impl utoipa::__dev::ComposeSchema for OrderIn {
            fn compose(
                _: Vec<utoipa::openapi::RefOr<utoipa::openapi::Schema>>,
            ) -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                $crate::api::orders::schema($published).into()
            }
        }

        impl utoipa::ToSchema for OrderIn {}
    };
}
pub(super) use documented;
