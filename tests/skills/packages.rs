//! Packages of skills against the public rules of Agent Skills.

use std::path::{Path, PathBuf};

use naftiko_codegen::{Extra, FileLoader, Options, SkillPackage, SkillTarget, Verdict, generate_with};
use naftiko_tests::texts::Texts;
use naftiko_tests::{published, workspace};
use serde_json::{Map, Value};

fn made(spec: &Path, target: SkillTarget) -> Vec<SkillPackage> {
    let outcome = generate_with(
        &[spec.to_owned()],
        &Options::default(),
        Extra::Skills(target),
        &FileLoader,
    );
    outcome.skills
}

fn text<'p>(package: &'p SkillPackage, path: &str) -> &'p str {
    std::str::from_utf8(&package.files[path]).unwrap()
}

/// Returns the front matter of a made file, in which each value is JSON.
fn front_matter(package: &SkillPackage) -> Map<String, Value> {
    let text = text(package, "SKILL.md");
    // Some readers split at any `---`.
    let parts: Vec<&str> = text.splitn(3, "---").collect();
    let [before, yaml, _] = parts.as_slice() else {
        panic!("no front matter: {text}")
    };
    assert_eq!(*before, "");
    let mut fields = Map::new();
    for line in yaml.trim_start().lines() {
        let (key, value) = line.split_once(':').unwrap();
        match (line.starts_with("  "), value.trim()) {
            (true, value) => {
                let Some(Value::Object(metadata)) = fields.get_mut("metadata") else {
                    panic!("{line}")
                };
                let key: String = serde_json::from_str(key.trim()).unwrap();
                metadata.insert(key, serde_json::from_str(value).unwrap());
            }
            (false, "") => {
                fields.insert(key.to_owned(), Map::new().into());
            }
            (false, value) => {
                fields.insert(key.to_owned(), serde_json::from_str(value).unwrap());
            }
        }
    }
    fields
}

/// The rules of agentskills.io, as its validator checks them.
fn broken(package: &SkillPackage) -> Vec<String> {
    let mut broken = Vec::new();
    let mut check = |holds: bool, rule: &str| {
        if !holds {
            broken.push(format!("{}: {rule}", package.name));
        }
    };
    let fields = front_matter(package);
    let known = [
        "name",
        "description",
        "license",
        "allowed-tools",
        "metadata",
        "compatibility",
    ];
    check(
        fields.keys().all(|key| known.contains(&key.as_str())),
        "known fields only",
    );
    let name = fields["name"].as_str().unwrap_or_default();
    check(name == package.name, "the name is that of the folder");
    let is_part =
        |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-';
    check(
        (1..=64).contains(&name.len()) && name.chars().all(is_part),
        "small letters, digits and hyphens",
    );
    check(
        !name.starts_with('-') && !name.ends_with('-') && !name.contains("--"),
        "single hyphens between words",
    );
    let description = fields["description"].as_str().unwrap_or_default();
    check(
        !description.trim().is_empty() && description.chars().count() <= 1024,
        "1 to 1024 characters",
    );
    check(description.to_lowercase().contains("when"), "says when to use it");
    let compatibility = fields
        .get("compatibility")
        .map_or("", |text| text.as_str().unwrap());
    check(compatibility.chars().count() <= 500, "up to 500 characters");
    let body = text(package, "SKILL.md");
    check(body.lines().count() < 500, "fewer than 500 lines");
    // Relative links lead to files, one folder deep.
    for target in body.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        let target = target.trim_matches(['<', '>']);
        let is_file = target.contains("://") || package.files.contains_key(target);
        check(
            is_file && target.matches('/').count() <= 1 || target.contains("://"),
            target,
        );
    }
    broken
}

