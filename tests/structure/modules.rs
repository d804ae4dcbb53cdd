//! The modules of a crate, and the paths in them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};
use syn::{Attribute, Item, UseTree};

/// The path of a module or item below the root of its crate.
type ModulePath = Vec<String>;

/// The modules of a crate, without tests.
#[derive(Default)]
pub(crate) struct Crate {
    modules: BTreeMap<ModulePath, Module>,
}

#[derive(Default)]
struct Module {
    file: PathBuf,
    /// Names that `use` brings into scope, each with the path that it stands for.
    names: BTreeMap<String, ModulePath>,
    /// Paths as they are written, from the first segment on.
    paths: BTreeSet<ModulePath>,
}

impl Crate {
    /// Reads the crate with this source folder, a library or a program.
    pub(crate) fn read(source: &Path) -> Result<Self, Box<dyn std::error::Error>> {
        let mut read = Self::default();
        let library = source.join("lib.rs");
        let file = if library.is_file() {
            library
        } else {
            source.join("main.rs")
        };
        read.file(&file, source, Vec::new())?;
        Ok(read)
    }

    /// Reads a file; its child modules are in `folder`.
    fn file(
        &mut self,
        file: &Path,
        folder: &Path,
        path: ModulePath,
    ) -> Result<(), Box<dyn std::error::Error>> {
        let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
        let parsed = syn::parse_file(&text).map_err(|error| format!("{}: {error}", file.display()))?;
        self.items(&parsed.items, file, folder, path)
    }

    fn items(
        &mut self,
        items: &[Item],
        file: &Path,
        folder: &Path,
        path: ModulePath,
    ) -> Result<(), Box<dyn std::error::Error>> {
        let mut module = Module {
            file: file.to_owned(),
            ..Module::default()
        };
        for item in items {
            match item {
                Item::Mod(child) if is_test(&child.attrs) => {}
                Item::Mod(child) => {
                    let name = child.ident.to_string();
                    let inner = [path.clone(), vec![name.clone()]].concat();
                    let below = folder.join(&name);
                    match &child.content {
                        Some((_, items)) => self.items(items, file, &below, inner)?,
                        None if below.join("mod.rs").is_file() => {
                            self.file(&below.join("mod.rs"), &below, inner)?;
                        }
                        None => self.file(&folder.join(format!("{name}.rs")), &below, inner)?,
                    }
                }
                item => module.visit_item(item),
            }
        }
        self.modules.insert(path, module);
        Ok(())
    }

    /// Returns the names of the modules in a folder (`client`, or nothing for the root).
    pub(crate) fn children(&self, folder: &str) -> BTreeSet<String> {
        let root = root(folder);
        let inside = self
            .modules
            .keys()
            .filter(|path| path.len() == root.len() + 1 && path.starts_with(&root));
        inside.filter_map(|path| path.last().cloned()).collect()
    }

    /// Returns which module of a folder uses which other one.
    pub(crate) fn edges(&self, folder: &str) -> BTreeSet<(String, String)> {
        self.uses(folder)
            .into_iter()
            .map(|(from, to, _)| (from, to))
            .collect()
    }

    /// Returns the files with these edges, for messages.
    pub(crate) fn places(&self, folder: &str, edges: &BTreeSet<String>) -> BTreeSet<String> {
        let uses = self.uses(folder).into_iter();
        uses.filter(|(from, to, _)| edges.contains(&format!("{from} -> {to}")))
            .map(|(_, to, file)| format!("{} uses {to}", file.display()))
            .collect()
    }

    fn uses(&self, folder: &str) -> BTreeSet<(String, String, PathBuf)> {
        let root = root(folder);
        let mut uses = BTreeSet::new();
        for (path, module) in &self.modules {
            let Some(from) = path.strip_prefix(root.as_slice()).and_then(<[String]>::first) else {
                continue;
            };
            for written in &module.paths {
                let to = self.resolve(path, written, 0);
                let to = to
                    .as_deref()
                    .and_then(|to| to.strip_prefix(root.as_slice())?.first());
                if let Some(to) = to.filter(|to| *to != from) {
                    uses.insert((from.clone(), to.clone(), module.file.clone()));
                }
            }
        }
        uses
    }

