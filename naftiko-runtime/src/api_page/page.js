// The page: what there is to call, and finding it.

import { call, fetched } from "./answer.js";
import { challenged, credentials, fields } from "./credentials.js";
import { element, resolved } from "./dom.js";
import { bodyField, curl, parameterField, request } from "./form.js";
import { answer, members } from "./schema.js";

// From so many operations on there is a field to find one.
const MANY = 6;
const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

const at = (id) => document.getElementById(id);

function said(message, className, role) {
  at("operations").replaceChildren(element("p", { className, role, textContent: message }));
}

// What is said of an operation before it is opened.
function about(item) {
  return item.summary || (item.description || "").split("\n")[0] || item.operationId || "";
}

function operationForm(api, method, path, item, parameters) {
  const send = element("button", { type: "submit", textContent: "Send" });
  const copy = element("button", { type: "button", className: "second", textContent: "Show as curl" });
  const output = element("div", { className: "output", ariaLive: "polite" });
  const form = element(
    "form",
    {},
    item.description && item.description !== about(item) ? element("p", { className: "quiet", textContent: item.description }) : null,
    ...parameters.map((parameter) => parameterField(api, parameter)),
    item.requestBody ? bodyField(api, item.requestBody) : null,
    members(api, "Members of the response", answer(api, item), "writeOnly"),
    element("div", { className: "row" }, send, copy),
    output,
  );
  const made = () => {
    try {
      return request(method, path, form, credentials());
    } catch (error) {
      output.replaceChildren(element("p", { className: "bad", role: "alert", textContent: error.message }));
      return null;
    }
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wanted = made();
    if (!wanted) return;
    send.disabled = true;
    await call(wanted, item.operationId || "body", output);
    send.disabled = false;
  });
  copy.addEventListener("click", () => {
    const wanted = made();
    if (wanted) output.replaceChildren(element("pre", { textContent: curl(wanted), tabIndex: 0 }));
  });
  return form;
}

function operation(api, path, method, item, shared) {
  const summary = element(
    "summary",
    {},
    element("span", { className: `method ${method}`, textContent: method.toUpperCase() }),
    element("h2", { textContent: path }),
    about(item) ? element("span", { className: "quiet", textContent: about(item) }) : null,
  );
  const details = element("details", { className: "operation", id: item.operationId || "" }, summary);
  details.dataset.text = [method, path, item.operationId, item.summary, item.description].join(" ").toLowerCase();
  // Made when it is looked at: there may be hundreds.
  details.addEventListener("toggle", () => {
    if (!details.open || details.children.length > 1) return;
    const own = item.parameters || [];
    details.append(operationForm(api, method, path, item, [...shared, ...own]));
  });
  return details;
}

function operations(api) {
  return Object.entries(api.paths || {}).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => operation(api, path, method, item[method], item.parameters || [])),
  );
}

function filtering(all) {
  const filter = at("filter");
  const show = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const details of all) {
      details.hidden = !words.every((word) => details.dataset.text.includes(word));
      shown += details.hidden ? 0 : 1;
    }
    at("count").textContent = words.length === 0 ? `${all.length} operations` : `${shown} of ${all.length} operations`;
  };
  filter.addEventListener("input", show);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.target.matches("input, textarea, select")) return;
    event.preventDefault();
    filter.focus();
  });
  at("search").hidden = all.length < MANY;
  show();
}

// Opens the operation that the address names.
function open() {
  const wanted = at(decodeURIComponent(location.hash.slice(1)));
  if (!wanted?.matches(".operation")) return;
  wanted.open = true;
  wanted.scrollIntoView();
}

async function start() {
  try {
    const response = await fetched(request("get", "/openapi.json", element("form", {}), credentials()));
    if (response.status === 401) return ask(response);
    if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
    show(await response.json());
  } catch (error) {
    said(`The document cannot be read: ${error.message}`, "bad", "alert");
  }
}

// Has credentials entered, to read the document with.
function ask(response) {
  if (credentials().some((input) => input.value !== "")) said("These credentials are not accepted.", "bad", "alert");
  else said("The document is read with credentials.", "quiet", "status");
  if (credentials().length > 0) return;
  const button = element("button", { type: "submit", textContent: "Read the document" });
  fields([["credentials", challenged(response)]], element("div", { className: "row" }, button));
  credentials()[0].focus();
}

function show(api) {
  document.title = api.info.title;
  at("title").textContent = api.info.title;
  at("version").textContent = api.info.version;
  at("description").textContent = api.info.description || "";
  fields(Object.entries(api.components?.securitySchemes || {}).map(([name, scheme]) => [name, resolved(api, scheme)]));
  const all = operations(api);
  at("operations").replaceChildren(...all);
  filtering(all);
  if (all.length === 1) all[0].open = true;
  open();
  addEventListener("hashchange", open);
}

at("entry").addEventListener("submit", (event) => {
  event.preventDefault();
  // There is a button as long as the document is not read.
  if (event.submitter) start();
});
start();
