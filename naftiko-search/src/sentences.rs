//! Sentences of descriptions: their ends, and texts that are cut at them.
//!
//! Descriptions are Markdown or plain text of any language, with HTML here and there. A text is never cut within code, a link, brackets,
//! a list or a table.

use std::borrow::Cow;
use std::ops::Range;

/// Abbreviations whose full stop does not end a sentence, in lower case and without the last full stop.
const ABBREVIATIONS: [&str; 27] = [
    "approx", "bzw", "ca", "cf", "dr", "e.g", "eg", "etc", "evtl", "ex", "fig", "i.e", "ie", "incl", "max",
    "min", "mr", "mrs", "p.ex", "prof", "resp", "sec", "st", "u.a", "usw", "vs", "z.b",
];

/// Abbreviations of that kind before a number only: `No. 5`.
const NUMBERED: [&str; 5] = ["art", "no", "nr", "p", "vol"];

/// HTML between sentences and paragraphs.
const TAGS: [&str; 9] = [
    "<br>", "<br/>", "<br />", "<p>", "</p>", "<ul>", "</ul>", "<li>", "</li>",
];

/// Returns the first sentence of a text, without blanks around it. A paragraph without a full stop is one sentence.
pub fn first_sentence(text: &str) -> &str {
    let text = text.trim();
    let end = Sentences::of(text).ends().next();
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// Returns the sentences at the start of a text that fit into `most` bytes; of a longer first sentence its first words and `…`.
pub fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    let text = text.trim();
    if text.len() <= most {
        return text.into();
    }
    let sentences = Sentences::of(text);
    let fitting = sentences.ends().take_while(|end| *end <= most).last();
    if let Some(sentences) = fitting.and_then(|end| text.get(..end)) {
        return sentences.into();
    }
    format!("{}…", sentences.words(most.saturating_sub('…'.len_utf8()))).into()
}

/// A text with the parts that stay together.
struct Sentences<'t> {
    text: &'t str,
    /// The places of the parts, in order and apart from each other.
    whole: Vec<Range<usize>>,
}

impl<'t> Sentences<'t> {
    fn of(text: &'t str) -> Self {
        let mut whole = blocks(text);
        let mut at = 0;
        while let Some(rest) = text.get(at..) {
            let Some(opening) = rest.find(['`', '(', '[']) else {
                break;
            };
            let start = at + opening;
            let opened = text.get(start..).unwrap_or_default();
            let length = group(opened);
            whole.extend(length.map(|length| start..start + length));
            at = start + length.unwrap_or(marks(opened).max(1));
        }
        whole.sort_by_key(|part| part.start);
        whole.dedup_by(|next, part| {
            let is_within = next.start < part.end;
            part.end = if is_within {
                part.end.max(next.end)
            } else {
                part.end
            };
            is_within
        });
        Self { text, whole }
    }

    /// Returns the ends of the sentences, in bytes. The last one is the end of the text.
    fn ends(&self) -> impl Iterator<Item = usize> {
        let places = self.text.char_indices();
        let ends = places.filter_map(|(at, character)| {
            let end = self.end(at, character)?;
            self.is_between(end).then_some(end)
        });
        ends.chain([self.text.len()])
    }

    /// Returns the end of the sentence that a character ends.
    fn end(&self, at: usize, character: char) -> Option<usize> {
        let after = at + character.len_utf8();
        let rest = self.text.get(after..)?;
        match character {
            '。' | '！' | '？' | '｡' | '।' | '॥' | '۔' | '؟' | '።' | '։' | '။' => {
                Some(after + closing(rest))
            }
            '.' | '!' | '?' => {
                let closed = closing(rest);
                let begins = begins_sentence(rest.get(closed..)?);
                let is_end = begins && (character != '.' || !is_abbreviation(self.text.get(..at)?, rest));
                is_end.then_some(after + closed)
            }
            '\n' if is_blank_line(rest) => {
                let paragraph = self.text.get(..at)?.trim_end_matches([' ', '\t', '\r']);
                // What a colon announces follows in the next paragraph.
                (!paragraph.is_empty() && !paragraph.ends_with([':', '\n'])).then_some(paragraph.len())
            }
            _ => None,
        }
    }