    /// Returns the module that a path leads to from a module, through re-exports; `None` for a path to another crate.
    fn resolve(&self, from: &ModulePath, written: &[String], depth: usize) -> Option<ModulePath> {
        let mut module = from.clone();
        let mut rest = written;
        let mut is_first = true;
        while let Some((segment, following)) = rest.split_first() {
            let child = [module.clone(), vec![segment.clone()]].concat();
            let name = self
                .modules
                .get(&module)
                .and_then(|module| module.names.get(segment));
            match segment.as_str() {
                "crate" => module = Vec::new(),
                "self" => {}
                "super" => {
                    module.pop();
                }
                _ if self.modules.contains_key(&child) => module = child,
                _ => {
                    // A name that stands for itself (`use crate::a::b` in `a`) ends the search.
                    if let Some(stands_for) = name.filter(|_| depth < 20) {
                        let path = [stands_for.as_slice(), following].concat();
                        return if path == written {
                            Some(module)
                        } else {
                            self.resolve(&module, &path, depth + 1)
                        };
                    }
                    // The first name of a path may be a crate or an item of the module itself.
                    return (!is_first).then_some(module);
                }
            }
            rest = following;
            is_first = false;
        }
        Some(module)
    }
}

fn root(folder: &str) -> ModulePath {
    folder
        .split('/')
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Returns whether an item exists in tests only.
fn is_test(attributes: &[Attribute]) -> bool {
    let texts = attributes.iter().filter_map(|attribute| {
        let list = attribute
            .meta
            .require_list()
            .ok()
            .filter(|list| list.path.is_ident("cfg"))?;
        Some(list.tokens.to_string())
    });
    texts
        .into_iter()
        .any(|text| text == "test" || text.starts_with("all (test ,"))
}

impl Module {
    /// Keeps the leaves of a `use`.
    fn use_tree(&mut self, tree: &UseTree, before: &ModulePath) {
        let with = |name: &syn::Ident| [before.clone(), vec![name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.use_tree(&path.tree, &with(&path.ident)),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.use_tree(tree, before)),
            UseTree::Glob(_) => {
                self.paths.insert(before.clone());
            }
            UseTree::Name(name) if name.ident == "self" => self.name(before.last().cloned(), before.clone()),
            UseTree::Name(name) => self.name(Some(name.ident.to_string()), with(&name.ident)),
            UseTree::Rename(rename) => self.name(Some(rename.rename.to_string()), with(&rename.ident)),
        }
    }

    fn name(&mut self, name: Option<String>, path: ModulePath) {
        self.names.extend(name.map(|name| (name, path.clone())));
        self.paths.insert(path);
    }

    /// Keeps the paths in the tokens of a macro.
    fn tokens(&mut self, tokens: proc_macro2::TokenStream) {
        let mut path = ModulePath::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                proc_macro2::TokenTree::Ident(ident) if path.is_empty() || colons == 2 => {
                    path.push(ident.to_string());
                    colons = 0;
                }
                proc_macro2::TokenTree::Punct(punct) if punct.as_char() == ':' && !path.is_empty() => {
                    colons += 1;
                }
                token => {
                    self.paths.insert(std::mem::take(&mut path));
                    colons = 0;
                    match token {
                        proc_macro2::TokenTree::Group(group) => self.tokens(group.stream()),
                        proc_macro2::TokenTree::Ident(ident) => path.push(ident.to_string()),
                        _ => {}
                    }
                }
            }
        }
        self.paths.insert(path);
    }
}

impl<'ast> Visit<'ast> for Module {
    fn visit_item(&mut self, item: &'ast Item) {
        let attributes = match item {
            Item::Const(item) => &item.attrs,
            Item::Fn(item) => &item.attrs,
            Item::Impl(item) => &item.attrs,
            Item::Mod(item) => &item.attrs,
            Item::Static(item) => &item.attrs,
            Item::Struct(item) => &item.attrs,
            Item::Use(item) => &item.attrs,
            _ => &Vec::new(),
        };
        if !is_test(attributes) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        if !is_test(&function.attrs) {
            visit::visit_impl_item_fn(self, function);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.use_tree(&item.tree, &ModulePath::new());
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments = path.segments.iter().map(|segment| segment.ident.to_string());
        self.paths.insert(segments.collect());
        visit::visit_path(self, path);
    }

    fn visit_vis_restricted(&mut self, _: &'ast syn::VisRestricted) {}

    fn visit_macro(&mut self, found: &'ast syn::Macro) {
        let name = found
            .path
            .segments
            .last()
            .map(|segment| segment.ident.to_string());
        // The tokens of `quote!` are generated code.
        if !name.is_some_and(|name| matches!(&*name, "quote" | "quote_spanned" | "parse_quote")) {
            self.tokens(found.tokens.clone());
        }
    }
}
