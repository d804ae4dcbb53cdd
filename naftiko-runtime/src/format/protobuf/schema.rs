//! Protocol Buffers schemas: the first message of a `.proto` file.

use prost_reflect::MessageDescriptor;
use protox::Compiler;
use protox::file::{ChainFileResolver, File, FileResolver, GoogleFileResolver};

use crate::value::DecodeError;

/// The name of the schema file. It can import `google/protobuf/…` only.
const NAME: &str = "schema.proto";

struct SchemaText(String);

impl FileResolver for SchemaText {
    fn open_file(&self, name: &str) -> Result<File, protox::Error> {
        if name == NAME {
            File::from_source(name, &self.0)
        } else {
            Err(protox::Error::file_not_found(name))
        }
    }
}

pub(super) fn parse(text: &str) -> Result<MessageDescriptor, DecodeError> {
    let invalid = |found: String| DecodeError::new("$", "a Protobuf schema", found);
    let mut files = ChainFileResolver::new();
    files.add(SchemaText(text.to_owned()));
    files.add(GoogleFileResolver::new());
    let mut compiler = Compiler::with_file_resolver(files);
    compiler.include_imports(true);
    // The error concerns the spec, not the body, so the message may quote it.
    compiler
        .open_file(NAME)
        .map_err(|error| invalid(error.to_string()))?;
    let pool = compiler.descriptor_pool();
    let root = pool
        .get_file_by_name(NAME)
        .and_then(|file| file.messages().next());
    root.ok_or_else(|| invalid("no message".to_owned()))
}
