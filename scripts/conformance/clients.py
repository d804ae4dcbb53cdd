"""The Python clients `mcp` and `fastmcp` against the conformance capability, over HTTP and stdio, in every era.

    clients.py http://127.0.0.1:8931/mcp target/debug/naftiko-conformance
"""

import asyncio
import sys

import fastmcp
from fastmcp.client.transports import StdioTransport
from mcp import Client, MCPError, StdioServerParameters

URL, BINARY = sys.argv[1:3]

RESULTS = []


def check(where, what, holds, saw=None):
    RESULTS.append(bool(holds))
    if not holds:
        print(f"  FAILED {where}: {what}, saw {saw!r}")


async def refused(where, what, call, code=None):
    try:
        saw = await call
    except MCPError as error:
        check(where, what, code is None or error.error.code in code, error)
    else:
        check(where, what, False, saw)


async def sdk(where, target, mode):
    """The official SDK."""
    async with Client(target, mode=mode) as client:
        tools = (await client.list_tools()).tools
        names = [tool.name for tool in tools]
        check(where, "the order of the spec", names[:3] == ["test_simple_text", "test_error_handling", "add_numbers"], names)
        add = tools[2]
        check(where, "all hints", add.annotations.read_only_hint is True and add.annotations.open_world_hint is False, add.annotations)
        check(where, "an output schema", add.output_schema["type"] == "object", add.output_schema)
        check(where, "a strict input schema", add.input_schema["additionalProperties"] is False, add.input_schema)

        result = await client.call_tool("add_numbers", {"a": 1.5, "b": 2})
        check(where, "a structured result", result.structured_content == {"sum": 3.5}, result)
        result = await client.call_tool("add_numbers", {"a": 1.5})
        check(where, "a missing argument is told", result.is_error and "`b`" in result.content[0].text, result)
        result = await client.call_tool("test_error_handling", {})
        check(where, "a failed call is told", result.is_error, result)
        result = await client.call_tool("test_image_content", {})
        check(where, "an image", result.content[0].mime_type == "image/png", result)

        steps = []

        async def progress(done, total, message):
            steps.append((done, total))

        await client.call_tool("test_tool_with_progress", {}, progress_callback=progress)
        check(where, "progress", steps == [(0, 100), (50, 100), (100, 100)], steps)

        resources = (await client.list_resources()).resources
        uris = [str(resource.uri) for resource in resources]
        check(where, "resources", uris == ["test://static-text", "test://static-binary", "test://watched-resource"], uris)
        templates = (await client.list_resource_templates()).resource_templates
        check(where, "templates", [each.uri_template for each in templates] == ["test://template/{id}/data"], templates)
        text = (await client.read_resource("test://static-text")).contents[0]
        check(where, "a text", text.text == "This is the content of the static text resource.", text)
        image = (await client.read_resource("test://static-binary")).contents[0]
        check(where, "bytes", image.blob.startswith("iVBORw0KGgo"), image)
        data = (await client.read_resource("test://template/7/data")).contents[0]
        check(where, "a template", '"id":"7"' in data.text, data)
        await refused(where, "an unknown resource", client.read_resource("test://nothing"), (-32002, -32602))

        prompts = (await client.list_prompts()).prompts
        check(where, "prompts", len(prompts) == 4, prompts)
        prompt = await client.get_prompt("test_prompt_with_arguments", {"arg1": "x", "arg2": "{y}"})
        check(where, "a prompt", prompt.messages[0].content.text == "Prompt with arguments: arg1='x', arg2='{y}'", prompt)
        await refused(where, "a missing argument", client.get_prompt("test_prompt_with_arguments", {"arg1": "x"}), (-32602,))
        await refused(where, "an unknown tool", client.call_tool("nothing", {}), (-32602,))
        await refused(where, "an unknown cursor", client.list_tools(cursor="2"), (-32602,))


async def fast(where, target):
    """FastMCP's client."""
    async with fastmcp.Client(target) as client:
        tools = await client.list_tools()
        check(where, "tools", len(tools) == 12, [tool.name for tool in tools])
        result = await client.call_tool("add_numbers", {"a": 1, "b": 2})
        check(where, "data by the output schema", result.data.sum == 3, result)
        check(where, "structured content", result.structured_content == {"sum": 3}, result)
        failed = await client.call_tool("test_error_handling", {}, raise_on_error=False)
        check(where, "a failed call", failed.is_error, failed)
        try:
            await client.call_tool("test_error_handling", {})
            check(where, "an exception", False)
        except fastmcp.exceptions.ToolError as error:
            check(where, "an exception", "The API returned 500" in str(error), error)
        text = await client.read_resource("test://static-text")
        check(where, "a resource", text[0].text.startswith("This is the content"), text)
        prompt = await client.get_prompt("test_prompt_with_image", {})
        check(where, "a prompt with an image", prompt.messages[0].content.type == "image", prompt)


async def main():
    stdio = StdioServerParameters(command=BINARY, args=["stdio"])
    for mode in ("legacy", "auto", "2026-07-28"):
        await sdk(f"mcp, HTTP, {mode}", URL, mode)
        await sdk(f"mcp, stdio, {mode}", stdio, mode)
    await fast("fastmcp, HTTP", URL)
    await fast("fastmcp, stdio", StdioTransport(command=BINARY, args=["stdio"]))


asyncio.run(main())
passed = sum(RESULTS)
print(f"Python clients: {passed} of {len(RESULTS)} checks hold")
sys.exit(passed != len(RESULTS))
