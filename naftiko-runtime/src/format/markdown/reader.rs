//! Reader of tables and sections, from the parser's events.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use serde_json::{Value, json};

use crate::format::limits::ConversionBudget;
use crate::format::table;
use crate::value::DecodeError;

pub(super) struct MarkdownReader<'a> {
    prefix: &'a str,
    tables: Vec<Value>,
    sections: Vec<Value>,
    section: Option<Section>,
    table: Option<MarkdownTable>,
    /// The current block of text.
    text: String,
    /// Whether the reader is in a code block, whose text is ignored.
    code: bool,
}

struct Section {
    heading: String,
    level: u8,
    blocks: Vec<String>,
}

#[derive(Default)]
struct MarkdownTable {
    header: Vec<String>,
    cells: Vec<String>,
    rows: Vec<Value>,
}

impl<'a> MarkdownReader<'a> {
    pub(super) fn new(prefix: &'a str) -> Self {
        Self {
            prefix,
            tables: Vec::new(),
            sections: Vec::new(),
            section: None,
            table: None,
            text: String::new(),
            code: false,
        }
    }

    pub(super) fn read(&mut self, text: &str, budget: &mut ConversionBudget<'_>) -> Result<(), DecodeError> {
        for event in Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
            match event {
                Event::Start(tag) => {
                    budget.values(1)?;
                    self.start(&tag, budget)?;
                }
                Event::End(tag) => self.end(tag, budget)?,
                Event::Text(text) | Event::Code(text) if !self.code => self.text.push_str(&text),
                Event::SoftBreak => self.text.push(' '),
                Event::HardBreak => self.text.push('\n'),
                _ => {}
            }
        }
        Ok(())
    }

    pub(super) fn into_parts(
        mut self,
        budget: &mut ConversionBudget<'_>,
    ) -> Result<(Vec<Value>, Vec<Value>), DecodeError> {
        self.close_section(budget)?;
        Ok((self.tables, self.sections))
    }

    fn start(&mut self, tag: &Tag<'_>, budget: &mut ConversionBudget<'_>) -> Result<(), DecodeError> {
        match tag {
            Tag::Heading { .. } => {
                self.close_block();
                self.close_section(budget)?;
            }
            Tag::Table(_) => {
                self.close_block();
                self.table = Some(MarkdownTable::default());
            }
            Tag::CodeBlock(_) => {
                self.close_block();
                self.code = true;
            }
            Tag::Paragraph | Tag::Item | Tag::List(_) | Tag::BlockQuote(_) => self.close_block(),
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, tag: TagEnd, budget: &mut ConversionBudget<'_>) -> Result<(), DecodeError> {
        match tag {
            TagEnd::Heading(level) => {
                self.section = Some(Section {
                    heading: std::mem::take(&mut self.text).trim().to_owned(),
                    level: number(level),
                    blocks: Vec::new(),
                });
            }
            TagEnd::CodeBlock => self.code = false,
            TagEnd::Paragraph | TagEnd::Item => self.close_block(),
            TagEnd::TableCell | TagEnd::TableHead | TagEnd::TableRow | TagEnd::Table => {
                self.end_in_table(tag, budget)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn end_in_table(&mut self, tag: TagEnd, budget: &mut ConversionBudget<'_>) -> Result<(), DecodeError> {
        let Some(table) = &mut self.table else {
            return Ok(());
        };
        match tag {
            TagEnd::TableCell => {
                table.cells.push(table::visible(&self.text));
                self.text.clear();
            }
            TagEnd::TableHead => {
                table.header = std::mem::take(&mut table.cells);
                budget.columns(table.header.len())?;
            }
            TagEnd::TableRow => {
                let row = table::row(&table.header, table.cells.drain(..), budget)?;
                table.rows.push(row);
            }
            _ => {
                budget.values(1)?;
                let table = self.table.take().unwrap_or_default();
                self.tables.push(Value::Array(table.rows));
            }
        }
        Ok(())
    }

    /// Ends a block: its text is added to the section, if there is one.
    fn close_block(&mut self) {
        let text = std::mem::take(&mut self.text);
        if let Some(section) = &mut self.section
            && !text.trim().is_empty()
        {
            section.blocks.push(text.trim().to_owned());
        }
    }

    fn close_section(&mut self, budget: &mut ConversionBudget<'_>) -> Result<(), DecodeError> {
        let Some(section) = self.section.take() else {
            return Ok(());
        };
        if section.heading.starts_with(self.prefix) {
            budget.values(2)?;
            let heading = budget.string(section.heading)?;
            let content = budget.string(section.blocks.join("\n"))?;
            self.sections
                .push(json!({ "heading": heading, "level": section.level, "content": content }));
        }
        Ok(())
    }
}

const fn number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}
