//! Sections with entries that can be imported.

use crate::options::Options;
use crate::spec::{Adapter, Aggregate, Bind, ConsumedApi, Document, Entry, Text};

/// A section whose entries can be imported.
pub(super) trait Section: Sized {
    const NAME: &'static str;
    /// Whether the namespaces of its entries are unique in published files.
    const UNIQUE: bool;
    fn entries(document: &mut Document) -> &mut Vec<Entry<Self>>;
    fn namespace(&mut self) -> Option<&mut Text>;
    fn name(&self) -> Option<&Text>;
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