    fn is_between(&self, end: usize) -> bool {
        let next = self.whole.partition_point(|part| part.start < end);
        let before = next.checked_sub(1).and_then(|before| self.whole.get(before));
        before.is_none_or(|part| end >= part.end)
    }

    /// Returns the words at the start of the text that fit into `most` bytes.
    fn words(&self, most: usize) -> &'t str {
        let spaces = self
            .text
            .char_indices()
            .filter(|(_, character)| character.is_whitespace());
        let fitting = spaces.map(|(at, _)| at).take_while(|at| *at <= most);
        let words = fitting
            .filter(|at| self.is_between(*at))
            .last()
            .filter(|end| *end > 0);
        let end = words.or_else(|| {
            (0..=most.min(self.text.len()))
                .rev()
                .find(|end| self.text.is_char_boundary(*end))
        });
        let words = end.and_then(|end| self.text.get(..end)).unwrap_or_default();
        words.trim_end_matches(|character: char| {
            character.is_whitespace() || matches!(character, ',' | ';' | ':')
        })
    }
}

/// Returns the length of the marks that close quotations and brackets at the start of a text.
fn closing(text: &str) -> usize {
    let rest = text.trim_start_matches(['"', '\'', ')', ']', '”', '’', '»', '」', '』', '）', '*', '_']);
    text.len() - rest.len()
}

/// Returns whether what follows a full stop is the end of the text, or a new sentence: not a word in small letters.
fn begins_sentence(rest: &str) -> bool {
    let next = without_blanks(rest);
    next.is_empty() || next.len() < rest.len() && !next.starts_with(char::is_lowercase)
}

/// Returns a text without blanks and HTML between paragraphs at its start.
fn without_blanks(text: &str) -> &str {
    let mut text = text.trim_start();
    while let Some(rest) = TAGS.iter().find_map(|tag| text.strip_prefix(tag)) {
        text = rest.trim_start();
    }
    text
}

fn is_blank_line(rest: &str) -> bool {
    let line = rest.split('\n').next().unwrap_or_default();
    line.trim().is_empty() && !rest.is_empty()
}

/// Returns whether the full stop between two texts is that of an abbreviation, an initial, or the number of an item.
fn is_abbreviation(before: &str, after: &str) -> bool {
    let is_mark =
        |character: char| character.is_whitespace() || matches!(character, '(' | '[' | '/' | '"' | '>');
    let start = before.rfind(is_mark).unwrap_or_default();
    let (line, word) = before.split_at_checked(start).unwrap_or(("", before));
    let word = word.trim_start_matches(|character: char| !character.is_alphanumeric());
    let is_first = line.is_empty() || before.get(start..).is_some_and(|word| word.starts_with('\n'));
    let is_number = is_first && !word.is_empty() && word.chars().all(|character| character.is_ascii_digit());
    let mut letters = word.rsplit('.').next().unwrap_or_default().chars();
    let is_initial = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
    let lower = word.to_lowercase();
    let is_before_number = without_blanks(after).starts_with(|character: char| character.is_ascii_digit());
    is_number
        || is_initial
        || ABBREVIATIONS.contains(&lower.as_str())
        || is_before_number && NUMBERED.contains(&lower.as_str())
}

/// The longest code, link or text in brackets that stays together, in bytes.
const LONGEST_GROUP: usize = 500;

