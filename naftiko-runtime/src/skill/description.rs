//! Static descriptions of skills.

use sha2::{Digest as _, Sha256};

use crate::hex::hex;
use crate::media_type;

/// A skill with its files.
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct Skill {
    /// The name, which is that of its folder too.
    pub name: &'static str,
    /// The front matter of `SKILL.md` as a JSON object. Empty when it breaks the rules of Agent Skills: agents then
    /// reject the skill, so that only the catalogue has it.
    pub front_matter: &'static str,
    /// The item of the catalogue, a JSON object.
    pub summary: &'static str,
    /// The description of the skill and its tools, a JSON object.
    pub detail: &'static str,
    /// The files, sorted by path.
    pub files: &'static [SkillFile],
}

/// A file of a skill.
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct SkillFile {
    /// The path in the folder of the skill, with `/` between its parts.
    pub path: &'static str,
    /// The content.
    pub bytes: &'static [u8],
}

impl Skill {
    /// Returns the file at a path in the folder.
    #[cfg(feature = "rest")]
    pub(crate) fn file(&self, path: &str) -> Option<&'static SkillFile> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Returns whether agents accept the skill.
    pub(crate) fn is_published(&self) -> bool {
        !self.front_matter.is_empty()
    }
}

impl SkillFile {
    /// Returns the media type by the extension of the name. Files of other names are texts if they are UTF-8.
    pub(crate) fn media_type(&self) -> &'static str {
        media_type::of_name(self.path).unwrap_or_else(|| match std::str::from_utf8(self.bytes) {
            Ok(_) => "text/plain",
            Err(_) => "application/octet-stream",
        })
    }

    /// Returns the name without its folders.
    #[cfg(feature = "mcp")]
    pub(crate) fn name(&self) -> &'static str {
        self.path.rsplit_once('/').map_or(self.path, |(_, name)| name)
    }
}

/// Shows the name only; files are long.
impl std::fmt::Debug for Skill {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Skill")
            .field("name", &self.name)
            .field("files", &self.files)
            .finish_non_exhaustive()
    }
}

/// Shows the size, since contents are long.
impl std::fmt::Debug for SkillFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SkillFile")
            .field("path", &self.path)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}

/// Returns the digest of bytes as agents compare it: `sha256:` and 64 hexadecimal digits.
pub(crate) fn digest(bytes: &[u8]) -> String {
    format!("sha256:{}", hex(&Sha256::digest(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digest_is_lower_case_hexadecimal() {
        let empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(digest(b""), empty);
    }
}
