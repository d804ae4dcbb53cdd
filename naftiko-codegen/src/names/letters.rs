//! Letters of identifiers besides those of ASCII.
//!
//! Rust takes the letters of every script, and warns about some of them: rare ones, and scripts of which a crate has only letters that look
//! like those of another script. These lints hold for a whole crate, so a module cannot allow them. A name therefore keeps the letters of a
//! script only if the lints accept it alone.

use std::ops::RangeInclusive;

/// The letters of a script that identifiers keep.
struct Script {
    ranges: &'static [RangeInclusive<char>],
    /// Letters in the ranges that rustc's lint `uncommon_codepoints` reports.
    uncommon: &'static str,
    /// Letters that look like those of another script, in one of their cases.
    alike: &'static str,
}

const SCRIPTS: [Script; 7] = [
    Script {
        ranges: &['À'..='Ö', 'Ø'..='ö', 'ø'..='ž'],
        uncommon: "ĔĕĬĭıĲĳĸĿŀŉŎŏŖŗŢţ",
        alike: "",
    },
    Script {
        ranges: &['Ά'..='Ά', 'Έ'..='ώ'],
        uncommon: "",
        alike: "ΑΒΓΕΖΗΘΙΚΛΜΝΟΠΡΤΥΦΧαβγδεηθικνοπρστυφ",
    },
    Script {
        ranges: &['Ё'..='Ќ', 'Ў'..='я', 'ё'..='ќ', 'ў'..='џ', 'Ґ'..='ґ'],
        uncommon: "",
        alike: "ЅІЈАБВГЕЗКЛМНОПРСТУФХЫЬЮабгекопрстуфхчшєѕіјћҐґ",
    },
    Script {
        ranges: &['ぁ'..='ゖ'],
        uncommon: "",
        alike: "へ",
    },
    Script {
        ranges: &['ァ'..='ヺ', 'ー'..='ー'],
        uncommon: "",
        alike: "ーイエカタトニネノハヒヘムメヨロ",
    },
    Script {
        ranges: &['々'..='々', '一'..='鿿'],
        uncommon: "",
        alike: "々一丅丫丿乄二亻八力匕卜厶口囗夕工彐礻",
    },
    Script {
        ranges: &['가'..='힣'],
        uncommon: "",
        alike: "",
    },
];

impl Script {
    fn has(&self, letter: char) -> bool {
        self.ranges.iter().any(|range| range.contains(&letter)) && !self.uncommon.contains(letter)
    }

    /// Returns whether no case of a letter looks like one of another script.
    fn is_distinct(&self, letter: char) -> bool {
        let mut cases = letter.to_lowercase().chain(letter.to_uppercase());
        self.has(letter) && !cases.any(|case| self.alike.contains(case))
    }
}

/// Returns a name with `_` in place of each character that identifiers do not keep.
pub(super) fn kept(name: &str) -> String {
    let is_usable = |script: &&Script| name.chars().any(|letter| script.is_distinct(letter));
    let usable: Vec<&Script> = SCRIPTS.iter().filter(is_usable).collect();
    let is_kept = |c: char| c.is_ascii_alphanumeric() || usable.iter().any(|script| script.has(c));
    name.chars().map(|c| if is_kept(c) { c } else { '_' }).collect()
}

/// Returns a name with `_` in place of each character that is not an ASCII letter or digit.
pub(super) fn ascii(name: &str) -> String {
    let kept = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    name.chars().map(kept).collect()
}

/// Returns whether identifiers keep a character of a name.
pub(crate) fn has_words(name: &str) -> bool {
    kept(name).chars().any(|c| c != '_')
}

#[cfg(test)]
mod tests {
    use super::{has_words, kept};

    #[test]
    fn letters_of_a_script_are_kept_unless_all_look_like_those_of_another() {
        for (name, expected) in [
            ("取得", "取得"),
            ("größe", "größe"),
            ("получить", "получить"),
            ("λίστα", "λίστα"),
            ("목록-2", "목록_2"),
            ("顧客リスト", "顧客リスト"),
            ("顧客ロ", "顧客_"),
            ("ロ口", "__"),
            ("со", "__"),
            ("日本!２", "日本__"),
            ("ﬁle", "_le"),
            ("طلب", "___"),
        ] {
            assert_eq!(kept(name), expected, "{name}");
        }
        assert!(has_words("取") && has_words("a") && !has_words("ロ*"));
    }
}
