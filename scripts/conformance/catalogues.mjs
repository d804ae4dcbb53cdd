// The clients of the TypeScript SDK, 1 and 2, against a server with one of the catalogues: they list tools, search where tools search, and call.
//
//     node catalogues.mjs <folder with node_modules> http://127.0.0.1:8941/mcp all|toolsets|search
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, url, catalogue] = process.argv.slice(2);
const { resolve } = createRequire(pathToFileURL(join(folder, 'package.json')));
const load = name => import(pathToFileURL(resolve(name)).href);
const one = await load('@modelcontextprotocol/sdk/client/index.js');
const oneHttp = await load('@modelcontextprotocol/sdk/client/streamableHttp.js');
const two = await load('@modelcontextprotocol/client');

const search = ['search_tools', 'describe_tools', 'call_read_tool', 'call_tool'];
const info = { name: 'catalogues', version: '1' };
let held = 0;
let all = 0;

function check(where, what, holds, saw) {
    all += 1;
    if (holds) held += 1;
    else console.log(`  FAILED ${where}: ${what}, saw ${JSON.stringify(saw)}`);
}

const same = (left, right) => JSON.stringify(left) === JSON.stringify(right);

async function tried(where, client, transport) {
    await client.connect(transport);
    const names = (await client.listTools()).tools.map(tool => tool.name);
    const call = async (name, args) => (await client.callTool({ name, arguments: args })).structuredContent;
    if (catalogue !== 'search') {
        check(where, 'the tools', names.includes('add_numbers'), names);
    } else {
        check(where, 'the tools that search', same(names, search), names);
        const found = await call('search_tools', { query: 'add two numbers' });
        check(where, 'a search', found.tools[0].name === 'add_numbers', found);
        const described = await call('describe_tools', { names: ['add_numbers'] });
        check(where, 'a description', same(described.tools[0].inputSchema.required, ['a', 'b']), described);
        for (const tool of ['call_read_tool', 'call_tool']) {
            const result = await call(tool, { name: 'add_numbers', arguments: { a: 1, b: 2 } });
            check(where, tool, same(result, { sum: 3 }), result);
        }
    }
    const result = await call('add_numbers', { a: 1, b: 2 });
    check(where, 'a direct call', same(result, { sum: 3 }), result);
    await client.close();
}

await tried('TypeScript SDK 1', new one.Client(info), new oneHttp.StreamableHTTPClientTransport(new URL(url)));
for (const mode of ['legacy', 'auto', { pin: '2026-07-28' }]) {
    const client = new two.Client(info, { versionNegotiation: { mode } });
    const where = `TypeScript SDK 2, ${mode.pin ?? mode}`;
    await tried(where, client, new two.StreamableHTTPClientTransport(new URL(url)));
}
console.log(`${catalogue}, TypeScript: ${held} of ${all} checks hold`);
process.exit(held === all ? 0 : 1);
