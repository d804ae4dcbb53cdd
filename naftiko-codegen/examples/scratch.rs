use std::path::PathBuf;
fn main() {
    let mut args: Vec<PathBuf> = std::env::args().skip(1).map(PathBuf::from).collect();
    let out = if args[0].to_str() == Some("--out") {
        args.remove(0);
        Some(args.remove(0))
    } else {
        None
    };
    let outcome = naftiko_codegen::generate(&args, &Default::default(), &naftiko_codegen::FileLoader);
    if out.is_none() {
        eprintln!(
            "{}",
            outcome.report.render(naftiko_codegen::diagnostic::Style::Plain)
        );
    }
    eprintln!(
        "{:?} errors {} warnings {} modules {}",
        outcome.verdict(),
        outcome.report.errors(),
        outcome.report.warnings(),
        outcome.modules.len()
    );
    if let Some(out) = out {
        let mut n = std::collections::BTreeMap::new();
        for d in outcome.report.diagnostics() {
            *n.entry((d.severity() as u8, d.code().id(), d.code().title()))
                .or_insert(0) += 1;
            if d.severity() == naftiko_codegen::diagnostic::Severity::Error {
                eprintln!("E {} {}", d.code().id(), d.message());
            }
        }
        for (k, v) in n {
            eprintln!("{v:6} {k:?}");
        }
        for (p, t) in naftiko_codegen::directory(&outcome.modules).unwrap() {
            let p = out.join(p);
            std::fs::create_dir_all(p.parent().unwrap()).unwrap();
            std::fs::write(p, t).unwrap();
        }
        return;
    }
    for m in &outcome.modules {
        match m.files() {
            Ok(f) => {
                for (p, t) in f {
                    println!("=== {}\n{t}", p.display());
                }
            }
            Err(e) => println!("{e}"),
        }
    }
}
