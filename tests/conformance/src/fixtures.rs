//! Fixtures that a spec cannot express.

use std::time::Duration;

use naftiko::input::Inputs;
use naftiko::mcp::{
    self, CompletionRequest, Content, ContentBlock, Level, PromptMessage, ProtocolError, ResourceContents,
    Role, Server, ToolError, ToolResult, Updates,
};
use serde_json::json;

/// The folder of files that the spec expects in another place.
const FILES: [(&str, &str); 2] = [
    (
        "test://static-text",
        concat!(env!("CARGO_MANIFEST_DIR"), "/files/static.txt"),
    ),
    (
        "test://static-binary",
        concat!(env!("CARGO_MANIFEST_DIR"), "/files/pixel.png"),
    ),
];

/// A red pixel, and eight samples of silence.
const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
const WAV: &str = "UklGRiwAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQgAAACAgICAgICAgA==";

/// Adds the fixtures to the server of the spec.
pub(crate) fn add(server: Server) -> Server {
    let server = FILES
        .iter()
        .fold(server, |server, (uri, file)| server.location(uri, *file));
    let server = contents(server)
        .tool("test_tool_with_progress", progressing)
        .tool("test_streaming_elicitation", progressing)
        .tool("test_tool_with_logging", logging)
        .tool("test_logging_tool", logging)
        .tool("test_missing_capability", needing);
    // Clients of the older protocol need sessions to subscribe.
    server
        .completions(async |typed: CompletionRequest| {
            vec![format!("{}-1", typed.value), format!("{}-2", typed.value)]
        })
        .logging()
        .updates(&Updates::new())
        .sessions()
}

fn contents(server: Server) -> Server {
    let blocks = |blocks: Vec<ContentBlock>| {
        move |inputs: Inputs| {
            let (blocks, finished) = (blocks.clone(), inputs.finish());
            async move {
                finished?;
                Ok::<_, ToolError>(ToolResult::success(blocks))
            }
        }
    };
    let resource = |uri: &str, mime_type: &str, text: &str| {
        ContentBlock::resource(ResourceContents::text(text, uri).with_mime_type(mime_type))
    };
    let image = || ContentBlock::image(PNG, "image/png");
    let text = "This is an embedded resource content.";
    let embedded = resource("test://embedded-resource", "text/plain", text);
    let json = r#"{"test":"data","value":123}"#;
    let mixed = resource("test://mixed-content-resource", "application/json", json);
    let several = vec![ContentBlock::text("Multiple content types test:"), image(), mixed];
    server
        .tool("test_image_content", blocks(vec![image()]))
        .tool(
            "test_audio_content",
            blocks(vec![ContentBlock::audio(WAV, "audio/wav")]),
        )
        .tool("test_embedded_resource", blocks(vec![embedded]))
        .tool("test_multiple_content_types", blocks(several))
}

async fn progressing(inputs: Inputs) -> Result<String, ToolError> {
    inputs.finish()?;
    for done in [0.0, 50.0, 100.0] {
        mcp::progress(done, Some(100.0), "").await;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok("The tool was carried out in steps.".to_owned())
}

async fn logging(inputs: Inputs) -> Result<String, ToolError> {
    inputs.finish()?;
    for message in [
        "Tool execution started",
        "Tool processing data",
        "Tool execution completed",
    ] {
        mcp::log(Level::Info, "conformance", message).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok("The tool has written its log.".to_owned())
}

async fn needing(inputs: Inputs) -> Result<String, ToolError> {
    inputs.finish()?;
    let needed = json!({"sampling": {}});
    Err(ToolError::protocol(
        ProtocolError::missing_required_client_capability(needed),
    ))
}

pub(crate) fn prompt_with_resource(uri: &str) -> Vec<PromptMessage> {
    let content = Content::from("Embedded resource content for testing.").with_mime_type("text/plain");
    vec![
        PromptMessage::resource(Role::User, uri, content),
        PromptMessage::user("Please process the embedded resource above."),
    ]
}

pub(crate) fn prompt_with_image() -> Vec<PromptMessage> {
    vec![
        PromptMessage::block(Role::User, ContentBlock::image(PNG, "image/png")),
        PromptMessage::user("Please analyze the image above."),
    ]
}
