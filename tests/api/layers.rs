//! The layers of the server: a file uses only layers below its own, and sibling modules do not form a cycle.
//! Reads the sources; runs nothing.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use syn::{
    UseTree,
    visit::{self, Visit},
};

/// The layers, lowest first; modules of one layer do not use each other.
const LAYERS: &[&[&str]] = &[
    &["base"],
    &["error"],
    &["domain"],
    &["credentials", "limits", "cache"],
    &["nodes"],
    &["db"],
    &["store"],
    &["changes"],
    &["intake"],
    &["actions"],
    &["config"],
    &["telemetry", "state"],
    &["auth"],
    &["api"],
    &["board"],
    &["jobs"],
    &["tools"],
    &["app"],
];

/// Where Diesel is known.
const DIESEL: &[&str] = &["db", "store", "changes", "intake", "actions", "tools"];

/// A module by the names that lead to it.
pub type Module = Vec<String>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the top").to_owned()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The modules of the server with their texts, but for those that are tests.
pub fn modules() -> BTreeMap<Module, String> {
    let source = root().join("server/src");
    let mut files = Vec::new();
    sources(&source, &mut files);
    let named = |file: &PathBuf| {
        let inside = file.strip_prefix(&source).expect("inside").with_extension("");
        let mut names: Module = inside.iter().map(|name| name.to_string_lossy().into_owned()).collect();
        names.pop_if(|name| name == "mod");
        (names, fs::read_to_string(file).expect("a source"))
    };
    let is_test = |module: &Module| module.last().is_some_and(|name| name == "tests");
    files.iter().map(named).filter(|(module, _)| !is_test(module)).collect()
}

/// The paths that a module names, whether in `use` trees, in code or inside macros, from the top of the crate.
struct Named {
    /// Where it is: inside the inline modules of a file, too.
    here: Module,
    found: BTreeSet<Module>,
}

impl Named {
    fn of(module: &Module, text: &str) -> BTreeSet<Module> {
        let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{module:?}: {error}"));
        let mut named = Self { here: module.clone(), found: BTreeSet::new() };
        named.visit_file(&file);
        named.found
    }

    fn note(&mut self, path: &[String]) {
        let Some(first) = path.first() else { return };
        let mut names = match first.as_str() {
            "crate" => Module::new(),
            "self" | "super" => self.here.clone(),
            _ => return,
        };
        for name in path {
            match name.as_str() {
                "crate" | "self" => {}
                "super" => drop(names.pop()),
                _ => names.push(name.clone()),
            }
        }
        self.found.insert(names);
    }

    fn tree(&mut self, tree: &UseTree, before: &[String]) {
        let after = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.tree(&path.tree, &after(&path.ident)),
            UseTree::Name(name) => self.note(&after(&name.ident)),
            UseTree::Rename(rename) => self.note(&after(&rename.ident)),
            UseTree::Glob(_) => self.note(before),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.tree(tree, before)),
        }
    }

    /// Paths in what a macro is given.
    fn tokens(&mut self, tokens: proc_macro2::TokenStream) {
        use proc_macro2::TokenTree;
        let mut path = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(name) if path.is_empty() || colons == 2 => {
                    path.push(name.to_string());
                    colons = 0;
                    continue;
                }
                TokenTree::Punct(point) if point.as_char() == ':' && !path.is_empty() => {
                    colons += 1;
                    continue;
                }
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Ident(name) => {
                    self.note(&path);
                    (path, colons) = (vec![name.to_string()], 0);
                    continue;
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
            self.note(&path);
            (path, colons) = (Vec::new(), 0);
        }
        self.note(&path);
    }
}

impl<'ast> Visit<'ast> for Named {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree(&item.tree, &[]);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.note(&names);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        self.tokens(item.tokens.clone());
        visit::visit_macro(self, item);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if item.content.is_some() {
            self.here.push(item.ident.to_string());
            visit::visit_item_mod(self, item);
            self.here.pop();
        }
    }
}

/// What each module uses of others, by the deepest module that a path leads to.
fn uses(modules: &BTreeMap<Module, String>) -> BTreeMap<Module, BTreeSet<Module>> {
    let used = |(module, text): (&Module, &String)| {
        let paths = Named::of(module, text).into_iter().map(|mut path| {
            while !path.is_empty() && !modules.contains_key(&path) {
                path.pop();
            }
            path
        });
        let others = paths.filter(|path| !path.is_empty() && path != module).collect();
        (module.clone(), others)
    };
    modules.iter().map(used).collect()
}

fn layer(module: &[String]) -> Option<usize> {
    let top = module.first()?;
    LAYERS.iter().position(|layer| layer.contains(&top.as_str()))
}

