//! The structure of the crates: modules use those before them only, and ARCHITECTURE.md names every one.
//!
//! The order of the modules is in `order.rs`, with its reasons.

mod crates;
mod modules;
mod order;

use std::collections::BTreeSet;

use modules::Crate;
use naftiko_tests::workspace;
use order::{ORDERS, Order};

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// Returns the uses of modules that are not before their user, as `user -> used`.
fn against(order: &Order, edges: &BTreeSet<(String, String)>) -> BTreeSet<String> {
    let place = |name: &str| order.modules.iter().position(|(module, _)| *module == name);
    let edges = edges.iter().filter(|(from, to)| place(to) >= place(from));
    edges.map(|(from, to)| format!("{from} -> {to}")).collect()
}

#[test]
fn modules_use_those_before_them_only() -> Outcome {
    for order in ORDERS {
        let source = Crate::read(&workspace().join(order.crate_name).join("src"))?;
        let known: BTreeSet<String> = source.children(order.folder);
        let listed: BTreeSet<String> = order
            .modules
            .iter()
            .map(|(module, _)| (*module).to_owned())
            .collect();
        assert_eq!(
            known, listed,
            "modules of {}/{}; order.rs lists each once",
            order.crate_name, order.folder
        );
        let edges = source.edges(order.folder);
        assert!(
            !edges.is_empty(),
            "no edge found in {}/{}",
            order.crate_name,
            order.folder
        );
        let exceptions: BTreeSet<String> = order.exceptions.iter().map(|edge| (*edge).to_owned()).collect();
        assert_eq!(
            against(order, &edges),
            exceptions,
            "uses against the order of {}/{} (left), and those that order.rs lists (right); places: {:#?}",
            order.crate_name,
            order.folder,
            source.places(order.folder, &against(order, &edges)),
        );
    }
    Ok(())
}

/// Returns the modules of a circle, or of what leads into one; empty without a circle.
fn circle(mut edges: BTreeSet<(String, String)>) -> BTreeSet<(String, String)> {
    loop {
        let sources: BTreeSet<String> = edges.iter().map(|(from, _)| from.clone()).collect();
        let before = edges.len();
        edges.retain(|(_, to)| sources.contains(to));
        if edges.len() == before {
            return edges;
        }
    }
}

#[test]
fn no_crate_has_a_circle_of_modules() -> Outcome {
    for name in [
        "generated-example",
        "naftiko",
        "naftiko-cli",
        "naftiko-codegen",
        "naftiko-macros",
        "naftiko-runtime",
        "upstreams",
    ] {
        let source = Crate::read(&workspace().join(name).join("src"))?;
        let mut edges = source.edges("");
        let order = ORDERS
            .iter()
            .find(|order| order.crate_name == name && order.folder.is_empty());
        let exceptions = order.map(|order| order.exceptions).unwrap_or_default();
        edges.retain(|(from, to)| !exceptions.contains(&&*format!("{from} -> {to}")));
        assert_eq!(circle(edges), BTreeSet::new(), "circle of modules in {name}");
    }
    Ok(())
}

/// A use in any form is an edge; tests and generated code are none.
#[test]
fn use_in_every_form_is_an_edge() -> Outcome {
    let folder = tempfile::tempdir()?;
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap_or(folder.path()))?;
        std::fs::write(path, text)
    };
    write("lib.rs", "mod a; mod b; mod c; mod d; mod e; mod f; mod g;")?;
    write(
        "a.rs",
        "use crate::b::{Thing, inner::Other}; fn x() -> crate::c::Item { todo!() }",
    )?;
    write(
        "b/mod.rs",
        "pub mod inner; pub use inner::Thing; pub use super::d::Alias;",
    )?;
    write("b/inner.rs", "pub struct Thing; pub struct Other;")?;
    write(
        "c/mod.rs",
        "pub struct Item; fn y() { println!(\"{}\", crate::d::VALUE); super::e::z(); }",
    )?;
    write(
        "d.rs",
        "#[cfg(test)] mod tests { use crate::a; } pub const VALUE: u8 = 1; pub struct Alias;",
    )?;
    write("e.rs", "pub fn z() { quote! { crate::a::x } }")?;
    write(
        "f.rs",
        "use crate::b::Alias; use crate::b::inner; fn x(_: inner::Thing) {}",
    )?;
    write(
        "g.rs",
        "use crate::{a as first, f}; fn x() { first::x(); f::x(); }",
    )?;
    let edges = Crate::read(folder.path())?.edges("");
    let edges: Vec<_> = edges.iter().map(|(from, to)| format!("{from}{to}")).collect();
    assert_eq!(edges, ["ab", "ac", "bd", "cd", "ce", "fb", "fd", "ga", "gf"]);
    Ok(())
}

#[test]
fn architecture_names_every_module() -> Outcome {
    let text = std::fs::read_to_string(workspace().join("ARCHITECTURE.md"))?;
    for (name, heading) in [
        ("naftiko-codegen", "## The generator"),
        ("naftiko-runtime", "## The runtime"),
    ] {
        let section = text
            .split("\n## ")
            .find(|section| heading.ends_with(section.lines().next().unwrap_or_default()));
        let section = section.ok_or_else(|| format!("ARCHITECTURE.md has no section `{heading}`"))?;
        let source = Crate::read(&workspace().join(name).join("src"))?;
        let named = |module: &str| {
            let words = section.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | '/')));
            words.clone().any(|word| {
                let word = word.trim_end_matches('.');
                word == format!("{module}.rs") || word.split('/').next() == Some(module) && word.contains('/')
            })
        };
        let missing: Vec<String> = source
            .children("")
            .into_iter()
            .filter(|module| !named(module))
            .collect();
        assert!(
            missing.is_empty(),
            "`{heading}` of ARCHITECTURE.md does not name these modules of {name}: {missing:?}"
        );
    }
    let pages = text.lines().count();
    assert!(
        pages <= 130,
        "ARCHITECTURE.md has {pages} lines; two pages are 130"
    );
    Ok(())
}
