//! Folders of skills: their files become part of the skill.

use super::files::{FileKind, Located, PackageReader, Place, outside};
use super::folder::{self, Folder};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::skill_format::{MAIN_FILE, front_matter};
use crate::source::Sources;
use crate::spec::{Adapter, Document, Entry, Skill, Text};
use crate::yaml::{self, Node};

/// Reads the folder of every skill with a `location`. A path is relative to the spec that contains it.
pub(super) fn read(
    document: &mut Document,
    files: &mut PackageReader<'_, '_>,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) {
    for entry in &mut document.exposes {
        let Entry::Inline(Adapter::Skill(adapter)) = entry else {
            continue;
        };
        for skill in &mut adapter.skills {
            let Some(location) = skill.location.clone() else {
                continue;
            };
            match folder(skill, &location, files, sources) {
                Ok(found) => attach(skill, &location, found, files, sources, diagnostics),
                Err(diagnostic) => diagnostics.push(*diagnostic),
            }
        }
    }
}

/// Returns the content of a skill's folder.
fn folder(
    skill: &Skill,
    location: &Text,
    files: &mut PackageReader<'_, '_>,
    sources: &Sources,
) -> Result<Folder, Box<Diagnostic>> {
    let located = files.locate(location, sources);
    let Located { path, place, .. } = &located;
    if *place == Place::Outside {
        // An absolute path is that of a machine which runs the official engine, so that it exists on few others.
        return Err(Box::new(if path.has_root() {
            not_read(skill, location, path)
        } else {
            outside(location, FileKind::Skill, path)
        }));
    }
    folder::read(files, &located).map_err(|error| {
        let message = format!("skill folder `{}` cannot be read: {error}", path.display());
        let diagnostic = Diagnostic::new(codes::FILE_UNREADABLE, location.span, message);
        let help = "correct the path, which is relative to the file that contains it, or remove `location`";
        Box::new(diagnostic.help(help))
    })
}

fn not_read(skill: &Skill, location: &Text, path: &std::path::Path) -> Diagnostic {
    let (name, shown) = (&skill.name, path.display());
    let message =
        format!("skill `{name}` has the folder `{shown}`, which is outside the package; it is not read");
    let help = format!("move it into the package and write its path, or pass `--allow-paths {shown}`");
    Diagnostic::new(codes::SKILL_FOLDER_OUTSIDE, location.span, message).help(help)
}

fn attach(
    skill: &mut Skill,
    location: &Text,
    found: Folder,
    files: &PackageReader<'_, '_>,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) {
    for link in &found.links {
        let message = format!(
            "`{link}` in the folder of skill `{}` is a link; it is ignored",
            skill.name
        );
        let diagnostic = Diagnostic::new(codes::SKILL_LINK, location.span, message);
        diagnostics.push(diagnostic.help("replace it by a copy of the file"));
    }
    let main = found.files.iter().find(|file| file.path == MAIN_FILE);
    if let Some(main) = main {
        let shown = files.path_of(location, sources).join(MAIN_FILE);
        skill.front_matter = parsed(&shown.display().to_string(), &main.bytes, sources, diagnostics);
        if skill.front_matter.is_none() {
            let message = format!(
                "`{}` has no front matter; agents reject the skill",
                shown.display()
            );
            let diagnostic = Diagnostic::new(codes::SKILL_FORMAT, location.span, message);
            let help = "begin it with `---`, `name`, `description` and `---`, each on its own line";
            diagnostics.push(diagnostic.help(help));
        }
    }
    skill.files = Some(found.files);
}

/// Returns the front matter of a file as YAML, with places in the file.
fn parsed(shown: &str, bytes: &[u8], sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Node> {
    let text = front_matter(std::str::from_utf8(bytes).ok()?)?;
    let tree = yaml::parse(sources, shown, text.as_bytes(), diagnostics)?;
    tree.root.as_mapping().is_some().then_some(tree.root)
}
