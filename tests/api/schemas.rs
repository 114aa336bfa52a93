//! The schemas of the OpenAPI document: one name is one type. A second type of a name would replace the first without a word.
//! Reads the sources; runs nothing.

use std::collections::BTreeMap;

use syn::{
    Attribute,
    visit::{self, Visit},
};

use crate::layers::modules;

/// The types of a file that derive a schema, by the names that the document has them by.
#[derive(Default)]
struct Schemas(Vec<String>);

impl Schemas {
    fn of(text: &str) -> Vec<String> {
        let mut schemas = Self::default();
        schemas.visit_file(&syn::parse_file(text).expect("Rust"));
        schemas.0
    }

    fn note(&mut self, attributes: &[Attribute], name: &syn::Ident) {
        let text = |attribute: &Attribute| match &attribute.meta {
            syn::Meta::List(list) => list.tokens.to_string(),
            _ => String::new(),
        };
        let of =
            |name: &'static str| attributes.iter().filter(move |one| one.path().is_ident(name)).map(text);
        if !of("derive").any(|traits| traits.contains("ToSchema")) {
            return;
        }
        let renamed = of("schema").find_map(|schema| {
            let (_, name) = schema.split_once("as = ")?;
            Some(name.split([' ', ',']).next()?.to_owned())
        });
        self.0.push(renamed.unwrap_or_else(|| name.to_string()));
    }
}

impl<'ast> Visit<'ast> for Schemas {
    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.note(&item.attrs, &item.ident);
        visit::visit_item_struct(self, item);
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.note(&item.attrs, &item.ident);
        visit::visit_item_enum(self, item);
    }
}

#[test]
fn each_schema_has_a_name_of_its_own() {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (module, text) in modules() {
        for name in Schemas::of(&text) {
            found.entry(name).or_default().push(module.join("::"));
        }
    }
    assert!(found.len() > 100, "{}", found.len());
    found.retain(|_, modules| modules.len() > 1);
    assert_eq!(found, BTreeMap::new());
}

#[test]
fn the_reader_of_schemas_sees_names_and_other_names() {
    let text = "#[derive(Debug, ToSchema)] pub struct A {} #[derive(Debug)] struct B; \
        #[derive(utoipa::ToSchema)] #[schema(as = D, example = 1)] enum C {} mod inner { #[derive(ToSchema)] struct E; }";
    assert_eq!(Schemas::of(text), ["A", "D", "E"]);
}
