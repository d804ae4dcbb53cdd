//! Numbers that replace the text of a page.

use std::collections::HashMap;

use html5ever::tendril::StrTendril;
use html5ever::{Attribute, LocalName};
use scraper::node::Element;
use scraper::{Html, Node};

use crate::format::limits::ConversionBudget;
use crate::value::DecodeError;

/// The prefix of replaced names and values. A page's direct text with this prefix is replaced too.
const MASK: &str = "masked-";

/// Attribute values that affect tree construction: of `type` of inputs, and of SVG and `MathML` elements that contain
/// HTML.
const VALUES: [&str; 3] = ["hidden", "text/html", "application/xhtml+xml"];

/// The only system identifier that affects tree construction.
const SYSTEM: &str = "http://www.ibm.com/data/dtd/v11/ibmxhtml1-transitional.dtd";

/// The names of up to seven letters that affect tree construction, sorted. html5ever recognizes the longer ones.
#[rustfmt::skip]
const WORDS: [&str; 128] = [
    "a", "address", "applet", "area", "article", "aside", "b", "base", "bgsound", "big", "body", "br",
    "button", "caption", "center", "code", "col", "color", "dd", "desc", "details", "dialog", "dir", "div",
    "dl", "dt", "em", "embed", "face", "feblend", "feflood", "fefunca", "fefuncb", "fefuncg", "fefuncr",
    "feimage", "femerge", "fetile", "figure", "font", "footer", "form", "frame", "h1", "h2", "h3", "h4",
    "h5", "h6", "head", "header", "hgroup", "hr", "html", "i", "iframe", "image", "img", "input", "isindex",
    "keygen", "li", "link", "listing", "main", "marquee", "math", "menu", "meta", "mglyph", "mi", "mn",
    "mo", "ms", "mtext", "nav", "nobr", "noembed", "object", "ol", "option", "output", "p", "param", "pre",
    "rb", "refx", "refy", "rp", "rt", "rtc", "ruby", "s", "script", "search", "section", "select", "size",
    "small", "source", "span", "strike", "strong", "style", "sub", "summary", "sup", "svg", "table",
    "targetx", "targety", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "track", "tt", "type", "u",
    "ul", "var", "viewbox", "wbr", "xmlns", "xmp",
];

/// The replaced texts, attribute values, and names that are not part of HTML, SVG and `MathML`.
#[derive(Default)]
pub(super) struct Masks {
    known: Vec<Box<str>>,
    /// The numbers of names and values: equal ones share a number, since they are compared.
    numbers: HashMap<Box<str>, usize>,
    /// The replaced names.
    names: HashMap<Box<str>, LocalName>,
}

impl Masks {
    /// Replaces a text and keeps its white space, which matters to the rules of HTML: a number and a semicolon for
    /// the first word, and a dot for each other word.
    pub(super) fn text(&mut self, text: &str) -> StrTendril {
        let mut masked = StrTendril::new();
        let mut known = false;
        for part in text.split_inclusive(is_white_space) {
            let word = part.trim_end_matches(is_white_space);
            if !word.is_empty() && known {
                masked.push_slice(".");
            } else if !word.is_empty() {
                known = true;
                masked.push_slice(&format!("{};", self.known.len()));
                self.known.push(text.into());
            }
            masked.push_slice(part.get(word.len()..).unwrap_or_default());
        }
        masked
    }

    /// Replaces the name of an element or attribute. Different names are limited before html5ever stores one.
    pub(super) fn name(
        &mut self,
        name: &str,
        budget: &ConversionBudget<'_>,
    ) -> Result<LocalName, DecodeError> {
        if WORDS.binary_search(&name).is_ok() || LocalName::try_static(name).is_some() {
            return Ok(LocalName::from(name));
        }
        if let Some(known) = self.names.get(name) {
            return Ok(known.clone());
        }
        budget.names(self.names.len() + 1)?;
        let masked = LocalName::from(self.number(name));
        self.names.insert(name.into(), masked.clone());
        Ok(masked)
    }

