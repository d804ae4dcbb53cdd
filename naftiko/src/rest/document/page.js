"use strict";

// Everything of the document is set as text: nothing in it can become markup.
function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.filter((child) => child !== null));
  return made;
}

function typeName(schema) {
  return (schema && schema.type) || "any";
}

function field(parameter) {
  const input = element("input", { name: parameter.name, required: Boolean(parameter.required), autocomplete: "off" });
  input.dataset.place = parameter.in;
  const name = element("span", { className: "name", textContent: parameter.name + (parameter.required ? " *" : "") });
  name.dataset.place = `${parameter.in}, ${typeName(parameter.schema)}`;
  const about = parameter.description ? element("span", { className: "quiet", textContent: parameter.description }) : null;
  return element("label", {}, name, input, about);
}

function example(schema) {
  if (!schema || schema.type !== "object" || !schema.properties) return "{}";
  const values = { string: "", integer: 0, number: 0, boolean: false, array: [], object: {} };
  const fields = Object.entries(schema.properties).map(([name, field]) => [name, values[field.type] ?? null]);
  return JSON.stringify(Object.fromEntries(fields), null, 2);
}

function bodyField(requestBody) {
  const schema = requestBody.content["application/json"].schema;
  const area = element("textarea", { name: "body", value: example(schema), spellcheck: false });
  area.dataset.place = "body";
  const name = element("span", { className: "name", textContent: "body" + (requestBody.required ? " *" : "") });
  name.dataset.place = "JSON";
  return element("label", {}, name, area);
}

function request(method, path, form) {
  const headers = new Headers({ accept: "application/json, */*" });
  const query = new URLSearchParams();
  let body;
  for (const input of form.querySelectorAll("[data-place]")) {
    if (!input.name) continue;
    const value = input.value;
    if (input.dataset.place === "path") path = path.replace(`{${input.name}}`, encodeURIComponent(value));
    else if (value === "") continue;
    else if (input.dataset.place === "query") query.append(input.name, value);
    else if (input.dataset.place === "header") headers.set(input.name, value);
    else if (input.dataset.place === "body") {
      body = value;
      headers.set("content-type", "application/json");
    }
  }
  const base = new URL(".", location.href);
  const url = new URL(path.replace(/^\//, ""), base);
  url.search = query.toString();
  return [url, { method: method.toUpperCase(), headers, body }];
}

function pretty(text, type) {
  if (!type.includes("json")) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

async function call(method, path, form, output, button) {
  button.disabled = true;
  const started = performance.now();
  try {
    const [url, options] = request(method, path, form);
    const response = await fetch(url, options);
    const text = await response.text();
    const took = Math.round(performance.now() - started);
    const status = element("span", { textContent: `${response.status} ${response.statusText}`, className: `status ${response.ok ? "good" : "bad"}` });
    const about = element("span", { className: "quiet", textContent: ` ${took} ms, ${options.method} ${url.pathname}${url.search}` });
    const type = response.headers.get("content-type") || "";
    output.replaceChildren(element("p", {}, status, about), element("pre", { textContent: pretty(text, type) || "(no body)" }));
  } catch (error) {
    output.replaceChildren(element("p", { className: "bad", textContent: `The call failed: ${error.message}` }));
  } finally {
    button.disabled = false;
  }
}

function operation(method, path, item) {
  const button = element("button", { type: "submit", textContent: "Send" });
  const output = element("div", { ariaLive: "polite" });
  const form = element(
    "form",
    {},
    item.description ? element("p", { className: "quiet", textContent: item.description }) : null,
    ...(item.parameters || []).map(field),
    item.requestBody ? bodyField(item.requestBody) : null,
    button,
    output,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    call(method, path, form, output, button);
  });
  const summary = element(
    "summary",
    {},
    element("span", { className: "method", textContent: method.toUpperCase() }),
    element("span", { className: "path", textContent: path }),
    element("span", { className: "quiet", textContent: item.summary || item.operationId || "" }),
  );
  return element("details", {}, summary, form);
}

async function start() {
  const main = document.getElementById("operations");
  try {
    const api = await (await fetch("openapi.json")).json();
    document.title = api.info.title;
    document.getElementById("title").textContent = api.info.title;
    document.getElementById("description").textContent = api.info.description || "";
    const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, item]) => operation(method, path, item)),
    );
    main.replaceChildren(...operations);
    if (operations.length === 1) operations[0].open = true;
  } catch (error) {
    main.replaceChildren(element("p", { className: "bad", textContent: `The document cannot be read: ${error.message}` }));
  }
}

start();
