// The fields of an operation, and the request that they make.

import { element, resolved, sample, typeName } from "./dom.js";
import { members } from "./schema.js";

let count = 0;

function labelled(name, kind, required, about, input) {
  input.id = `field-${++count}`;
  const described = about ? element("p", { className: "quiet", id: `${input.id}-about`, textContent: about }) : null;
  if (described) input.setAttribute("aria-describedby", described.id);
  const label = element(
    "label",
    { htmlFor: input.id },
    name,
    element("span", { className: "kind", textContent: kind }),
    required ? element("span", { className: "required", textContent: "required" }) : null,
  );
  return element("div", { className: "field" }, label, input, described);
}

function choice(values, required) {
  const options = values.map((value) => element("option", { value: String(value), textContent: String(value) }));
  return element("select", {}, required ? null : element("option", { value: "", textContent: "(not sent)" }), ...options);
}

function control(api, schema, required) {
  const known = resolved(api, schema);
  if (known.enum) return choice(known.enum, required);
  if (known.type === "boolean") return choice(["true", "false"], required);
  if (known.type === "array") return element("textarea", { rows: 2, spellcheck: false, placeholder: "one value a line" });
  if (known.type === "object") return element("textarea", { rows: 3, spellcheck: false, placeholder: "{}" });
  const mode = { integer: "numeric", number: "decimal" }[known.type] || "text";
  const input = element("input", { type: "text", inputMode: mode, autocomplete: "off", spellcheck: false });
  if (known.default !== undefined) input.placeholder = String(known.default);
  return input;
}

export function parameterField(api, given) {
  const parameter = resolved(api, given);
  const input = control(api, parameter.schema, parameter.required);
  Object.assign(input, { name: parameter.name, required: Boolean(parameter.required) });
  Object.assign(input.dataset, { place: parameter.in, list: resolved(api, parameter.schema).type === "array" ? "yes" : "" });
  const kind = `${parameter.in} · ${typeName(api, parameter.schema)}`;
  return labelled(parameter.name, kind, parameter.required, parameter.description, input);
}

export function bodyField(api, given) {
  const body = resolved(api, given);
  const [type, media] = Object.entries(body.content || {})[0] || ["application/json", {}];
  const isJson = type.includes("json");
  const example = isJson ? JSON.stringify(media.example ?? sample(api, media.schema) ?? {}, null, 2) : "";
  const value = body.required ? example : "";
  const rows = Math.min(16, Math.max(4, example.split("\n").length));
  const input = element("textarea", { name: "body", value, rows, spellcheck: false, required: Boolean(body.required) });
  if (!body.required && isJson) input.placeholder = example;
  Object.assign(input.dataset, { place: "body", type });
  const field = labelled("Body", type, body.required, body.description, input);
  const shape = members(api, "Members of the body", media.schema, "readOnly");
  if (shape) field.append(shape);
  return field;
}

// What a header carries of a field: a list with commas; user and password as the scheme has them.
function headerValue(input) {
  const { list, prefix, encoded } = input.dataset;
  const value = list ? input.value.split("\n").join(",") : input.value;
  const bytes = encoded ? btoa(String.fromCharCode(...new TextEncoder().encode(value))) : value;
  return (prefix || "") + bytes;
}

// The call that the fields say: url, options of fetch, and cookies to be set for it.
export function request(method, path, form, credentials) {
  const headers = new Headers({ accept: "application/json, */*" });
  // What follows it tells operations of one path apart, and is not sent.
  path = path.split("#")[0];
  const query = new URLSearchParams();
  const cookies = [];
  let body;
  for (const input of [...credentials, ...form.querySelectorAll("[data-place]")]) {
    const { name, value } = input;
    const { place, list, type } = input.dataset;
    if (place === "path") {
      if (value === "." || value === "..") throw new Error(`${name} cannot be ${value}: browsers would leave it out of the path`);
      path = path.replaceAll(`{${name}}`, encodeURIComponent(value));
    } else if (value === "") continue;
    else if (place === "query") (list ? value.split("\n") : [value]).forEach((item) => query.append(name, item));
    else if (place === "header") headers.set(name, headerValue(input));
    else if (place === "cookie") cookies.push(`${name}=${value}`);
    else if (place === "body") {
      body = value;
      headers.set("content-type", type);
    }
  }
  const url = new URL(".", location.href);
  url.pathname = url.pathname.replace(/\/$/, "") + path;
  url.search = query.toString();
  return { url, cookies, options: { method: method.toUpperCase(), headers, body } };
}

// The same call for a terminal.
export function curl({ url, cookies, options }) {
  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  const words = ["curl"];
  if (options.method !== "GET") words.push("-X", options.method);
  words.push(quoted(url.href));
  for (const [name, value] of options.headers) {
    if (name !== "accept") words.push("-H", quoted(`${name}: ${value}`));
  }
  if (cookies.length > 0) words.push("-b", quoted(cookies.join("; ")));
  if (options.body !== undefined) words.push("--data-raw", quoted(options.body));
  return words.join(" ");
}
