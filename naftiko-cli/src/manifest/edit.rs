//! Additions to a manifest, which keep its comments and its order.

use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, TableLike, Value};

use super::runtime_mut;
use crate::terminal::Failure;

/// A manifest to which dependencies are added.
pub(crate) struct Edit(DocumentMut);

impl Edit {
    pub(crate) fn new(text: &str) -> Result<Self, Failure> {
        let document = text
            .parse()
            .map_err(|error| Failure(format!("the manifest is not TOML: {error}")))?;
        Ok(Self(document))
    }

    /// Adds features to the dependency on `naftiko`. Returns whether there is one.
    pub(crate) fn add_features(&mut self, features: &[&str]) -> bool {
        let dependencies = self.0.get_mut("dependencies").and_then(Item::as_table_like_mut);
        let Some(item) = dependencies.and_then(runtime_mut) else {
            return false;
        };
        if features.is_empty() {
            return true;
        }
        // A version alone becomes a table with it.
        if let Some(version) = item.as_str() {
            let mut table = InlineTable::new();
            table.insert("version", version.into());
            *item = Item::Value(Value::InlineTable(table));
        }
        if let Some(table) = item.as_table_like_mut() {
            push(table, features);
        }
        // The spaces around the values of a table in one line.
        if let Some(table) = item.as_inline_table_mut() {
            table.fmt();
        }
        true
    }

    /// Adds a line `name = …` to a table of dependencies, unless that has the name.
    pub(crate) fn add_line(&mut self, table: &str, line: &str) -> Result<(), Failure> {
        let added = line.parse::<DocumentMut>();
        let added = added.map_err(|error| Failure(format!("`{line}` is not TOML: {error}")))?;
        let dependencies = self.0.entry(table).or_insert_with(|| Item::Table(Table::new()));
        let dependencies = dependencies.as_table_like_mut();
        let dependencies =
            dependencies.ok_or_else(|| Failure(format!("`{table}` of the manifest is not a table")))?;
        for (name, item) in added.iter() {
            if !dependencies.contains_key(name) {
                dependencies.insert(name, item.clone());
            }
        }
        Ok(())
    }

    pub(crate) fn text(&self) -> String {
        self.0.to_string()
    }
}

/// Adds features to the list of a dependency, which may be missing.
fn push(table: &mut dyn TableLike, features: &[&str]) {
    if table.get("features").and_then(Item::as_array).is_none() {
        table.insert("features", Item::Value(Value::Array(Array::new())));
    }
    if let Some(list) = table.get_mut("features").and_then(Item::as_array_mut) {
        list.extend(features.iter().copied());
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn with_features(dependency: &str) -> String {
        let mut edit = Edit::new(&format!("[dependencies]\n{dependency}\n")).unwrap();
        assert!(edit.add_features(&["mcp", "tls"]));
        edit.text().replacen("[dependencies]\n", "", 1)
    }

    #[test]
    fn features_are_added_to_every_form_of_a_dependency() {
        assert_eq!(
            with_features("naftiko = \"0.1\" # ours"),
            "naftiko = { version = \"0.1\", features = [\"mcp\", \"tls\"] }\n"
        );
        assert_eq!(
            with_features("naftiko = { version = \"0.1\", default-features = false } # ours"),
            "naftiko = { version = \"0.1\", default-features = false, features = [\"mcp\", \"tls\"] } # ours\n"
        );
        assert_eq!(
            with_features("naftiko.workspace = true"),
            "naftiko.workspace = true\nnaftiko.features = [\"mcp\", \"tls\"]\n"
        );
        assert_eq!(
            with_features("api = { package = \"naftiko\", features = [\"rest\"] } # ours"),
            "api = { package = \"naftiko\", features = [\"rest\", \"mcp\", \"tls\"] } # ours\n"
        );
        assert_eq!(
            with_features("\n[dependencies.naftiko]\npath = \"../naftiko\""),
            "\n[dependencies.naftiko]\npath = \"../naftiko\"\nfeatures = [\"mcp\", \"tls\"]\n"
        );
    }

    #[test]
    fn dependency_is_added_once_and_comments_stay() {
        let text = "# A program.\n[package]\nname = \"desk\"\n\n[dependencies] # few\nserde = \"1\" # ours\n\n[features]\n";
        let mut edit = Edit::new(text).unwrap();
        assert!(!edit.add_features(&["rest"]));
        for _ in 0..2 {
            edit.add_line("dependencies", "naftiko = { version = \"0.1\" }")
                .unwrap();
            edit.add_line("build-dependencies", "naftiko-codegen = \"0.1\"")
                .unwrap();
        }
        let expected = "# A program.\n[package]\nname = \"desk\"\n\n[dependencies] # few\nserde = \"1\" # ours\n\
                        naftiko = { version = \"0.1\" }\n\n[features]\n\n[build-dependencies]\nnaftiko-codegen = \"0.1\"\n";
        assert_eq!(edit.text(), expected);
    }
}
