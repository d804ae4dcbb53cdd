//! Record of the keys that the parser asks for, from which tests generate `docs/spec-keys.md`.

#[cfg(not(test))]
pub(super) use off::*;

#[cfg(test)]
pub(super) use on::*;

/// The functions of a build that records nothing.
#[cfg(not(test))]
mod off {
    use crate::diagnostic::Code;
    use crate::parse::fields::Fields;
    use crate::yaml::Node;

    pub(in crate::parse) fn opened(_: &Fields<'_>) {}
    pub(in crate::parse) fn asked(_: &Fields<'_>, _: &'static str, _: Option<&Node>) {}
    pub(in crate::parse) fn value(_: &Fields<'_>, _: &'static str, _: impl FnOnce() -> String) {}
    pub(in crate::parse) fn expected(_: &Fields<'_>, _: &'static str) {}
    pub(in crate::parse) fn missing(_: &Fields<'_>, _: &str) {}
    pub(in crate::parse) fn dialect(_: &Fields<'_>, _: &'static str, _: &'static str) {}
    pub(in crate::parse) fn alias(_: &Fields<'_>, _: &'static str, _: &'static str, _: Code) {}
    pub(in crate::parse) fn extension(_: &Fields<'_>, _: &'static str, _: Code, _: Option<&Node>) {}
    pub(in crate::parse) fn schema(_: &Fields<'_>, _: impl Iterator<Item = &'static str>, _: Code) {}
    pub(in crate::parse) fn closed(_: &Fields<'_>) {}
}

/// The functions that record.
#[cfg(test)]
mod on {
    use std::cell::RefCell;
    use std::collections::BTreeSet;

    use crate::diagnostic::Code;
    use crate::parse::fields::Fields;
    use crate::yaml::Node;

    /// The objects of specs in the order in which the parser first meets them.
    #[derive(Default)]
    pub(in crate::parse) struct Record {
        pub(in crate::parse) objects: Vec<Object>,
        /// Keys reported as missing in the objects that are being read.
        missing: Vec<(*const (), String)>,
    }

    /// An object of specs.
    pub(in crate::parse) struct Object {
        /// Its name in diagnostics, with the article.
        pub(in crate::parse) what: &'static str,
        /// Its `type`, where that decides about its keys.
        pub(in crate::parse) kind: Option<String>,
        pub(in crate::parse) keys: Vec<Key>,
        /// The keys of JSON Schema, and the code that reports them.
        pub(in crate::parse) has_schema: Option<(Vec<&'static str>, Code)>,
    }

    /// A key of an object.
    pub(in crate::parse) struct Key {
        pub(in crate::parse) name: &'static str,
        /// The kind of its value, where the parser reads it as one.
        pub(in crate::parse) value: Option<String>,
        /// The kinds of values that were seen.
        pub(in crate::parse) seen: BTreeSet<&'static str>,
        /// Its name in the list dialect, where that differs.
        pub(in crate::parse) in_lists: Option<&'static str>,
        pub(in crate::parse) aliases: Vec<(&'static str, Code)>,
        /// The code of the warning when the format does not define the key.
        pub(in crate::parse) extension: Option<Code>,
        /// Whether its absence is a warning.
        pub(in crate::parse) expected: bool,
        /// Whether an object without it was an error, and whether one was not.
        pub(in crate::parse) refused: bool,
        pub(in crate::parse) accepted: bool,
    }

    /// Objects whose `type` decides about their keys.
    const TYPED: [&str; 4] = ["an adapter", "an authentication", "a body", "a step"];

    thread_local! {
        static RECORD: RefCell<Record> = RefCell::default();
    }

    /// Returns everything recorded in this thread, and begins anew.
    pub(in crate::parse) fn take() -> Record {
        RECORD.take()
    }

    fn address(fields: &Fields<'_>) -> *const () {
        std::ptr::from_ref(fields.entries()).cast()
    }

    fn kind(fields: &Fields<'_>) -> Option<String> {
        let typed = TYPED.contains(&fields.what());
        let (_, node) = typed.then(|| fields.peek("type"))??;
        node.to_text().map(|text| text.value)
    }

    fn object<'r>(record: &'r mut Record, fields: &Fields<'_>) -> &'r mut Object {
        let (what, kind) = (fields.what(), kind(fields));
        let found = |object: &Object| object.what == what && object.kind == kind;
        let index = record.objects.iter().position(found).unwrap_or_else(|| {
            record.objects.push(Object {
                what,
                kind,
                keys: Vec::new(),
                has_schema: None,
            });
            record.objects.len() - 1
        });
        &mut record.objects[index]
    }

    fn key(fields: &Fields<'_>, name: &'static str, change: impl FnOnce(&mut Key)) {
        RECORD.with_borrow_mut(|record| {
            let keys = &mut object(record, fields).keys;
            let index = keys.iter().position(|key| key.name == name);
            let index = index.unwrap_or_else(|| {
                keys.push(Key {
                    name,
                    value: None,
                    seen: BTreeSet::new(),
                    in_lists: None,
                    aliases: Vec::new(),
                    extension: None,
                    expected: false,
                    refused: false,
                    accepted: false,
                });
                keys.len() - 1
            });
            change(&mut keys[index]);
        });
    }

    /// Records that an object is being read.
    pub(in crate::parse) fn opened(fields: &Fields<'_>) {
        RECORD.with_borrow_mut(|record| {
            record.missing.retain(|(at, _)| *at != address(fields));
            object(record, fields);
        });
    }

    /// Records a key that is looked up, with its value.
    pub(in crate::parse) fn asked(fields: &Fields<'_>, name: &'static str, node: Option<&Node>) {
        let seen = node.map(|node| match (node.as_mapping(), node.as_sequence()) {
            (Some(_), _) => "map",
            (_, Some(_)) => "list",
            _ => "string",
        });
        key(fields, name, |key| key.seen.extend(seen));
    }

    /// Records the kind of a key's value. Any other kind is more exact than a string.
    pub(in crate::parse) fn value(fields: &Fields<'_>, name: &'static str, value: impl FnOnce() -> String) {
        key(fields, name, |key| {
            if key.value.as_deref().is_none_or(|value| value == "string") {
                key.value = Some(value());
            }
        });
    }

    /// Records that a warning reports the key's absence.
    pub(in crate::parse) fn expected(fields: &Fields<'_>, name: &'static str) {
        key(fields, name, |key| key.expected = true);
    }

    /// Records that an error reports the key's absence. Of several keys that are named together, none is required.
    pub(in crate::parse) fn missing(fields: &Fields<'_>, name: &str) {
        RECORD.with_borrow_mut(|record| {
            record.missing.push((address(fields), name.to_owned()));
            let mut keys = object(record, fields).keys.iter_mut();
            if let Some(key) = keys.find(|key| key.name == name) {
                key.refused = true;
            }
        });
    }

    /// Records the two names of a key.
    pub(in crate::parse) fn dialect(fields: &Fields<'_>, lists: &'static str, maps: &'static str) {
        key(fields, maps, |key| key.in_lists = Some(lists));
    }

    /// Records a key that is read in place of another.
    pub(in crate::parse) fn alias(
        fields: &Fields<'_>,
        official: &'static str,
        alias: &'static str,
        code: Code,
    ) {
        key(fields, official, |key| {
            if !key.aliases.iter().any(|(name, _)| *name == alias) {
                key.aliases.push((alias, code));
            }
        });
    }

    /// Records a key that the format does not define.
    pub(in crate::parse) fn extension(
        fields: &Fields<'_>,
        name: &'static str,
        code: Code,
        node: Option<&Node>,
    ) {
        let is_in_schema = RECORD.with_borrow_mut(|record| {
            let schema = object(record, fields).has_schema.as_ref();
            schema.is_some_and(|(keys, _)| keys.contains(&name))
        });
        if !is_in_schema {
            asked(fields, name, node);
            key(fields, name, |key| key.extension = Some(code));
        }
    }

    /// Records that keys of JSON Schema are read.
    pub(in crate::parse) fn schema(
        fields: &Fields<'_>,
        keys: impl Iterator<Item = &'static str>,
        code: Code,
    ) {
        RECORD.with_borrow_mut(|record| object(record, fields).has_schema = Some((keys.collect(), code)));
    }

    /// Records which keys were absent without an error.
    pub(in crate::parse) fn closed(fields: &Fields<'_>) {
        RECORD.with_borrow_mut(|record| {
            let at = address(fields);
            let missing: Vec<String> = record
                .missing
                .extract_if(.., |(address, _)| *address == at)
                .map(|(_, name)| name)
                .collect();
            for key in &mut object(record, fields).keys {
                let others = key.aliases.iter().map(|(name, _)| *name).chain(key.in_lists);
                let absent = [key.name]
                    .into_iter()
                    .chain(others)
                    .all(|name| fields.peek(name).is_none());
                key.accepted |= absent && !missing.iter().any(|name| name == key.name);
            }
        });
    }
}
