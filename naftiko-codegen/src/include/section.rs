//! Sections with entries that can be imported.

use crate::options::Options;
use crate::spec::{Adapter, Aggregate, Bind, ConsumedApi, Document, Entry, Text};
use crate::yaml::Node;

/// A section whose entries can be imported.
pub(super) trait Section: Sized {
    const NAME: &'static str;
    /// Whether the namespaces of its entries are unique in published files.
    const UNIQUE: bool;
    fn entries(document: &mut Document) -> &mut Vec<Entry<Self>>;
    fn namespace(&mut self) -> Option<&mut Text>;
    fn name(&self) -> Option<&Text>;
    /// Reads references with the namespace of the imported file as those with the alias. Returns whether there are any.
    fn rename_references(&mut self, _old: &str, _alias: &str) -> bool {
        false
    }
    /// Takes the options that the importing file sets; entries without options have none.
    fn set_options(&mut self, _options: Option<&Options>) {}
}

impl Section for ConsumedApi {
    const NAME: &'static str = "consumes";
    const UNIQUE: bool = false;

    fn entries(document: &mut Document) -> &mut Vec<Entry<Self>> {
        &mut document.consumes
    }

    fn namespace(&mut self) -> Option<&mut Text> {
        Some(&mut self.namespace)
    }

    fn name(&self) -> Option<&Text> {
        Some(&self.namespace)
    }

    fn set_options(&mut self, options: Option<&Options>) {
        self.options = options.map(|options| Box::new(options.clone()));
    }
}

impl Section for Aggregate {
    const NAME: &'static str = "aggregates";
    const UNIQUE: bool = true;

    fn entries(document: &mut Document) -> &mut Vec<Entry<Self>> {
        &mut document.aggregates
    }

    fn namespace(&mut self) -> Option<&mut Text> {
        self.namespace.as_mut()
    }

    fn rename_references(&mut self, old: &str, alias: &str) -> bool {
        let prefix = format!("{old}.");
        let mut renamed = false;
        for with in self.flows.iter_mut().flat_map(|flow| flow.action.passed_mut()) {
            let rest = with.value.as_str().and_then(|text| text.strip_prefix(&prefix));
            if let Some(rest) = rest {
                let text = format!("{alias}.{rest}");
                with.value = Node {
                    span: with.value.span,
                    ..Node::text(text)
                };
                renamed = true;
            }
        }
        renamed
    }

    fn name(&self) -> Option<&Text> {
        self.namespace.as_ref()
    }
}

impl Section for Adapter {
    const NAME: &'static str = "exposes";
    const UNIQUE: bool = true;

    fn entries(document: &mut Document) -> &mut Vec<Entry<Self>> {
        &mut document.exposes
    }

    fn namespace(&mut self) -> Option<&mut Text> {
        match self {
            Self::Rest(adapter) => Some(&mut adapter.namespace),
            Self::Mcp(adapter) => Some(&mut adapter.namespace),
            Self::Skill(adapter) => Some(&mut adapter.namespace),
            Self::Control(_) => None,
        }
    }

    fn name(&self) -> Option<&Text> {
        Adapter::name(self)
    }

    fn set_options(&mut self, options: Option<&Options>) {
        if let Adapter::Mcp(adapter) = self {
            adapter.options = options.map(|options| Box::new(options.clone()));
        }
    }
}

impl Section for Bind {
    const NAME: &'static str = "binds";
    const UNIQUE: bool = true;

    fn entries(document: &mut Document) -> &mut Vec<Entry<Self>> {
        &mut document.binds
    }

    fn namespace(&mut self) -> Option<&mut Text> {
        Some(&mut self.namespace)
    }

    fn name(&self) -> Option<&Text> {
        Some(&self.namespace)
    }
}
