//! Tree sink that counts its nodes and levels.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};
use std::collections::HashMap;

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, QualName};
use scraper::{Html, HtmlTreeSink};

pub(super) type Handle = <HtmlTreeSink as TreeSink>::Handle;

/// A tree sink that counts.
pub(super) struct CountingSink {
    inner: HtmlTreeSink,
    /// Nodes since the last check.
    pub(super) nodes: Cell<usize>,
    /// The deepest level so far.
    pub(super) depth: Cell<usize>,
    levels: RefCell<HashMap<Handle, usize>>,
}

impl CountingSink {
    pub(super) fn new() -> Self {
        Self {
            inner: HtmlTreeSink::new(Html::new_document()),
            nodes: Cell::new(0),
            depth: Cell::new(0),
            levels: RefCell::default(),
        }
    }

    fn count(&self, nodes: usize) {
        self.nodes.set(self.nodes.get() + nodes);
    }

    /// Records the level of a child. Elements that are moved later keep their first level, which is how deep they
    /// were opened.
    fn put(&self, parent: Handle, child: &NodeOrText<Handle>) {
        match child {
            NodeOrText::AppendNode(child) => {
                let mut levels = self.levels.borrow_mut();
                let level = levels.get(&parent).map_or(1, |level| level + 1);
                levels.insert(*child, level);
                self.depth.set(self.depth.get().max(level));
            }
            NodeOrText::AppendText(_) => self.count(1),
        }
    }
}

impl TreeSink for CountingSink {
    type Handle = Handle;
    type Output = Html;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Html {
        self.inner.finish()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        self.inner.get_document()
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> Ref<'a, QualName> {
        self.inner.elem_name(target)
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> Handle {
        self.count(1 + attributes.len());
        self.inner.create_element(name, attributes, flags)
    }

    fn create_comment(&self, text: StrTendril) -> Handle {
        self.count(1);
        self.inner.create_comment(text)
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> Handle {
        self.count(1);
        self.inner.create_pi(target, data)
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        self.put(*parent, &child);
        self.inner.append(parent, child);
    }

    fn append_based_on_parent_node(&self, element: &Handle, before: &Handle, child: NodeOrText<Handle>) {
        self.put(*element, &child);
        self.inner.append_based_on_parent_node(element, before, child);
    }

    fn append_doctype_to_document(&self, name: StrTendril, public: StrTendril, system: StrTendril) {
        self.inner.append_doctype_to_document(name, public, system);
    }

    fn get_template_contents(&self, target: &Handle) -> Handle {
        let contents = self.inner.get_template_contents(target);
        self.put(*target, &NodeOrText::AppendNode(contents));
        contents
    }

    fn same_node(&self, one: &Handle, other: &Handle) -> bool {
        one == other
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.inner.set_quirks_mode(mode);
    }

    fn append_before_sibling(&self, sibling: &Handle, node: NodeOrText<Handle>) {
        self.put(*sibling, &node);
        self.inner.append_before_sibling(sibling, node);
    }

    fn add_attrs_if_missing(&self, target: &Handle, attributes: Vec<Attribute>) {
        self.count(attributes.len());
        self.inner.add_attrs_if_missing(target, attributes);
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.inner.remove_from_parent(target);
    }

    fn reparent_children(&self, node: &Handle, parent: &Handle) {
        self.inner.reparent_children(node, parent);
    }
}
