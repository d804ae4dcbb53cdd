//! Whether clients read a value: the examples of documents are used if they do.

use serde_json::Value;

use super::make::variant_of;
use crate::model::{Read, ReadKind, Record, Select, Slot, Step, Type, Types, Union};

/// The number of nested values of an example that are looked at.
const DEEPEST: usize = 64;

/// Returns whether a value is one of a type, in a response with a status.
pub(super) fn fits(types: &Types, slot: Slot, value: &Value, status: u16) -> bool {
    let fitting = Fitting { types, status };
    fitting.fits(slot, value, 0)
}

#[derive(Clone, Copy)]
struct Fitting<'a> {
    types: &'a Types,
    status: u16,
}

impl Fitting<'_> {
    fn fits(self, slot: Slot, value: &Value, depth: usize) -> bool {
        if depth > DEEPEST {
            return false;
        }
        if value.is_null() && slot.nullable {
            return true;
        }
        let inner = |slot: Slot, value: &Value| self.fits(slot, value, depth + 1);
        match self.types.get(slot.id) {
            Type::String | Type::File | Type::Enum(_) => value.is_string(),
            Type::Bytes => value.as_str().is_some_and(is_base64),
            Type::Integer | Type::ExactInteger => value.is_i64() || value.is_u64(),
            Type::Number | Type::Double => value.is_number(),
            Type::Boolean => value.is_boolean(),
            Type::Array => value.is_array(),
            Type::Object => value.is_object(),
            Type::Any | Type::Untyped(_) => true,
            Type::Struct(found) => {
                let mut fields = found.fields.iter();
                fields.all(|field| self.is_read(&field.read, value, depth + 1))
            }
            Type::List(slot) => value
                .as_array()
                .is_some_and(|items| items.iter().all(|item| inner(*slot, item))),
            Type::Map(slot) => value
                .as_object()
                .is_some_and(|members| members.values().all(|value| inner(*slot, value))),
            Type::Record(found) => self.is_record(found, value, depth),
            Type::Union(found) => self.is_union(found, value, depth),
        }
    }

    fn is_record(self, found: &Record, value: &Value, depth: usize) -> bool {
        let Some(members) = value.as_object() else {
            return false;
        };
        let is_known = |name: &str| found.members.iter().any(|member| member.name == name);
        let others = members.iter().filter(|(name, _)| !is_known(name));
        let rest = found.rest.as_ref().map(|(_, slot)| *slot);
        found
            .members
            .iter()
            .all(|member| match members.get(&member.name) {
                None => !member.required,
                Some(Value::Null) if !member.required => true,
                Some(value) => self.fits(member.slot, value, depth + 1),
            })
            && others
                .into_iter()
                .all(|(_, value)| rest.is_none_or(|slot| self.fits(slot, value, depth + 1)))
    }

    fn is_union(self, found: &Union, value: &Value, depth: usize) -> bool {
        let is_variant = |index: usize| {
            found
                .variants
                .get(index)
                .is_some_and(|variant| self.fits(variant.id.into(), value, depth + 1))
        };
        match &found.select {
            Select::Tag { member, tags } => {
                let tag = value.get(member).and_then(Value::as_str);
                let known = tags.iter().find(|(known, _)| Some(known.as_str()) == tag);
                tag.is_some() && known.is_none_or(|(_, index)| is_variant(*index))
            }
            Select::Kind => (0..found.variants.len()).any(is_variant),
            Select::Status { ranges, default } => {
                variant_of(ranges, *default, self.status).is_none_or(is_variant)
            }
        }
    }

    /// Returns whether a value has what is read from it by a path.
    fn is_read(self, read: &Read, value: &Value, depth: usize) -> bool {
        let found = match &read.kind {
            ReadKind::Constant(_) => return true,
            _ => at(&read.path, value),
        };
        let Some(found) = found.filter(|found| !found.is_null()) else {
            return !read.required;
        };
        match &read.kind {
            ReadKind::Value(id) => self.fits((*id).into(), found, depth),
            ReadKind::List(item) => {
                let items = found.as_array();
                items.is_some_and(|items| items.iter().all(|value| self.is_read(item, value, depth + 1)))
            }
            ReadKind::Constant(_) => true,
        }
    }
}

/// Returns the value at a path; `None` also for a path of RFC 9535, which is not followed here.
fn at<'v>(path: &[Step], value: &'v Value) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, step| match step {
        Step::Key(key) => value.get(key),
        Step::Index(index) => value.get(index),
        Step::FromEnd(place) => {
            let items = value.as_array()?;
            items.get(items.len().checked_sub(*place)?)
        }
        Step::FirstOf(paths) => paths
            .iter()
            .find_map(|path| at(path, value).filter(|found| !found.is_null())),
        Step::Query(_) => None,
    })
}

fn is_base64(text: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte);
    text.len().is_multiple_of(4) && text.bytes().all(is_digit)
}
