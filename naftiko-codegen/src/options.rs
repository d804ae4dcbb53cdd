//! One set of options for the macro, build.rs and the command.

use std::path::PathBuf;

/// What is generated, and how strictly a spec is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The surfaces to generate.
    pub emit: Emit,
    /// Whether warnings about what the official format does not allow are errors.
    pub strict: bool,
    /// Name of the generated module, instead of the spec's file name; for one spec only.
    pub module: Option<String>,
    /// Folders and files outside of a spec's package that the spec may include or serve, as the loader names them.
    pub allow_paths: Vec<PathBuf>,
}

/// The surfaces of a capability. The client is always generated, since the adapters call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Emit {
    /// The REST adapters.
    pub rest: bool,
    /// The MCP adapters.
    pub mcp: bool,
}

impl Default for Emit {
    fn default() -> Self {
        Self {
            rest: true,
            mcp: true,
        }
    }
}

impl Emit {
    /// Names of the surfaces, as [`Emit::parse`] takes them.
    pub const SURFACES: [&str; 3] = ["client", "rest", "mcp"];

    /// Reads a comma-separated list of surfaces: `client`, `rest`, `mcp`.
    ///
    /// # Errors
    ///
    /// Says which word is no surface, and which there are.
    pub fn parse(list: &str) -> Result<Self, String> {
        let mut emit = Self {
            rest: false,
            mcp: false,
        };
        for surface in list.split(',').map(str::trim) {
            match surface {
                "client" => {}
                "rest" => emit.rest = true,
                "mcp" => emit.mcp = true,
                other => {
                    return Err(format!(
                        "`{other}` is no surface: there are `{}`",
                        Self::SURFACES.join("`, `")
                    ));
                }
            }
        }
        Ok(emit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surfaces_are_named_and_wrong_ones_refused() {
        assert_eq!(
            Emit::parse("client, mcp"),
            Ok(Emit {
                rest: false,
                mcp: true
            })
        );
        let error = Emit::parse("client,grpc").unwrap_err();
        assert!(error.contains("`grpc` is no surface"), "{error}");
    }
}