/// What uses a layer that is not below its own.
fn upward(uses: &BTreeMap<Module, BTreeSet<Module>>) -> Vec<String> {
    let mut wrong = Vec::new();
    for (module, used) in uses {
        let Some(own) = layer(module) else { continue };
        for other in used.iter().filter(|other| other.first() != module.first()) {
            if layer(other).is_none_or(|other| other >= own) {
                wrong.push(format!("{} uses {}", module.join("::"), other.join("::")));
            }
        }
    }
    wrong
}

/// Sibling modules that use each other, directly or indirectly: each cycle once, by its names.
fn cycles(uses: &BTreeMap<Module, BTreeSet<Module>>) -> Vec<String> {
    let mut beside: BTreeMap<(Module, Module), BTreeSet<Module>> = BTreeMap::new();
    for (module, used) in uses {
        for other in used {
            let common = module.iter().zip(other).take_while(|(here, there)| here == there).count();
            // A module and what is inside it are one.
            if common < module.len() && common < other.len() {
                let (from, to) = (module[..=common].to_vec(), other[..=common].to_vec());
                beside.entry((from[..common].to_vec(), from)).or_default().insert(to);
            }
        }
    }
    let edges: BTreeMap<&Module, &BTreeSet<Module>> =
        beside.iter().map(|((_, from), to)| (from, to)).collect();
    let mut found = BTreeSet::new();
    for start in edges.keys() {
        let mut way = vec![vec![(*start).clone()]];
        let mut seen = BTreeSet::new();
        while let Some(names) = way.pop() {
            let last = names.last().expect("one");
            for next in edges.get(last).into_iter().flat_map(|next| next.iter()) {
                if next == *start {
                    let mut cycle: Vec<_> = names.iter().map(|name| name.join("::")).collect();
                    let least = (0..cycle.len()).min_by_key(|at| cycle[*at].clone()).unwrap_or(0);
                    cycle.rotate_left(least);
                    found.insert(cycle.join(" → "));
                } else if seen.insert(next.clone()) {
                    way.push([names.clone(), vec![next.clone()]].concat());
                }
            }
        }
    }
    found.into_iter().collect()
}

#[test]
fn no_layer_uses_one_that_is_not_below_it() {
    assert_eq!(upward(&uses(&modules())), Vec::<String>::new());
}

#[test]
fn modules_beside_each_other_form_no_cycle() {
    assert_eq!(cycles(&uses(&modules())), Vec::<String>::new());
}

#[test]
fn each_module_is_in_a_layer() {
    let beside = ["lib", "main"];
    let unplaced: BTreeSet<_> = modules().into_keys().filter(|module| layer(module).is_none()).collect();
    assert_eq!(unplaced.iter().map(|module| module.join("::")).collect::<Vec<_>>(), beside);
}

#[test]
fn the_reader_of_paths_sees_groups_code_and_macros() {
    let text = "use crate::{base::id, store::{self, page}};\nuse super::other::Thing;\n\
        fn f() { let x = crate::auth::headers::bearer(); assert!(crate::db::there(), \"{}\", 1); }\n\
        mod tests { use super::*; use super::super::third; }";
    let here = vec!["api".to_owned(), "one".to_owned()];
    let found = Named::of(&here, text).into_iter().map(|path| path.join("::")).collect::<Vec<_>>();
    let wanted = [
        "api::one",
        "api::other::Thing",
        "api::third",
        "auth::headers::bearer",
        "base::id",
        "db::there",
        "store",
        "store::page",
    ];
    assert_eq!(found, wanted);
}

#[test]
fn an_upward_use_and_a_cycle_are_found() {
    let module = |name: &str| name.split("::").map(str::to_owned).collect::<Module>();
    let texts = [
        ("db", ""),
        ("db::a", "use super::b::X;"),
        ("db::b", "use super::c::Y;"),
        ("db::c", "use crate::db::a::Z; use crate::store::Row;"),
        ("store", "use crate::db::a::Z;"),
    ];
    let uses = uses(&texts.iter().map(|(name, text)| (module(name), (*text).to_owned())).collect());
    assert_eq!(upward(&uses), ["db::c uses store"]);
    assert_eq!(cycles(&uses), ["db → store", "db::a → db::b → db::c"]);
}

#[test]
fn diesel_is_used_in_its_layers_alone() {
    let knows = |(module, text): (Module, String)| {
        let allowed = module.first().is_some_and(|top| DIESEL.contains(&top.as_str()));
        (!allowed && text.contains("diesel::")).then(|| module.join("::"))
    };
    assert_eq!(modules().into_iter().filter_map(knows).collect::<Vec<_>>(), Vec::<String>::new());
}