/// Returns the length of the code or the brackets at the start of a text; `None` for an opening mark alone. Brackets that touch, as those of
/// a link, need no rule of their own: no sentence ends between them.
fn group(text: &str) -> Option<usize> {
    let near = (0..=LONGEST_GROUP.min(text.len()))
        .rev()
        .find_map(|end| text.get(..end))?;
    let paragraph = near.split("\n\n").next()?;
    let marks = marks(paragraph);
    if marks > 0 {
        let (mark, code) = paragraph.split_at_checked(marks)?;
        return code.find(mark).map(|end| end + 2 * marks);
    }
    let close = if paragraph.starts_with('(') { ')' } else { ']' };
    paragraph.find(close).map(|end| end + 1)
}

/// Returns the number of marks of code at the start of a text.
fn marks(text: &str) -> usize {
    text.len() - text.trim_start_matches('`').len()
}

/// Returns the places of lists, tables and blocks of code.
fn blocks(text: &str) -> Vec<Range<usize>> {
    let (mut blocks, mut at) = (Vec::new(), 0);
    let mut open: Option<Block> = None;
    for line in text.split_inclusive('\n') {
        let (start, end) = (at, at + line.trim_end().len());
        at += line.len();
        let item = line.trim_start();
        let is_fence = item.starts_with("```") || item.starts_with("~~~");
        open = match open {
            Some(block) if block.is_code => {
                let place = block.place.start..end;
                if is_fence {
                    blocks.push(place);
                    None
                } else {
                    Some(Block { place, ..block })
                }
            }
            Some(block) if !is_fence && block.has(line) => Some(Block {
                place: block.place.start..if item.is_empty() { block.place.end } else { end },
                after_blank: item.is_empty(),
                ..block
            }),
            ended => {
                blocks.extend(ended.map(|block| block.place));
                (is_fence || is_item(item)).then_some(Block {
                    place: start..end,
                    is_code: is_fence,
                    after_blank: false,
                })
            }
        };
    }
    blocks.extend(open.map(|block| block.place));
    blocks
}

/// A list, a table or a block of code, up to the current line.
struct Block {
    place: Range<usize>,
    is_code: bool,
    after_blank: bool,
}

impl Block {
    /// Returns whether a line continues the list: an item, an indented line, or the rest of an item.
    fn has(&self, line: &str) -> bool {
        !self.after_blank || is_item(line.trim_start()) || line.starts_with([' ', '\t'])
    }
}

