//! CSS selectors.

use std::cell::Cell;
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

use crate::format::limits::within;
use crate::value::DecodeError;

/// The steps from one element to another while selectors are matched.
const MAX_STEPS: usize = 20_000_000;

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
    ///
    /// A selector such as `h2 ~ table` makes each element look at those before it. So the steps from one element to
    /// another are limited.
    pub(super) fn select(&self, document: &Html) -> Result<HashSet<NodeId>, DecodeError> {
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
        let steps = Cell::new(0);
        for element in root.descendants().filter_map(ElementRef::wrap) {
            let redacted = RedactedElement {
                element,
                steps: &steps,
            };
            let mut list = self.0.slice().iter();
            if list.any(|selector| matches_selector(selector, 0, None, &redacted, &mut context)) {
                selected.insert(element.id());
            }
            within(steps.get(), MAX_STEPS, "steps")?;
        }
        Ok(selected)
    }
}

/// An element whose `Debug` hides the text of the page, since each step of matching is logged.
#[derive(Clone)]
struct RedactedElement<'a> {
    element: ElementRef<'a>,
    /// The steps to other elements so far.
    steps: &'a Cell<usize>,
}

impl<'a> RedactedElement<'a> {
    /// Counts a step to another element. Beyond the limit there is no other element, so that matching ends.
    fn step(&self, to: Option<ElementRef<'a>>) -> Option<Self> {
        self.steps.set(self.steps.get() + 1);
        let steps = self.steps;
        let element = to.filter(|_| steps.get() <= MAX_STEPS)?;
        Some(Self { element, steps })
    }
}

impl fmt::Debug for RedactedElement<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an element")
    }
}

impl Element for RedactedElement<'_> {
    type Impl = Simple;

    fn opaque(&self) -> OpaqueElement {
        self.element.opaque()
    }

    fn parent_element(&self) -> Option<Self> {
        self.step(self.element.parent_element())
    }

    fn parent_node_is_shadow_root(&self) -> bool {
        self.element.parent_node_is_shadow_root()
    }

    fn containing_shadow_host(&self) -> Option<Self> {
        self.step(self.element.containing_shadow_host())
    }

    fn is_pseudo_element(&self) -> bool {
        self.element.is_pseudo_element()
    }

    fn prev_sibling_element(&self) -> Option<Self> {
        self.step(self.element.prev_sibling_element())
    }

    fn next_sibling_element(&self) -> Option<Self> {
        self.step(self.element.next_sibling_element())
    }

    fn first_element_child(&self) -> Option<Self> {
        self.step(self.element.first_element_child())
    }

    fn is_html_element_in_html_document(&self) -> bool {
        self.element.is_html_element_in_html_document()
    }

    fn has_local_name(&self, name: &CssLocalName) -> bool {
        self.element.has_local_name(name)
    }

    fn has_namespace(&self, namespace: &Namespace) -> bool {
        self.element.has_namespace(namespace)
    }

    fn is_same_type(&self, other: &Self) -> bool {
        self.element.is_same_type(&other.element)
    }

    fn attr_matches(
        &self,
        namespace: &NamespaceConstraint<&Namespace>,
        name: &CssLocalName,
        operation: &AttrSelectorOperation<&CssString>,
    ) -> bool {
        self.element.attr_matches(namespace, name, operation)
    }

    fn match_non_ts_pseudo_class(
        &self,
        class: &NonTSPseudoClass,
        context: &mut MatchingContext<'_, Simple>,
    ) -> bool {
        self.element.match_non_ts_pseudo_class(class, context)
    }

    fn match_pseudo_element(
        &self,
        element: &PseudoElement,
        context: &mut MatchingContext<'_, Simple>,
    ) -> bool {
        self.element.match_pseudo_element(element, context)
    }

    fn apply_selector_flags(&self, flags: ElementSelectorFlags) {
        self.element.apply_selector_flags(flags);
    }

    fn is_link(&self) -> bool {
        self.element.is_link()
    }

    fn is_html_slot_element(&self) -> bool {
        self.element.is_html_slot_element()
    }

    fn has_id(&self, id: &CssLocalName, case: CaseSensitivity) -> bool {
        self.element.has_id(id, case)
    }

    fn has_class(&self, name: &CssLocalName, case: CaseSensitivity) -> bool {
        // The library would store each class of the page in its table of names.
        let classes = self.element.value().attrs().filter(|(name, _)| *name == "class");
        let mut classes = classes.flat_map(|(_, value)| value.split_ascii_whitespace());
        classes.any(|class| case.eq(class.as_bytes(), name.0.as_bytes()))
    }

    fn has_custom_state(&self, name: &CssLocalName) -> bool {
        self.element.has_custom_state(name)
    }

    fn imported_part(&self, name: &CssLocalName) -> Option<CssLocalName> {
        self.element.imported_part(name)
    }

    fn is_part(&self, name: &CssLocalName) -> bool {
        self.element.is_part(name)
    }

    fn is_empty(&self) -> bool {
        self.element.is_empty()
    }

    fn is_root(&self) -> bool {
        self.element.is_root()
    }

    fn add_element_unique_hashes(&self, filter: &mut BloomFilter) -> bool {
        self.element.add_element_unique_hashes(filter)
    }
}
