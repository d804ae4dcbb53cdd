// The fields for credentials: the ways to authenticate that the document has, or that a refusal names.

import { element } from "./dom.js";

export const credentials = () => [...document.querySelectorAll("#credentials input")];

function field(name, scheme) {
  const input = element("input", { type: "password", autocomplete: "off", id: `credential-${name}` });
  const isKey = scheme.type === "apiKey";
  const isBasic = scheme.type === "http" && scheme.scheme?.toLowerCase() === "basic";
  input.name = isKey ? scheme.name : "Authorization";
  input.dataset.place = isKey ? scheme.in : "header";
  if (!isKey) input.dataset.prefix = isBasic ? "Basic " : "Bearer ";
  if (isBasic) input.dataset.encoded = "base64";
  const kind = isKey ? `${scheme.in} ${scheme.name}` : isBasic ? "user:password" : "bearer token";
  const label = element("label", { htmlFor: input.id }, name, element("span", { className: "kind", textContent: kind }));
  return element("div", { className: "field" }, label, input);
}

// Shows a field for each way, with what was entered for it before, and what comes behind them.
export function fields(schemes, ...more) {
  const key = (input) => `${input.dataset.place} ${input.name}`;
  const entered = new Map(credentials().map((input) => [key(input), input.value]));
  document.getElementById("entry").replaceChildren(...schemes.map(([name, scheme]) => field(name, scheme)), ...more);
  for (const input of credentials()) input.value = entered.get(key(input)) || "";
  document.getElementById("credentials").hidden = schemes.length === 0;
}

// The way that a refusal asks for (RFC 9110, 11.6.1), as a document would have it.
export function challenged(response) {
  const challenge = response.headers.get("www-authenticate") || "";
  const [way] = challenge.toLowerCase().split(" ");
  if (way === "bearer" || way === "basic") return { type: "http", scheme: way };
  const named = (name) => challenge.match(new RegExp(`${name}="([^"]*)"`))?.[1];
  return { type: "apiKey", in: named("in") || "header", name: named("name") || "Authorization" };
}
