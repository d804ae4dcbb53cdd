//! The capability of `conformance.yaml`, served for the official suites: `naftiko-conformance` over HTTP (at
//! `CONFORMANCE_PORT`), `naftiko-conformance stdio` over standard input and output.
//!
//! The spec declares what the format can express; `fixtures` has the rest. `scripts/conformance.sh` runs the suites.

mod fixtures;
mod upstream;

use naftiko::mcp::{PromptMessage, ToolError};
use naftiko::serve::{Adapter, Server};

use conformance::mcp::{TestPromptWithEmbeddedResourceInput, Tools};

naftiko::naftiko! { "conformance.yaml", emit: [client, mcp] }

/// The prompts with content other than text.
struct Fixtures(conformance::Capability);

impl Tools for Fixtures {
    fn capability(&self) -> &conformance::Capability {
        &self.0
    }

    async fn prompt_test_prompt_with_embedded_resource(
        &self,
        input: TestPromptWithEmbeddedResourceInput,
    ) -> Result<Vec<PromptMessage>, ToolError> {
        Ok(fixtures::prompt_with_resource(&input.resource_uri))
    }

    async fn prompt_test_prompt_with_image(&self) -> Result<Vec<PromptMessage>, ToolError> {
        Ok(fixtures::prompt_with_image())
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let base = upstream::serve().await?;
    let capability = conformance::Capability::builder()
        .fixtures(|api| api.base_uri(base))
        .build()?;
    let server = fixtures::add(conformance::mcp::server(Fixtures(capability)));
    let adapter = if std::env::args().any(|argument| argument == "stdio") {
        Adapter::stdio("conformance", server)
    } else {
        Adapter::mcp("conformance", "127.0.0.1", 8931, server)
    };
    Server::new("conformance").adapter(adapter).run().await?;
    Ok(())
}
