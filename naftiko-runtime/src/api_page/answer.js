// Making a call, and showing what came.

import { element } from "./dom.js";

// No more of an answer is shown, in characters; all of it can be downloaded.
const SHOWN = 500_000;
// No more is coloured: each token is an element.
const COLOURED = 60_000;

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

// JSON with line breaks. Numbers and texts stay as they came: reading them would change some.
function indented(text) {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  let depth = 0;
  let out = "";
  let last = "";
  const line = () => "\n" + "  ".repeat(depth);
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === "}" || token === "]") {
      depth -= 1;
      out += (last === "{" || last === "[" ? "" : line()) + token;
    } else {
      if (last === "{" || last === "[" || last === ",") out += line();
      out += token === ":" ? ": " : token;
      if (token === "{" || token === "[") depth += 1;
    }
    last = token;
  }
  return out;
}

function coloured(text) {
  const shown = element("pre", { tabIndex: 0 });
  let end = 0;
  for (const match of text.matchAll(/("(?:[^"\\]|\\.)*")(:?)|[^\s{}[\],:"]+/g)) {
    const [whole, string, colon] = match;
    const kind = string === undefined ? "plain" : colon ? "key" : "text";
    const token = string ?? whole;
    shown.append(text.slice(end, match.index), element("span", { className: kind, textContent: token }));
    end = match.index + token.length;
  }
  shown.append(text.slice(end));
  return shown;
}

function size(bytes) {
  return bytes < 10_000 ? `${bytes} bytes` : bytes < 10_000_000 ? `${Math.round(bytes / 1000)} kB` : `${Math.round(bytes / 1e6)} MB`;
}

function download(blob, name) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name, textContent: "Save the body" });
  return element("p", {}, link);
}

async function body(blob, type, name) {
  if (blob.size === 0) return [element("p", { className: "quiet", textContent: "No body." })];
  const isText = /json|text\/|xml|yaml|csv|javascript|x-www-form-urlencoded/.test(type) || type === "";
  if (!isText) return [download(blob, name)];
  const text = await blob.text();
  const json = type.includes("json") ? indented(text) : null;
  const all = json ?? text;
  if (json !== null && all.length <= COLOURED) return [coloured(all)];
  const shown = element("pre", { tabIndex: 0, textContent: all.slice(0, SHOWN) });
  const cut = all.length > SHOWN ? element("p", { className: "quiet", textContent: `The first ${SHOWN} characters.` }) : null;
  return [shown, cut, cut && download(blob, name)].filter(Boolean);
}

function headers(response) {
  const lines = [...response.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
  return element("details", {}, element("summary", { textContent: "Headers" }), element("pre", { textContent: lines, tabIndex: 0 }));
}

// Sends a request. Its cookies are there as long as it takes.
export async function fetched({ url, cookies, options }) {
  const path = location.pathname.replace(/[^/]*$/, "");
  try {
    for (const cookie of cookies) document.cookie = `${cookie}; path=${path}; SameSite=Strict`;
    return await fetch(url, options);
  } finally {
    for (const cookie of cookies) document.cookie = `${cookie.split("=")[0]}=; path=${path}; max-age=0`;
  }
}

// Calls, and puts into `output` what came, or why nothing did.
export async function call(request, name, output) {
  const started = performance.now();
  try {
    const response = await fetched(request);
    const blob = await response.blob();
    const took = Math.round(performance.now() - started);
    const status = `${response.status} ${response.statusText}`.trim();
    const line = element(
      "p",
      { role: "status" },
      element("span", { textContent: status, className: `status ${response.ok ? "good" : "bad"}` }),
      element("span", { className: "quiet", textContent: ` in ${took} ms, ${size(blob.size)}` }),
    );
    const type = response.headers.get("content-type") || "";
    output.replaceChildren(line, ...(await body(blob, type, name)), headers(response));
  } catch (error) {
    const message = `There was no answer: ${error.message}`;
    output.replaceChildren(element("p", { className: "bad", role: "alert", textContent: message }));
  }
}
