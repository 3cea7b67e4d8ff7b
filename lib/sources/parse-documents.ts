// JSON or YAML text into Kubernetes objects: lists flattened, damage reported with its line, nothing trusted.
import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseAllDocuments,
  type Scalar,
  visit,
  type Document as YamlDocument,
} from 'yaml';
import type { Diagnostic, Place } from '../base/diagnostic.ts';
import { findDuplicateKey } from './json-duplicate-keys.ts';
import { settlePlainScalars } from './yaml-scalars.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** One object with its kind; `apiVersion` is empty where none is given. */
export interface KubernetesDocument {
  readonly place: Place;
  readonly apiVersion: string;
  readonly kind: string;
  readonly manifest: JsonObject;
}

export interface ParsedDocuments {
  /** In the order of the text. */
  readonly documents: readonly KubernetesDocument[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A YAML tree takes a hundred times the memory of its text; JSON of any size is read. */
export const MAX_YAML_CHARACTERS = 32 * 1024 * 1024;
/** How often aliases may be followed before a document counts as a bomb. */
const MAX_ALIASES = 100;
/** Kubernetes itself refuses deeper objects; ours would exhaust the stack of whoever walks them. */
const MAX_DEPTH = 64;

/** A value from the text with the place where it stands, not yet known to be an object. */
interface Found {
  readonly value: unknown;
  readonly place: Place;
  /** Line of each entry of `items`, where the text is YAML. */
  readonly itemLines?: readonly (number | undefined)[];
}

interface Sink {
  readonly documents: KubernetesDocument[];
  readonly diagnostics: Diagnostic[];
}

export function parseDocuments(input: { readonly text: string; readonly source: string }): ParsedDocuments {
  const sink: Sink = { documents: [], diagnostics: [] };
  const text = input.text.replace(/^\uFEFF/, '');
  const found = /^\s*[{[]/.test(text) ? readJson(text, input.source, sink) : readYaml(text, input.source, sink);
  for (const item of found) collect(item, undefined, sink);
  return sink;
}

function readJson(text: string, source: string, sink: Sink): readonly Found[] {
  const placeOf = (offset: number) => ({ source, line: text.slice(0, offset).split('\n').length });
  try {
    const value: unknown = JSON.parse(text);
    const duplicate = findDuplicateKey(text);
    if (duplicate === undefined) {
      return (Array.isArray(value) ? value : [value]).map((item: unknown) => ({ value: item, place: { source } }));
    }
    sink.diagnostics.push({
      code: 'duplicate-key',
      level: 'error',
      message: `the key ${JSON.stringify(duplicate.key)} stands twice in one object`,
      place: placeOf(duplicate.offset),
      mend: 'correct the document; nothing of it was read',
    });
  } catch (error) {
    // The engine tells the position only in words, and none where the text ends too soon.
    const position = /position (\d+)/.exec(String(error))?.[1];
    sink.diagnostics.push({
      code: 'json-syntax',
      level: 'error',
      message: 'this is not JSON',
      place: placeOf(position === undefined ? text.length : Number(position)),
      mend: 'export it again, it may be cut off',
    });
  }
  return [];
}

function readYaml(text: string, source: string, sink: Sink): readonly Found[] {
  if (text.length > MAX_YAML_CHARACTERS) {
    sink.diagnostics.push({
      code: 'yaml-too-large',
      level: 'error',
      message: `this YAML has ${text.length} characters, more than ${MAX_YAML_CHARACTERS}`,
      place: { source },
      mend: 'export it with -o json',
    });
    return [];
  }
  const lineCounter = new LineCounter();
  const context = { source, lineCounter, sink };
  try {
    // The parser's own search for keys that stand twice takes time in the square of their number.
    const options = { lineCounter, merge: true, prettyErrors: false, logLevel: 'silent', uniqueKeys: false } as const;
    const documents = parseAllDocuments(text, options);
    return [...documents].flatMap((document) => readYamlDocument(document, context));
  } catch (error) {
    sink.diagnostics.push(unreadableYaml({ source }, error));
    return [];
  }
}

interface YamlContext {
  readonly source: string;
  readonly lineCounter: LineCounter;
  readonly sink: Sink;
}

function readYamlDocument(document: YamlDocument.Parsed<ParsedNode>, context: YamlContext): readonly Found[] {
  const lineOf = (offset: number | undefined) =>
    offset === undefined ? undefined : context.lineCounter.linePos(offset).line;
  const place = { source: context.source, line: lineOf(document.contents?.range[0]) ?? 1 };
  const [problem] = document.errors;
  if (problem !== undefined) {
    context.sink.diagnostics.push({
      code: 'yaml-syntax',
      level: 'error',
      message: `this is not YAML that can be relied on: ${problem.message}`,
      place: { source: context.source, line: lineOf(problem.pos[0]) ?? 1 },
      mend: 'correct the document; nothing of it was read',
    });
    return [];
  }
  try {
    settlePlainScalars(document);
    const twice = keyThatStandsTwice(document);
    if (twice !== undefined) {
      context.sink.diagnostics.push({
        code: 'duplicate-key',
        level: 'error',
        message: `the key ${JSON.stringify(twice.value)} stands twice in one mapping`,
        place: { source: context.source, line: lineOf(twice.range?.[0]) ?? 1 },
        mend: 'correct the document; nothing of it was read',
      });
      return [];
    }
    return [{ value: document.toJS({ maxAliasCount: MAX_ALIASES }), place, itemLines: itemLines(document, lineOf) }];
  } catch (error) {
    context.sink.diagnostics.push(unreadableYaml(place, error));
    return [];
  }
}

/** The second of two equal scalar keys, the first such in the text. */
function keyThatStandsTwice(document: YamlDocument.Parsed<ParsedNode>): Scalar | undefined {
  let twice: Scalar | undefined;
  visit(document, {
    Map: (_, { items }) => {
      const known = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (known.has(key.value)) {
          twice = key;
          return visit.BREAK;
        }
        known.add(key.value);
      }
      return undefined;
    },
  });
  return twice;
}

function itemLines(
  document: YamlDocument.Parsed<ParsedNode>,
  lineOf: (offset: number | undefined) => number | undefined,
): readonly (number | undefined)[] {
  const items = isMap(document.contents) ? document.contents.get('items', true) : undefined;
  return isSeq<ParsedNode>(items) ? items.items.map((item) => lineOf(item.range[0])) : [];
}

function unreadableYaml(place: Place, error: unknown): Diagnostic {
  return {
    code: 'yaml-unreadable',
    level: 'error',
    message: `this YAML cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    place,
    mend: 'write it without deep nesting and with few aliases',
  };
}

/** What a list says of its items, which need not say it themselves. */
interface ListDefaults {
  readonly apiVersion: string;
  readonly kind: string;
  readonly depth: number;
}

function collect(found: Found, list: ListDefaults | undefined, sink: Sink): void {
  const { value, place } = found;
  if (value === null || value === undefined) return;
  if (!isObject(value)) {
    const isList = Array.isArray(value);
    // Text in place of objects is an export that went wrong (another encoding, an error page); lists are patches.
    const level = isList ? 'warning' : 'error';
    sink.diagnostics.push(notAnObject(place, `a ${isList ? 'list' : typeof value} is no Kubernetes object`, level));
    return;
  }
  const apiVersion = typeof value.apiVersion === 'string' ? value.apiVersion : (list?.apiVersion ?? '');
  const kind = typeof value.kind === 'string' && value.kind !== '' ? value.kind : (list?.kind ?? '');
  if (kind === '') {
    sink.diagnostics.push(notAnObject(place, 'the object has no kind', meansAnObject(value) ? 'error' : 'warning'));
  } else if (kind.endsWith('List') && 'items' in value) {
    collectItems(found, { apiVersion, kind: kind.slice(0, -'List'.length), depth: (list?.depth ?? 0) + 1 }, sink);
  } else {
    const complete = value.kind === kind && value.apiVersion === apiVersion;
    sink.documents.push({ place, apiVersion, kind, manifest: complete ? value : { ...value, apiVersion, kind } });
  }
}

function collectItems(found: Found, list: ListDefaults, sink: Sink): void {
  const items: unknown = isObject(found.value) ? found.value.items : undefined;
  // Go writes an empty list as null.
  if (items === null) return;
  if (!Array.isArray(items) || list.depth > MAX_DEPTH) {
    sink.diagnostics.push(notAnObject(found.place, 'the items of the list are no list'));
    return;
  }
  for (const [index, value] of items.entries()) {
    const line = found.itemLines?.[index];
    collect({ value, place: line === undefined ? found.place : { ...found.place, line } }, list, sink);
  }
}

/** Settings of other tools have no kind either; what has a version, or metadata and a spec, hides what it is. */
function meansAnObject(value: JsonObject): boolean {
  const isGroup = typeof value.apiVersion === 'string' && !/^kustomize/.test(value.apiVersion);
  return isGroup || (isObject(value.metadata) && isObject(value.spec));
}

function notAnObject(place: Place, message: string, level: Diagnostic['level'] = 'warning'): Diagnostic {
  return {
    code: 'not-an-object',
    level,
    message,
    place,
    mend: 'give objects with apiVersion and kind; it is left out',
  };
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether no path into the value is longer than what Kubernetes accepts; looks no deeper than that itself. */
export function isShallow(value: unknown, depth = MAX_DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((item) => isShallow(item, depth - 1));
}
