//! CSS selectors.

use std::collections::HashSet;
use std::fmt;

use ego_tree::NodeId;
use html5ever::Namespace;
use scraper::selector::{CssLocalName, CssString, NonTSPseudoClass, Parser, PseudoElement, Simple};
use scraper::{ElementRef, Html};
use selectors::attr::{AttrSelectorOperation, CaseSensitivity, NamespaceConstraint};
use selectors::bloom::BloomFilter;
use selectors::matching::{
    ElementSelectorFlags, MatchingContext, MatchingForInvalidation, MatchingMode, NeedsSelectorFlags,
    QuirksMode, SelectorCaches, matches_selector,
};
use selectors::parser::{ParseRelative, SelectorList};
use selectors::{Element, OpaqueElement};

use crate::value::DecodeError;

/// A list of selectors.
pub(super) struct Selectors(SelectorList<Simple>);

impl Selectors {
    pub(super) fn parse(text: &str) -> Result<Self, DecodeError> {
        let mut parser = cssparser::Parser::new(text);
        SelectorList::parse(&Parser, &mut parser, ParseRelative::No)
            .map(Self)
            .map_err(|_| DecodeError::new("$", "a CSS selector", "an invalid selector"))
    }

    /// Returns the selected elements of a document.
    pub(super) fn select(&self, document: &Html) -> HashSet<NodeId> {
        let root = document.root_element();
        let mut caches = SelectorCaches::default();
        let mut context = MatchingContext::new(
            MatchingMode::Normal,
            None,
            &mut caches,
            QuirksMode::NoQuirks,
            NeedsSelectorFlags::No,
            MatchingForInvalidation::No,
        );
        context.scope_element = Some(root.opaque());
        let mut selected = HashSet::new();
        for element in root.descendants().filter_map(ElementRef::wrap) {
            let redacted = RedactedElement(element);
            let mut list = self.0.slice().iter();
            if list.any(|selector| matches_selector(selector, 0, None, &redacted, &mut context)) {
                selected.insert(element.id());
            }
        }
        selected
    }
}

/// An element whose `Debug` hides the text of the page, since each step of matching is logged.
#[derive(Clone)]
struct RedactedElement<'a>(ElementRef<'a>);

impl fmt::Debug for RedactedElement<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an element")
    }
}

impl Element for RedactedElement<'_> {
    type Impl = Simple;

    fn opaque(&self) -> OpaqueElement {
        self.0.opaque()
    }

    fn parent_element(&self) -> Option<Self> {
        self.0.parent_element().map(Self)
    }

    fn parent_node_is_shadow_root(&self) -> bool {
        self.0.parent_node_is_shadow_root()
    }

    fn containing_shadow_host(&self) -> Option<Self> {
        self.0.containing_shadow_host().map(Self)
    }

    fn is_pseudo_element(&self) -> bool {
        self.0.is_pseudo_element()
    }

    fn prev_sibling_element(&self) -> Option<Self> {
        self.0.prev_sibling_element().map(Self)
    }

    fn next_sibling_element(&self) -> Option<Self> {
        self.0.next_sibling_element().map(Self)
    }

    fn first_element_child(&self) -> Option<Self> {
        self.0.first_element_child().map(Self)
    }

    fn is_html_element_in_html_document(&self) -> bool {
        self.0.is_html_element_in_html_document()
    }

    fn has_local_name(&self, name: &CssLocalName) -> bool {
        self.0.has_local_name(name)
    }

    fn has_namespace(&self, namespace: &Namespace) -> bool {
        self.0.has_namespace(namespace)
    }

    fn is_same_type(&self, other: &Self) -> bool {
        self.0.is_same_type(&other.0)
    }

    fn attr_matches(
        &self,
        namespace: &NamespaceConstraint<&Namespace>,
        name: &CssLocalName,
        operation: &AttrSelectorOperation<&CssString>,
    ) -> bool {
        self.0.attr_matches(namespace, name, operation)
    }

    fn match_non_ts_pseudo_class(
        &self,
        class: &NonTSPseudoClass,
        context: &mut MatchingContext<'_, Simple>,
    ) -> bool {
        self.0.match_non_ts_pseudo_class(class, context)
    }

    fn match_pseudo_element(
        &self,
        element: &PseudoElement,
        context: &mut MatchingContext<'_, Simple>,
    ) -> bool {
        self.0.match_pseudo_element(element, context)
    }

    fn apply_selector_flags(&self, flags: ElementSelectorFlags) {
        self.0.apply_selector_flags(flags);
    }

    fn is_link(&self) -> bool {
        self.0.is_link()
    }

    fn is_html_slot_element(&self) -> bool {
        self.0.is_html_slot_element()
    }

    fn has_id(&self, id: &CssLocalName, case: CaseSensitivity) -> bool {
        self.0.has_id(id, case)
    }

    fn has_class(&self, name: &CssLocalName, case: CaseSensitivity) -> bool {
        self.0.has_class(name, case)
    }

    fn has_custom_state(&self, name: &CssLocalName) -> bool {
        self.0.has_custom_state(name)
    }

    fn imported_part(&self, name: &CssLocalName) -> Option<CssLocalName> {
        self.0.imported_part(name)
    }

    fn is_part(&self, name: &CssLocalName) -> bool {
        self.0.is_part(name)
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn is_root(&self) -> bool {
        self.0.is_root()
    }

    fn add_element_unique_hashes(&self, filter: &mut BloomFilter) -> bool {
        self.0.add_element_unique_hashes(filter)
    }
}
