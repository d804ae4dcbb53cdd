"""The Python clients `mcp` and `fastmcp` against a server with one of the catalogues: they list tools, search where tools search, and call.

    catalogues.py http://127.0.0.1:8941/mcp all|toolsets|search
"""

import asyncio
import sys

import fastmcp
from mcp import Client

URL, CATALOGUE = sys.argv[1:3]
SEARCH = ["search_tools", "describe_tools", "call_read_tool", "call_tool"]
RESULTS = []


def check(where, what, holds, saw=None):
    RESULTS.append(bool(holds))
    if not holds:
        print(f"  FAILED {where}: {what}, saw {saw!r}")


async def tried(where, names, call):
    """Checks the names of a list, and calls. `call` returns the structure of a result."""
    if CATALOGUE != "search":
        check(where, "the tools", "add_numbers" in names, names)
    else:
        check(where, "the tools that search", names == SEARCH, names)
        found = await call("search_tools", {"query": "add two numbers"})
        check(where, "a search", found["tools"][0]["name"] == "add_numbers", found)
        described = await call("describe_tools", {"names": ["add_numbers"]})
        check(where, "a description", described["tools"][0]["inputSchema"]["required"] == ["a", "b"], described)
        for tool in ("call_read_tool", "call_tool"):
            result = await call(tool, {"name": "add_numbers", "arguments": {"a": 1, "b": 2}})
            check(where, tool, result == {"sum": 3}, result)
    result = await call("add_numbers", {"a": 1, "b": 2})
    check(where, "a direct call", result == {"sum": 3}, result)


async def sdk(where, url, mode):
    async with Client(url, mode=mode) as client:
        async def call(name, arguments):
            return (await client.call_tool(name, arguments)).structured_content

        await tried(where, [tool.name for tool in (await client.list_tools()).tools], call)


async def fast(where, url):
    async with fastmcp.Client(url) as client:
        async def call(name, arguments):
            return (await client.call_tool(name, arguments)).structured_content

        await tried(where, [tool.name for tool in await client.list_tools()], call)


async def chosen(mode):
    """The tools that a client sees which chose a toolset in its URL."""
    async with Client(f"{URL}/x/sum", mode=mode) as client:
        names = [tool.name for tool in (await client.list_tools()).tools]
        expected = SEARCH if CATALOGUE == "search" else ["add_numbers"]
        check(f"mcp, {mode}", "the tools of a toolset", names == expected, names)


async def main():
    for mode in ("legacy", "auto", "2026-07-28"):
        await sdk(f"mcp, {mode}", URL, mode)
        await chosen(mode)
    await fast("fastmcp", URL)


asyncio.run(main())
print(f"{CATALOGUE}, Python: {sum(RESULTS)} of {len(RESULTS)} checks hold")
sys.exit(sum(RESULTS) != len(RESULTS))
