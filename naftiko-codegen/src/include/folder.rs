//! Folders of skills: every file in them, without hidden files and links.

use std::io;
use std::path::Path;

use super::files::{FileKind, Located, PackageReader};
use crate::spec::SkillFile;

/// The largest number of files of a skill.
pub(crate) const MAX_SKILL_FILES: usize = 256;
/// The largest depth of folders in a skill.
pub(crate) const MAX_SKILL_DEPTH: usize = 8;

/// The content of a folder.
#[derive(Default)]
pub(super) struct Folder {
    /// Sorted by path.
    pub(super) files: Vec<SkillFile>,
    /// The paths of links, which are not followed.
    pub(super) links: Vec<String>,
}

/// Reads a folder that is in the package or below an allowed path.
pub(super) fn read(files: &mut PackageReader<'_, '_>, located: &Located) -> io::Result<Folder> {
    let mut walk = Walk {
        left: FileKind::Skill.limit(),
        files,
        root: located,
        found: Folder::default(),
    };
    walk.folder(&located.real, "", 0)?;
    let mut found = walk.found;
    found.files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(found)
}

struct Walk<'w, 'r, 'a> {
    files: &'w mut PackageReader<'r, 'a>,
    root: &'w Located,
    found: Folder,
    /// The number of bytes that further files may have.
    left: u64,
}

impl Walk<'_, '_, '_> {
    /// Reads a folder; `below` is its path in the folder of the skill.
    fn folder(&mut self, real: &Path, below: &str, depth: usize) -> io::Result<()> {
        if depth > MAX_SKILL_DEPTH {
            return Err(exceeds(format!(
                "it has more than {MAX_SKILL_DEPTH} levels of folders"
            )));
        }
        for name in self.files.names(real)? {
            let path = real.join(&name);
            let Some(name) = name.to_str().filter(|name| is_portable(name)) else {
                let message = format!("the name `{}` is not portable", name.display());
                return Err(io::Error::new(io::ErrorKind::InvalidFilename, message));
            };
            if name.starts_with('.') {
                continue;
            }
            let below = if below.is_empty() {
                name.to_owned()
            } else {
                format!("{below}/{name}")
            };
            if self.files.is_link(&path) {
                self.found.links.push(below);
                continue;
            }
            match self.files.names(&path) {
                Ok(_) => self.folder(&path, &below, depth + 1)?,
                Err(error) if error.kind() == io::ErrorKind::NotADirectory => self.file(&path, below)?,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn file(&mut self, real: &Path, below: String) -> io::Result<()> {
        if self.found.files.len() == MAX_SKILL_FILES {
            return Err(exceeds(format!("it has more than {MAX_SKILL_FILES} files")));
        }
        let loaded = self.files.load(real, self.root.path.join(&below), self.left);
        let bytes = loaded.map_err(|error| match error.kind() {
            io::ErrorKind::FileTooLarge => {
                let limit = FileKind::Skill.limit();
                exceeds(format!("its files have more than {limit} bytes"))
            }
            _ => error,
        })?;
        self.left = self.left.saturating_sub(bytes.len() as u64);
        self.found.files.push(SkillFile { path: below, bytes });
        Ok(())
    }
}

fn exceeds(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, message)
}

/// Returns whether a name has the same meaning on every system, in an archive and in a URI.
fn is_portable(name: &str) -> bool {
    name.chars()
        .all(|character| !character.is_control() && !matches!(character, '\\' | ':'))
}
