//! The logical structure of a report: headings, lists, tables and figures in reading order, for screen readers.
//!
//! Layout opens an element, places marks in it and closes it; painting gives each element the identifiers of its
//! content. What belongs to no element, such as rules and page headers, is decoration.

use krilla::tagging::{Identifier, ListNumbering, Node, TableHeaderScope, Tag, TagGroup, TagKind, TagTree};
use std::num::NonZeroU16;

/// An element of the structure, by its index.
pub type ElementId = usize;

/// What an element is.
#[derive(Clone, Debug, PartialEq)]
pub enum Role {
    Section,
    /// A heading of a level from 1, with its text.
    Heading(u16, String),
    Paragraph,
    List,
    ListItem,
    Label,
    Body,
    Contents,
    ContentsEntry,
    Table,
    TableHead,
    TableBody,
    TableFoot,
    Row,
    ColumnHeader,
    RowHeader,
    Cell,
    /// A picture with its description.
    Figure(String),
    Caption,
    Link,
}

impl Role {
    fn tag(&self) -> TagKind {
        match self {
            Role::Section => Tag::Section.into(),
            Role::Heading(level, title) => {
                Tag::Hn(NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN), Some(title.clone())).into()
            }
            Role::Paragraph => Tag::P.into(),
            Role::List => Tag::L(ListNumbering::None).into(),
            Role::ListItem => Tag::LI.into(),
            Role::Label => Tag::Lbl.into(),
            Role::Body => Tag::LBody.into(),
            Role::Contents => Tag::TOC.into(),
            Role::ContentsEntry => Tag::TOCI.into(),
            Role::Table => Tag::Table.into(),
            Role::TableHead => Tag::THead.into(),
            Role::TableBody => Tag::TBody.into(),
            Role::TableFoot => Tag::TFoot.into(),
            Role::Row => Tag::TR.into(),
            Role::ColumnHeader => Tag::TH(TableHeaderScope::Column).into(),
            Role::RowHeader => Tag::TH(TableHeaderScope::Row).into(),
            Role::Cell => Tag::TD.into(),
            Role::Figure(description) => Tag::Figure(Some(description.clone())).into(),
            Role::Caption => Tag::Caption.into(),
            Role::Link => Tag::Link.into(),
        }
    }

    /// A cell stays in its row even if nothing is printed in it.
    fn may_be_empty(&self) -> bool {
        matches!(self, Role::ColumnHeader | Role::RowHeader | Role::Cell)
    }
}

struct Element {
    role: Role,
    parent: Option<ElementId>,
    content: Vec<Identifier>,
}

/// All elements in the order in which they were opened, which is the reading order.
#[derive(Default)]
pub struct Structure {
    elements: Vec<Element>,
    /// The element that is open.
    pub open: Option<ElementId>,
}

impl Structure {
    /// Opens an element within the open one. Returns what [`Structure::close`] needs.
    pub fn open(&mut self, role: Role) -> Option<ElementId> {
        let before = self.open;
        self.elements.push(Element { role, parent: before, content: Vec::new() });
        self.open = Some(self.elements.len() - 1);
        before
    }

    pub fn close(&mut self, before: Option<ElementId>) {
        self.open = before;
    }

    pub fn len(&self) -> usize {
        self.elements.len()
    }

    /// Removes the elements that were opened since, for a part that is laid out again.
    pub fn truncate(&mut self, length: usize) {
        self.elements.truncate(length);
    }

    pub fn add_content(&mut self, element: ElementId, content: Identifier) {
        if let Some(element) = self.elements.get_mut(element) {
            element.content.push(content);
        }
    }

    pub fn into_tree(self) -> TagTree {
        let mut children: Vec<Vec<ElementId>> = vec![Vec::new(); self.elements.len()];
        let mut roots = Vec::new();
        for (id, element) in self.elements.iter().enumerate() {
            match element.parent.and_then(|parent| children.get_mut(parent)) {
                Some(siblings) => siblings.push(id),
                None => roots.push(id),
            }
        }
        let mut tree = TagTree::new();
        for root in roots {
            if let Some(group) = self.group(root, &children) {
                tree.push(group);
            }
        }
        tree
    }

    /// An element with all that is in it; `None` if nothing is.
    fn group(&self, id: ElementId, children: &[Vec<ElementId>]) -> Option<TagGroup> {
        let element = self.elements.get(id)?;
        let mut nodes: Vec<Node> = element.content.iter().map(|content| Node::Leaf(*content)).collect();
        let below = children.get(id).map_or(&[] as &[ElementId], Vec::as_slice);
        nodes.extend(below.iter().filter_map(|child| self.group(*child, children)).map(Node::Group));
        (!nodes.is_empty() || element.role.may_be_empty()).then(|| TagGroup::with_children(element.role.tag(), nodes))
    }
}
