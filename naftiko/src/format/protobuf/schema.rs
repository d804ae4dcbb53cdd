//! The message that a `.proto` file begins with.

use prost_reflect::MessageDescriptor;
use protox::Compiler;
use protox::file::{ChainFileResolver, File, FileResolver, GoogleFileResolver};

use crate::value::DecodeError;

/// The name of the file among those it may import: `google/protobuf/…` and no others.
const NAME: &str = "schema.proto";

struct Text(String);

impl FileResolver for Text {
    fn open_file(&self, name: &str) -> Result<File, protox::Error> {
        if name == NAME {
            File::from_source(name, &self.0)
        } else {
            Err(protox::Error::file_not_found(name))
        }
    }
}

pub(super) fn parse(text: &str) -> Result<MessageDescriptor, DecodeError> {
    let refused = |found: String| DecodeError::new("$", "a schema of Protobuf", found);
    let mut files = ChainFileResolver::new();
    files.add(Text(text.to_owned()));
    files.add(GoogleFileResolver::new());
    let mut compiler = Compiler::with_file_resolver(files);
    compiler.include_imports(true);
    // What is wrong is the spec's, not the body's: the message may quote it.
    compiler
        .open_file(NAME)
        .map_err(|error| refused(error.to_string()))?;
    let pool = compiler.descriptor_pool();
    let root = pool
        .get_file_by_name(NAME)
        .and_then(|file| file.messages().next());
    root.ok_or_else(|| refused("no message".to_owned()))
}