#[test]
fn packages_of_samples_follow_the_rules() {
    for name in ["m3ter-auth", "instancemetadataclient-get-token", "meti"] {
        let mut specs: Vec<PathBuf> = std::fs::read_dir(workspace().join("specs"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.file_name().unwrap().to_string_lossy().starts_with(name))
            .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
            .filter(|path| !path.to_string_lossy().contains("openapi"))
            .collect();
        let spec = specs.pop().unwrap_or_else(|| panic!("{name}"));
        for target in [SkillTarget::Plain, SkillTarget::Codex] {
            let packages = made(&spec, target);
            assert!(!packages.is_empty(), "{name}");
            for package in &packages {
                assert_eq!(broken(package), [""; 0]);
                assert!(package.is_valid);
            }
            assert_eq!(packages, made(&spec, target), "two runs give the same bytes");
        }
    }
}

/// Published specs without skills of their own get one for each MCP adapter with tools.
#[test]
fn packages_of_published_specs_follow_the_rules() {
    let files = published();
    let (mut count, mut longest) = (0, 0);
    for file in &files {
        let outcome = generate_with(
            std::slice::from_ref(file),
            &Options::default(),
            Extra::Skills(SkillTarget::Plain),
            &FileLoader,
        );
        if outcome.verdict() != Verdict::Good {
            continue;
        }
        for package in outcome.skills.iter().filter(|package| package.is_valid) {
            assert_eq!(broken(package), [""; 0], "{}", file.display());
            longest = longest.max(text(package, "SKILL.md").lines().count());
            count += 1;
        }
        let invalid = outcome.skills.iter().filter(|package| !package.is_valid);
        assert_eq!(invalid.count(), 0, "{}", file.display());
    }
    println!("{count} packages; the longest has {longest} lines");
    assert!(files.is_empty() || count > 100, "{count}");
}

fn desk(extra: &str) -> Texts {
    Texts::spec(format!(
        "naftiko: 1.0.0-alpha2\ncapability:\n  exposes:\n  - type: mcp\n    namespace: desk-mcp\n    port: 9090\n    tools:\n    \
         - {{name: find, description: Finds, outputParameters: [{{type: string, value: x}}]}}\n  - type: skill\n    namespace: s\n    \
         port: 3011\n    skills:\n    - {{{extra}}}\n"
    ))
}

fn of(texts: &Texts, target: SkillTarget) -> SkillPackage {
    let outcome = generate_with(
        &["spec.yaml".into()],
        &Options::default(),
        Extra::Skills(target),
        texts,
    );
    outcome.skills.into_iter().next().unwrap()
}

#[test]
fn fields_of_claude_code_are_in_its_packages_only() {
    let texts = desk(
        "name: desk, description: Desk, allowed-tools: 'find,Bash(git:*, gh:*)', argument-hint: a number, user-invocable: false, \
         tools: [{name: find, description: Finds, from: {sourceNamespace: desk-mcp, action: find}}]",
    );
    let plain = front_matter(&of(&texts, SkillTarget::Plain));
    assert_eq!(plain["allowed-tools"], "find Bash(git:*, gh:*)");
    assert!(!plain.contains_key("argument-hint") && !plain.contains_key("user-invocable"));
    assert_eq!(front_matter(&of(&texts, SkillTarget::Codex)), plain);
    let claude = front_matter(&of(&texts, SkillTarget::Claude));
    assert_eq!(claude["allowed-tools"], "mcp__desk-mcp__find Bash(git:*, gh:*)");
    assert_eq!(
        (&claude["argument-hint"], &claude["user-invocable"]),
        (&"a number".into(), &false.into())
    );
}

#[test]
fn tool_with_an_unknown_action_is_left_out() {
    let package = of(
        &desk(
            "name: desk, description: Desk, tools: [{name: find, description: Finds, from: {sourceNamespace: desk-mcp, action: find}}, \
             {name: lose, description: Loses, from: {sourceNamespace: desk-mcp, action: lose}}]",
        ),
        SkillTarget::Plain,
    );
    let text = text(&package, "SKILL.md");
    assert!(text.contains("`find`") && !text.contains("`lose`"), "{text}");
}

#[test]
fn text_of_the_spec_cannot_end_the_front_matter() {
    let package = of(
        &desk("name: desk, description: 'A --- b: \"c\" # d', metadata: {'e---': '---'}"),
        SkillTarget::Plain,
    );
    let fields = front_matter(&package);
    assert!(
        fields["description"]
            .as_str()
            .unwrap()
            .starts_with("A --- b: \"c\" # d")
    );
    assert_eq!(fields["metadata"]["e---"], "---");
}

#[test]
fn file_of_the_author_is_unchanged() {
    let main = "---\nname: desk\ndescription: Other words\n---\n# Desk\n";
    let texts = desk("name: desk, description: Desk, location: skills/desk")
        .with("skills/desk/SKILL.md", main)
        .with("skills/desk/.git/config", "secret")
        .with("skills/desk/a/b.txt", "b");
    let package = of(&texts, SkillTarget::Claude);
    let files: Vec<&String> = package.files.keys().collect();
    assert_eq!(files, ["SKILL.md", "a/b.txt"]);
    assert_eq!(text(&package, "SKILL.md"), main);
    assert!(package.is_valid);
    let renamed = texts.with("skills/desk/SKILL.md", main.replace("name: desk", "name: depot"));
    assert!(!of(&renamed, SkillTarget::Plain).is_valid);
}

#[test]
fn many_tools_have_files_of_their_own() {
    let tools: Vec<String> = (0..13)
        .map(|index| format!("    - {{name: t{index}, description: Does {index}, outputParameters: [{{type: string, value: x}}]}}\n"))
        .collect();
    let texts = Texts::spec(format!(
        "naftiko: 1.0.0-alpha2\ncapability:\n  exposes:\n  - type: mcp\n    namespace: Desk_Tools\n    port: 9090\n    tools:\n{}",
        tools.concat()
    ));
    let package = of(&texts, SkillTarget::Plain);
    assert_eq!((package.name.as_str(), package.files.len()), ("desk-tools", 14));
    assert_eq!(broken(&package), [""; 0]);
    assert!(text(&package, "references/t12.md").starts_with("# `t12`\n"));
}

#[test]
fn generated_skill_reads_as_its_snapshot() {
    let packages = made(&workspace().join("tests/specs/skills.yaml"), SkillTarget::Plain);
    insta::assert_snapshot!("parcel-desk", text(&packages[0], "SKILL.md"));
}
