//! Variables of binds: their names, and the environment variables with their values.

use std::collections::{BTreeMap, BTreeSet};

use super::inline;
use crate::model::Variable;
use crate::spec::{ConsumedApi, Document, Parameter, Place};

/// The variables of a spec.
#[derive(Debug, Default)]
pub(crate) struct Binds {
    variables: BTreeMap<String, Variable>,
    namespaces: BTreeSet<String>,
    /// Whether the file is only for imports, so that other files may declare its variables.
    pub open: bool,
}

/// The meaning of a name in a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    /// A declared variable.
    Variable(Variable),
    /// A name like a variable without a declaration.
    Undeclared(Variable),
    /// An input.
    Input(String),
}

impl Binds {
    pub(crate) fn new(document: &Document) -> Self {
        let mut binds = Self {
            open: document.standalone,
            ..Self::default()
        };
        for parameter in environment_parameters(document) {
            let variable = raw(parameter.name.as_str());
            binds.variables.insert(variable.name.clone(), variable);
        }
        for bind in inline(&document.binds) {
            binds.namespaces.insert(bind.namespace.value.clone());
            for key in &bind.keys {
                let variable = Variable {
                    name: key.variable.value.clone(),
                    environment: environment(&key.key.value, &key.variable.value, bind.location.is_some()),
                };
                binds.variables.insert(variable.name.clone(), variable);
            }
        }
        binds
    }

    /// Returns the names of the declared variables.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.variables.keys().map(String::as_str)
    }

    /// Returns whether a variable is declared.
    pub(crate) fn declares(&self, name: &str) -> bool {
        self.variables.contains_key(name)
    }

    /// Returns the meaning of a name: `VAR`, `namespace.VAR`, `env.VAR`, `tools.input`, `rest.input`, or an input.
    pub(crate) fn classify(&self, name: &str) -> Name {
        if let Some(variable) = self.variables.get(name) {
            return Name::Variable(variable.clone());
        }
        if let Some((qualifier, rest)) = name.split_once('.') {
            if self.namespaces.contains(qualifier) || qualifier == "env" {
                return match self.variables.get(rest) {
                    Some(variable) => Name::Variable(variable.clone()),
                    None => Name::Undeclared(raw(rest)),
                };
            }
            if is_caller(qualifier) {
                return Name::Input(rest.to_owned());
            }
        }
        if is_screaming(name) {
            Name::Undeclared(raw(name))
        } else {
            Name::Input(name.to_owned())
        }
    }
}

/// Returns whether published specs use a prefix for inputs.
pub(crate) fn is_caller(prefix: &str) -> bool {
    matches!(prefix, "rest" | "tools" | "tool")
}

/// Returns the environment variable of a variable: its own name if the bind has a provider, else its key.
fn environment(key: &str, variable: &str, provider: bool) -> String {
    if provider {
        variable.to_owned()
    } else {
        key.to_owned()
    }
}

/// Returns the parameters with `in: environment`, which are variables for templates.
fn environment_parameters(document: &Document) -> impl Iterator<Item = &Parameter> {
    let parameters = inline(&document.consumes).flat_map(ConsumedApi::parameters);
    parameters.filter(|parameter| {
        parameter
            .place
            .is_some_and(|place| place.value == Place::Environment)
    })
}

fn raw(name: &str) -> Variable {
    Variable {
        name: name.to_owned(),
        environment: name.to_owned(),
    }
}

fn is_screaming(name: &str) -> bool {
    name.len() > 1
        && name
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && (name.contains('_') || name.len() > 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classify_distinguishes_variables_and_inputs() {
        let mut binds = Binds::default();
        binds.namespaces.insert("shop".to_owned());
        binds.variables.insert(
            "KEY".to_owned(),
            Variable {
                name: "KEY".to_owned(),
                environment: "SHOP_KEY".to_owned(),
            },
        );
        let variable = Variable {
            name: "KEY".to_owned(),
            environment: "SHOP_KEY".to_owned(),
        };
        assert_eq!(binds.classify("KEY"), Name::Variable(variable.clone()));
        assert_eq!(binds.classify("shop.KEY"), Name::Variable(variable));
        assert_eq!(binds.classify("tools.a.b"), Name::Input("a.b".to_owned()));
        assert_eq!(binds.classify("env.x"), Name::Undeclared(raw("x")));
        assert_eq!(binds.classify("API_TOKEN"), Name::Undeclared(raw("API_TOKEN")));
        assert_eq!(binds.classify("imo_number"), Name::Input("imo_number".to_owned()));
    }
}