    /// Replaces the value of an attribute.
    pub(super) fn value(&mut self, value: &str) -> StrTendril {
        if value.is_empty() || VALUES.iter().any(|known| known.eq_ignore_ascii_case(value)) {
            return StrTendril::from_slice(value);
        }
        StrTendril::from_slice(&self.number(value))
    }

    fn number(&mut self, text: &str) -> String {
        let next = self.known.len();
        let number = *self.numbers.entry(text.into()).or_insert(next);
        if number == next {
            self.known.push(text.into());
        }
        format!("{MASK}{number}")
    }

    /// Returns the name in a document type: only `html` matters.
    pub(super) fn doctype_name(name: &[u8]) -> StrTendril {
        StrTendril::from_slice(if name == b"html" { "html" } else { "other" })
    }

    /// Returns a public identifier if it is one: those of old versions of HTML affect tree construction.
    pub(super) fn public_id(id: &[u8]) -> StrTendril {
        let text = String::from_utf8_lossy(id);
        let formal = ["-//", "+//", "-/W3C/"]
            .iter()
            .any(|start| text.starts_with(start));
        let public = formal || text.eq_ignore_ascii_case("html");
        StrTendril::from_slice(if public { &text } else { "other" })
    }

    /// Returns a system identifier if it affects tree construction.
    pub(super) fn system_id(id: &[u8]) -> StrTendril {
        let known = SYSTEM.as_bytes().eq_ignore_ascii_case(id);
        StrTendril::from_slice(if known { SYSTEM } else { "other" })
    }

    /// Restores the text of the page.
    pub(super) fn restore(&self, document: &mut Html) {
        for node in document.tree.values_mut() {
            match node {
                Node::Text(text) => text.text = scraper::StrTendril::from_slice(&self.restored(&text.text)),
                Node::Element(element) => *element = self.element(element),
                _ => {}
            }
        }
    }

    fn element(&self, masked: &Element) -> Element {
        let mut name = masked.name.clone();
        name.local = self.restored_name(&name.local);
        let attributes = masked.attrs.iter().map(|(name, value)| {
            let mut name = name.clone();
            name.local = self.restored_name(&name.local);
            let value = StrTendril::from_slice(self.unmasked(value));
            Attribute { name, value }
        });
        Element::new(name, attributes.collect())
    }

    fn restored_name(&self, name: &LocalName) -> LocalName {
        if name.starts_with(MASK) {
            LocalName::from(self.unmasked(name))
        } else {
            name.clone()
        }
    }

    fn unmasked<'a>(&'a self, text: &'a str) -> &'a str {
        let number = text.strip_prefix(MASK).and_then(|number| number.parse().ok());
        number.and_then(|number| self.of(number)).unwrap_or(text)
    }

    fn of(&self, number: usize) -> Option<&str> {
        self.known.get(number).map(AsRef::as_ref)
    }

    /// Restores a text of numbers.
    fn restored(&self, masked: &str) -> String {
        let mut restored = String::new();
        let mut words = "".split_ascii_whitespace();
        let mut rest = masked;
        while let Some(sign) = rest.chars().next() {
            let one = rest.get(sign.len_utf8()..).unwrap_or_default();
            let numbered = if sign.is_ascii_digit() {
                rest.split_once(';')
            } else {
                None
            };
            if let Some((number, after)) = numbered {
                let text = number.parse().ok().and_then(|number| self.of(number));
                words = text.unwrap_or_default().split_ascii_whitespace();
                restored.push_str(words.next().unwrap_or_default());
                rest = after;
            } else if sign == '.' {
                restored.push_str(words.next().unwrap_or_default());
                rest = one;
            } else {
                restored.push(sign);
                rest = one;
            }
        }
        restored
    }
}

/// Returns whether a character is white space in HTML and in [`str::split_ascii_whitespace`].
fn is_white_space(character: char) -> bool {
    character.is_ascii_whitespace()
}
