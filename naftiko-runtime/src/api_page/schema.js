// What a schema says: its members, each with its type, choices, limits and an example. Members open one level at a time, so that a schema
// may contain itself.

import { element, resolved, typeName, variants } from "./dom.js";

const shown = (value) => (typeof value === "string" ? value : JSON.stringify(value));

// The limits of a value, in words.
function limits(known) {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, minLength, maxLength, minItems, maxItems, multipleOf, pattern } = known;
  const range = (least, most, what) => {
    if (least === undefined && most === undefined) return null;
    return `${least ?? "…"} to ${most ?? "…"}${what}`;
  };
  return [
    range(minimum, maximum, ""),
    exclusiveMinimum === undefined ? null : `more than ${exclusiveMinimum}`,
    exclusiveMaximum === undefined ? null : `less than ${exclusiveMaximum}`,
    multipleOf === undefined ? null : `a multiple of ${multipleOf}`,
    range(minLength, maxLength, " characters"),
    range(minItems, maxItems, " items"),
    pattern === undefined ? null : `pattern ${pattern}`,
  ];
}

// What is said of a value besides its type.
function facts(api, schema) {
  const known = { ...resolved(api, schema), ...schema };
  const choices = [known, ...variants(api, known)].find((variant) => variant.enum)?.enum;
  const example = known.example ?? known.examples?.[0];
  const lines = [
    known.description,
    choices ? `Choices: ${choices.map(shown).join(", ")}` : null,
    known.const === undefined ? null : `Always ${shown(known.const)}`,
    limits(known).filter(Boolean).join(", "),
    known.default === undefined ? null : `Default: ${shown(known.default)}`,
    example === undefined ? null : `Example: ${shown(example)}`,
    known.deprecated ? "Deprecated" : null,
  ];
  return lines.filter(Boolean).join("\n");
}

// The names of the alternatives of a schema, without null: their tags, else the names of their schemas.
function variantNames(api, known) {
  const all = (known.anyOf || known.oneOf || []).filter((variant) => resolved(api, variant).type !== "null");
  const tags = Object.entries(known.discriminator?.mapping || {});
  return all.map(({ $ref }, index) => {
    const own = tags.filter(([, target]) => target === $ref).map(([tag]) => tag);
    return own.join(" or ") || $ref?.split("/").pop() || `variant ${index + 1}`;
  });
}

// The members of a value, of its items, or of its variants: name, schema, whether it is required.
function parts(api, schema) {
  const known = resolved(api, schema);
  if (known.items) return parts(api, known.items);
  const several = variants(api, known);
  if (several.length === 1) return parts(api, several[0]);
  if (several.some((variant) => variant.properties)) {
    const names = variantNames(api, known);
    return several.map((variant, index) => [names[index], variant, false]);
  }
  const members = Object.entries(known.properties || {}).map(([name, member]) => [name, member, (known.required || []).includes(name)]);
  const others = known.additionalProperties;
  return others && typeof others === "object" ? [...members, ["any other name", others, false]] : members;
}

function row(api, hidden, [name, schema, required]) {
  const line = [
    element("code", { textContent: name }),
    element("span", { className: "kind", textContent: typeName(api, schema) }),
    required ? element("span", { className: "required", textContent: "required" }) : null,
  ];
  const text = facts(api, schema);
  const about = text ? element("p", { className: "quiet", textContent: text }) : null;
  if (parts(api, schema).length === 0) return element("li", {}, ...line, about);
  return element("li", {}, opening(api, hidden, schema, line), about);
}

function opening(api, hidden, schema, line) {
  const details = element("details", {}, element("summary", {}, ...line));
  details.addEventListener("toggle", () => {
    if (details.open && details.children.length === 1) details.append(list(api, hidden, schema));
  });
  return details;
}

function list(api, hidden, schema) {
  const visible = parts(api, schema).filter(([, member]) => !resolved(api, member)[hidden] && !member[hidden]);
  return element("ul", {}, ...visible.map((part) => row(api, hidden, part)));
}

// The members of a body or response, below a title; nothing for a value without members. `hidden` is the flag of members to leave out.
export function members(api, title, schema, hidden) {
  if (!schema || parts(api, schema).length === 0) return null;
  const line = [title, element("span", { className: "kind", textContent: typeName(api, schema) })];
  const details = opening(api, hidden, schema, line);
  details.className = "members";
  return details;
}

// The schema of a successful response.
export function answer(api, item) {
  const [, response] = Object.entries(item.responses || {}).find(([status]) => status.startsWith("2")) || [];
  const content = resolved(api, response).content || {};
  return Object.entries(content).find(([type]) => type.includes("json"))?.[1].schema;
}