/// Returns whether a line begins an item of a list, or is the row of a table.
fn is_item(line: &str) -> bool {
    let digits = line.trim_start_matches(|character: char| character.is_ascii_digit());
    let is_numbered = digits.len() < line.len() && (digits.starts_with(". ") || digits.starts_with(") "));
    is_numbered
        || ["- ", "* ", "+ ", "• ", "|"]
            .iter()
            .any(|mark| line.starts_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_sentence_ends_at_its_mark() {
        for (text, expected) in [
            ("Lists bills. Of all accounts.", "Lists bills."),
            ("  Version 1.0 of it! More", "Version 1.0 of it!"),
            (
                "Lists the bills\nof an account. More",
                "Lists the bills\nof an account.",
            ),
            ("Is it open? \"Yes.\" Then", "Is it open?"),
            ("He said \"yes.\" Then", "He said \"yes.\""),
            ("No end", "No end"),
            ("A heading\n\nThe text.", "A heading"),
            ("Marked **so.** More.", "Marked **so.**"),
            ("Ends.<br>* A list", "Ends."),
            ("Goes<br>on.<br><br>Next", "Goes<br>on."),
            ("", ""),
        ] {
            assert_eq!(first_sentence(text), expected, "{text:?}");
        }
    }

    #[test]
    fn abbreviations_initials_and_numbers_end_no_sentence() {
        for text in [
            "Kinds, e.g. Boats and ships.",
            "Kinds (i.e. Boats) and others.",
            "Boats, ships etc. Unknown kinds fail.",
            "As J. Smith of the U.S. Navy wrote.",
            "As in Fig. 3 and No. 5 of it.",
            "Boats vs. Ships.",
            "Takes a list (see the guide. It is long) and more.",
            "Reads `a. B` and ``c`. D``.",
            "Follows [the guide. Part 2](https://a.test/b. C) for it.",
            "Version 2.Next of it",
            "1. First of these",
        ] {
            assert_eq!(first_sentence(text), text);
        }
        assert_eq!(first_sentence("The answer is no. More"), "The answer is no.");
        assert_eq!(first_sentence("Since 2024. More"), "Since 2024.");
    }

    #[test]
    fn sentences_of_other_scripts_end() {
        for (text, expected) in [
            ("請求書を返します。次の文。", "請求書を返します。"),
            ("「はい。」と言う。", "「はい。」"),
            ("Он ушёл. Потом", "Он ушёл."),
            ("Größe z.B. Meter. Mehr", "Größe z.B. Meter."),
            ("यह है। फिर", "यह है।"),
            ("هل هذا؟ نعم", "هل هذا؟"),
        ] {
            assert_eq!(first_sentence(text), expected);
        }
    }

    #[test]
    fn text_is_cut_after_the_last_sentence_that_fits() {
        let text = "One. Two two. Three three three.";
        for (most, expected) in [
            (99, text),
            (31, "One. Two two."),
            (13, "One. Two two."),
            (12, "One."),
            (4, "One."),
        ] {
            assert_eq!(shortened(text, most), expected, "{most}");
        }
    }

    #[test]
    fn text_is_not_cut_within_a_list_or_code() {
        let list = "Takes one of these:\n- red. It glows.\n- blue\n  and green.\n\nMore of it. The end.";
        assert_eq!(
            first_sentence(list),
            "Takes one of these:\n- red. It glows.\n- blue\n  and green."
        );
        let announced = "A tool. It takes:\n\n1. this. That.\n2. those.\n\nMore.";
        assert_eq!(shortened(announced, 40), "A tool.");
        let whole = announced.len() - " More.".len() - 1;
        assert_eq!(
            shortened(announced, whole + 1),
            "A tool. It takes:\n\n1. this. That.\n2. those."
        );
        let code = "A tool. Like this:\n```\na. B\n\nc. D\n```\nMore.";
        assert_eq!(shortened(code, code.len() - 7), "A tool.");
        let table = "A tool.\n| a | b. C |\n| d. E | f |\n\nMore.";
        assert_eq!(shortened(table, 20), "A tool.");
    }

    #[test]
    fn long_first_sentence_is_cut_at_a_word() {
        assert_eq!(shortened("One two, three four five", 12), "One two…");
        assert_eq!(shortened("Reads `a b c` and more", 12), "Reads…");
        assert_eq!(shortened("See [the guide](https://a.test) for more", 25), "See…");
        assert_eq!(shortened(&"ü".repeat(20), 12), format!("{}…", "ü".repeat(4)));
        assert_eq!(shortened("`a b c d e f`", 8), "`a b…");
        for most in 0..40 {
            let text = "Größe: der `Wert von` [etwas](x) 請求書を返します。次の文。 Ende";
            assert!(shortened(text, most).len() <= most.max('…'.len_utf8()), "{most}");
        }
    }

    #[test]
    fn long_texts_take_time_in_proportion_to_their_length() {
        for part in [
            "(", "`", "A. ", "\n", " \n", "- a. B\n", "(a). ", "``\n", "[", "1.\n", "|", "```\n\n", "a b ",
        ] {
            let text = part.repeat(100_000 / part.len());
            let _ = (first_sentence(&text), shortened(&text, 90_000));
        }
    }

    #[test]
    fn odd_texts_have_ends() {
        for text in [
            "`",
            "``",
            "(",
            "[(`",
            "- ",
            "```",
            "1.",
            ".",
            "...",
            "…",
            "<br>",
            "\n\n",
            "a.\n\n\n",
            ").",
            "\u{feff}.",
        ] {
            let _ = (first_sentence(text), shortened(text, 1), shortened(text, 0));
        }
    }
}
