// Making elements, and reading the API document.

// Everything of the document and of answers is set as text: nothing in it can become markup.
export function element(name, properties, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in made) made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

// A node of the document, or what it refers to inside of the document.
export function resolved(api, node) {
  if (!node || typeof node.$ref !== "string" || !node.$ref.startsWith("#/")) return node || {};
  const steps = node.$ref.slice(2).split("/");
  return steps.reduce((at, step) => at?.[step.replaceAll("~1", "/").replaceAll("~0", "~")], api) || {};
}

// The alternatives of a schema, without null.
export function variants(api, schema) {
  const all = resolved(api, schema).anyOf || resolved(api, schema).oneOf || [];
  return all.map((variant) => resolved(api, variant)).filter((variant) => variant.type !== "null");
}

// What a value is, in a word or two.
export function typeName(api, schema) {
  const known = resolved(api, schema);
  if (known.type === "array") return `list of ${typeName(api, known.items)}`;
  if (Array.isArray(known.type)) return known.type.join(" or ");
  const several = new Set(variants(api, known).map((variant) => typeName(api, variant)));
  if (several.size > 0) return [...several].join(" or ");
  return known.format ? `${known.type}, ${known.format}` : known.type || "any";
}

// How many objects a sample has within each other: a schema may contain itself.
const DEPTH = 3;

// A value that fits a schema, to begin with: of an object the members that it needs, or else all.
export function sample(api, schema, depth = 0) {
  const known = resolved(api, schema);
  for (const given of [known.example, known.examples?.[0], known.default, known.const, known.enum?.[0]]) {
    if (given !== undefined) return given;
  }
  if (known.type === "object" || known.properties) {
    if (depth >= DEPTH) return {};
    const members = Object.entries(known.properties || {}).filter(([, member]) => !member.readOnly && !member.deprecated);
    const needed = members.filter(([name]) => (known.required || []).includes(name));
    const chosen = needed.length > 0 ? needed : members;
    return Object.fromEntries(chosen.map(([name, member]) => [name, sample(api, member, depth + 1)]));
  }
  const [first] = variants(api, known);
  if (first) return sample(api, first, depth + 1);
  const [type] = [known.type].flat();
  return { string: "", integer: 0, number: 0, boolean: false, array: [] }[type] ?? null;
}
