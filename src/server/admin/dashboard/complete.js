// What can stand at a place of a scenario, from its JSON Schema: names of members, and values.
import { syntaxTree } from '/_emulator/dashboard/codemirror.js';

// The schemas behind one: its reference followed, its alternatives side by side.
function open(root, schema, seen = 0) {
  if (!schema || seen > 20) return [];
  const { $ref, ...rest } = schema;
  if ($ref) {
    const found = $ref.split('/').slice(1).reduce((at, name) => at?.[name], root);
    return open(root, { ...found, ...(rest.description && { description: rest.description }) }, seen + 1);
  }
  const inner = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return inner.length ? [schema, ...inner.flatMap(one => open(root, one, seen + 1))] : [schema];
}

function step(root, schemas, name) {
  return schemas.flatMap(schema => open(root, name === null ? schema.items
    : schema.properties?.[name] ?? (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : null)));
}

const plain = text => { try { return JSON.parse(text); } catch { return text.replace(/^"|"$/g, ''); } };

function nameOf(state, property) {
  const name = property?.getChild('PropertyName');
  return name ? plain(state.sliceDoc(name.from, name.to)) : '';
}

// The names that lead to a node; null is any element of an array.
function path(state, node) {
  const names = [];
  for (let at = node; at; at = at.parent) {
    if (at.name === 'Property') names.unshift(nameOf(state, at));
    else if (at.name === 'Array') names.unshift(null);
  }
  return names;
}

const schemasAt = (root, names) => names.reduce((schemas, name) => step(root, schemas, name), open(root, root));

// The text that a value of a member begins with, and how far from its end the caret then is.
function begin(schemas) {
  const types = schemas.flatMap(one => one.type ?? (one.const !== undefined ? typeof one.const : one.enum ? 'string' : []));
  if (types.includes('string')) return ['""', 1];
  if (types.includes('array')) return ['[]', 1];
  if (types.includes('object') || schemas.some(one => one.properties)) return ['{}', 1];
  return ['', 0];
}

// Puts a text in the place of the word at the caret and the quotes around it; `back` is how far from the end of the text
// the caret then is.
function put(view, from, to, text, back = 0) {
  const { doc } = view.state;
  const start = doc.sliceString(from - 1, from) === '"' ? from - 1 : from;
  const rest = /^[\w.$-]*"?/.exec(doc.sliceString(to, doc.lineAt(to).to))[0];
  view.dispatch({ changes: { from: start, to: start < from ? to + rest.length : to, insert: text },
    selection: { anchor: start + text.length - back } });
}

function names(root, state, object, property) {
  const schemas = schemasAt(root, path(state, object));
  const taken = new Set(object.getChildren('Property').filter(one => one.from !== property?.from).map(one => nameOf(state, one)));
  const known = new Map(schemas.flatMap(schema => Object.entries(schema.properties ?? {})));
  const hasColon = property && /^"?\s*:/.test(state.sliceDoc(property.firstChild.to - 1, property.firstChild.to + 20));
  return [...known].filter(([name]) => !taken.has(name)).map(([name, schema]) => ({
    label: name, type: 'property', info: open(root, schema)[0]?.description,
    apply(view, _, from, to) {
      const [value, back] = hasColon ? ['', 0] : begin(open(root, schema));
      put(view, from, to, JSON.stringify(name) + (hasColon ? '' : `: ${value}`), back);
    },
  }));
}

function values(schemas) {
  const word = (value, info) => ({ label: String(value), type: 'enum', info,
    apply: (view, _, from, to) => put(view, from, to, JSON.stringify(value)) });
  return schemas.flatMap(schema => [
    ...(schema.const === undefined ? [] : [word(schema.const, schema.description)]),
    ...(schema.enum ?? []).map(value => word(value, schema.description)),
    ...(schema.type === 'boolean' ? [word(true, schema.description), word(false, schema.description)] : []),
  ]);
}

// A completion source over a schema.
export const completeFrom = root => ({ state, pos, explicit }) => {
  const node = syntaxTree(state).resolveInner(pos, -1);
  const before = state.sliceDoc(0, pos).trimEnd().at(-1);
  const answer = (options, from) => (options.length ? { from, options, validFor: /^[\w.$-]*$/ } : null);
  if (node.name === 'PropertyName') return answer(names(root, state, node.parent.parent, node.parent), node.from + 1);
  if (node.name === 'Object' && (before === '{' || before === ',') && explicit) return answer(names(root, state, node), pos);
  if (node.name === 'String') return answer(values(schemasAt(root, path(state, node.parent))), node.from + 1);
  const holds = node.name === 'Property' || node.name === 'Array';
  return holds && (explicit || before === ':') ? answer(values(schemasAt(root, path(state, node))), pos) : null;
};
