// Pages of several origins in Chromium, which call the adapters of `desk.yaml`.
//
//     node pages.mjs <chromium> <port of accepted pages> <port of other pages> <REST port> <MCP port> <log of the adapters>
//
// Ends with 1 when a page can do what it must not, or cannot do what it must.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import puppeteer from 'puppeteer-core';

const [chromium, accepted, foreign, rest, mcp, log] = process.argv.slice(2);
const api = `http://127.0.0.1:${rest}`;
const tools = `http://127.0.0.1:${mcp}/mcp`;
let failed = 0;

function check(what, is, expected) {
    const good = JSON.stringify(is) === JSON.stringify(expected);
    console.log(`${good ? 'ok  ' : 'FAIL'} ${what}${good ? '' : `: ${JSON.stringify(is)}, not ${JSON.stringify(expected)}`}`);
    failed += good ? 0 : 1;
}

const page = (request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>page</title>');
};
const servers = [accepted, foreign].map(port => createServer(page).listen(port, '127.0.0.1'));

const browser = await puppeteer.launch({
    executablePath: chromium,
    args: ['--no-sandbox', '--headless=new', '--host-resolver-rules=MAP evil.example 127.0.0.1'],
});

// Returns the methods and statuses of the requests that the adapters have answered. A browser hides some of them from pages and tools.
const answered = () => readFileSync(log, 'utf8').split('\n').filter(line => line.includes('request completed'))
    .map(line => JSON.parse(line)).map(({ method, status }) => `${method} ${status}`);

// Runs a function in a page, and returns its result with the responses of the adapters.
async function inPage(uri, run) {
    const tab = await browser.newPage();
    await tab.goto(uri);
    const before = answered().length;
    const result = await tab.evaluate(run, api, tools);
    await tab.close();
    return { result, statuses: answered().slice(before) };
}

const read = async api => {
    try {
        const response = await fetch(`${api}/hello`);
        return [response.status, await response.json(), response.headers.has('x-request-id')];
    } catch { return 'unreadable'; }
};
const change = async api => {
    const headers = { 'content-type': 'application/json', authorization: 'Bearer x' };
    try {
        const response = await fetch(`${api}/hello`, { method: 'POST', headers, body: '{}' });
        return [response.status, await response.json()];
    } catch { return 'unreadable'; }
};
const call = async (_, tools) => {
    const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'greet' } });
    try {
        const response = await fetch(tools, { method: 'POST', headers, body });
        return [response.status, (await response.json()).result.structuredContent];
    } catch { return 'unreadable'; }
};
// Requests without a preflight, whose responses the page does not see.
const blind = async (api, tools) => {
    const send = uri => fetch(uri, { method: 'POST', mode: 'no-cors', body: '{}' }).catch(() => {});
    await send(`${api}/hello`);
    await send(tools);
};
const image = api => new Promise(done => {
    const image = new Image();
    image.onload = image.onerror = done;
    image.src = `${api}/hello`;
}).then(() => 'done');

const known = `http://localhost:${accepted}/`;
const other = `http://localhost:${foreign}/`;
const hello = { greeting: 'hello' };
check('an accepted page reads a response with its headers', (await inPage(known, read)).result, [200, hello, true]);
check('an accepted page sends JSON and credentials', (await inPage(known, change)).result, [200, hello]);
check('an accepted page calls a tool', (await inPage(known, call)).result, [200, hello]);
for (const [name, run] of [['reads nothing', read], ['sends no JSON', change], ['calls no tool', call]]) {
    const { result, statuses } = await inPage(other, run);
    check(`another page ${name}`, result, 'unreadable');
    check(`another page ${name}: no adapter serves it`, statuses.filter(status => / 2/.test(status)), []);
}
check('requests without a preflight are rejected', (await inPage(other, blind)).statuses, ['POST 403', 'POST 403']);
check('an image of another page is rejected', (await inPage(other, image)).statuses, ['GET 403']);

// A link leaves the page, and shows the adapter's response.
const tab = await browser.newPage();
await tab.goto(other);
await Promise.all([tab.waitForNavigation(), tab.evaluate(api => { location.href = `${api}/hello`; }, api)]);
check('a link of another page is followed', await tab.evaluate(() => document.body.innerText), '{"greeting":"hello"}');
// The page of the adapter is of its own origin.
await tab.goto(`${api}/docs`);
check('the page of the adapter sends requests', await tab.evaluate(change, ''), [200, hello]);
// A name that points to this machine.
await tab.goto(`http://evil.example:${rest}/hello`);
check('a foreign name is rejected', JSON.parse(await tab.evaluate(() => document.body.innerText)).status, 403);

await browser.close();
servers.forEach(server => server.close());
process.exit(failed === 0 ? 0 : 1);
