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

// What a value is, in a word or two.
export function typeName(api, schema) {
  const known = resolved(api, schema);
  if (known.type === "array") return `list of ${typeName(api, known.items)}`;
  if (Array.isArray(known.type)) return known.type.join(" or ");
  return known.format ? `${known.type}, ${known.format}` : known.type || "any";
}

// A value that fits a schema, to begin with.
export function sample(api, schema, depth = 0) {
  const known = resolved(api, schema);
  for (const given of [known.example, known.examples?.[0], known.default, known.const, known.enum?.[0]]) {
    if (given !== undefined) return given;
  }
  if (known.type === "object" || known.properties) {
    if (depth > 6) return {};
    const members = Object.entries(known.properties || {});
    return Object.fromEntries(members.map(([name, member]) => [name, sample(api, member, depth + 1)]));
  }
  return { string: "", integer: 0, number: 0, boolean: false, array: [] }[known.type] ?? null;
}
