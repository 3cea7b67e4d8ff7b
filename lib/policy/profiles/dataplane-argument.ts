// `--dataplane NAME[@VERSION][,key=value…][+NAME…]`: read, and written again as a report records it.
import { type DataplaneOptions, isVersionText, OPTION_WORDS, type OptionKey, optionWordsOf } from './dataplane-keys.ts';
import { PROFILES } from './registry.ts';

export interface DataplanePart {
  readonly name: string;
  readonly version: string | undefined;
  readonly options: DataplaneOptions;
}

/** Two dataplanes of one cluster: the first has the pods of virtual nodes, the second all others. */
export interface DataplaneArgument {
  /** Canonical: parsed again, it gives the same. */
  readonly text: string;
  readonly parts: readonly [DataplanePart] | readonly [virtual: DataplanePart, others: DataplanePart];
}

export type ParsedArgument =
  | { readonly kind: 'argument'; readonly argument: DataplaneArgument }
  | { readonly kind: 'unusable'; readonly message: string; readonly mend: string };

/** Names that stand for several profiles until options tell which: Terway's are told apart by how the cluster was created. */
const FAMILIES: readonly string[] = ['ack-terway'];

/** The API text first, then by name. */
export const DATAPLANE_NAMES: readonly string[] = withFamilies(PROFILES.map(({ name }) => name));

/** Pods on virtual nodes follow Poseidon, all others Terway (ACK network policy guides). */
const PAIRS: Readonly<Record<string, readonly string[]>> = {
  'ack-poseidon': ['ack-terway', 'ack-terway-ebpf', 'ack-terway-iptables'],
};

/** Thrown and caught in this file. */
class ArgumentError extends Error {
  readonly mend: string;

  constructor(message: string, mend: string) {
    super(message);
    this.mend = mend;
  }
}

export function parseDataplaneArgument(text: string): ParsedArgument {
  try {
    const parts = splitParts(text.trim()).map(parsePart);
    return { kind: 'argument', argument: { text: parts.map(formatPart).join('+'), parts: pairOf(parts) } };
  } catch (error) {
    if (error instanceof ArgumentError) return { kind: 'unusable', message: error.message, mend: error.mend };
    throw error;
  }
}

/** A `+` begins a second dataplane only before a name: versions have it as well, `v1.30.4+k3s1`. */
function splitParts(text: string): readonly string[] {
  const cut = [...text.matchAll(/\+/g)].find(({ index }) => DATAPLANE_NAMES.includes(nameOf(text.slice(index + 1))));
  return cut === undefined ? [text] : [text.slice(0, cut.index), ...splitParts(text.slice(cut.index + 1))];
}

function nameOf(text: string): string {
  return /^[^@,+]*/.exec(text)?.[0] ?? '';
}

function parsePart(text: string): DataplanePart {
  const [head = '', ...pairs] = text.split(',');
  const [name = '', ...versions] = head.split('@');
  if (!DATAPLANE_NAMES.includes(name)) {
    throw new ArgumentError(`${name || 'an empty name'} is not known`, `use auto, ${DATAPLANE_NAMES.join(', ')}`);
  }
  const [version] = versions;
  if (versions.length > 1 || (version !== undefined && !isVersionText(version))) {
    throw new ArgumentError(
      `${versions.join('@') || 'nothing'} is no version`,
      `write ${name}@1.2.3, or ${name} alone`,
    );
  }
  if (name === 'upstream' && version !== undefined) {
    throw new ArgumentError('upstream is the API text and has no versions', 'write upstream alone');
  }
  return { name, version, options: parseOptions(name, pairs) };
}

function parseOptions(name: string, pairs: readonly string[]): DataplaneOptions {
  const words = optionWordsOf(name);
  const list = words.map(({ key, values }) => `${key}=${values}`).join(', ');
  const mend = words.length === 0 ? `write ${name} alone` : `${name} takes ${list}`;
  const options: Partial<Record<OptionKey, string>> = {};
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const key = at < 0 ? pair : pair.slice(0, at);
    const word = words.find((candidate) => candidate.key === key);
    if (word === undefined) throw new ArgumentError(`${key || 'an empty key'} is no key of ${name}`, mend);
    const value = at < 0 ? '' : pair.slice(at + 1);
    if (!word.accepts(value)) throw new ArgumentError(`${pair} is not understood`, `write ${key}=${word.values}`);
    if (options[word.key] !== undefined) throw new ArgumentError(`${key} is given twice`, 'give it once');
    options[word.key] = value;
  }
  return checkedOptions(options);
}

/** The table of keys has checked the values already; this is for the types. */
function checkedOptions(texts: Readonly<Partial<Record<OptionKey, string>>>): DataplaneOptions {
  const { policies, nodes, mode, ...versions } = texts;
  return {
    ...versions,
    ...(policies === 'on' || policies === 'off' ? { policies } : {}),
    ...(nodes === 'met' ? { nodes } : {}),
    ...(mode === 'ipvlan' || mode === 'datapath-v2' || mode === 'veth' ? { mode } : {}),
  };
}

function pairOf(parts: readonly DataplanePart[]): DataplaneArgument['parts'] {
  const [first, second, third] = parts;
  if (first === undefined) throw new ArgumentError('nothing is named', `use auto, ${DATAPLANE_NAMES.join(', ')}`);
  if (second === undefined) return [first];
  if (third === undefined && PAIRS[first.name]?.includes(second.name)) return [first, second];
  const known = Object.entries(PAIRS).flatMap(([virtual, others]) => others.map((other) => `${virtual}+${other}`));
  throw new ArgumentError(
    `nobody documents ${parts.map(({ name }) => name).join(' and ')} in one cluster`,
    `name one dataplane, or two of these: ${known.join(', ')}`,
  );
}

function formatPart({ name, version, options }: DataplanePart): string {
  const pairs = OPTION_WORDS.flatMap(({ key }) => (options[key] === undefined ? [] : [`${key}=${options[key]}`]));
  return [version === undefined ? name : `${name}@${version}`, ...pairs].join(',');
}

function withFamilies(names: readonly string[]): readonly string[] {
  const [first = 'upstream', ...others] = names;
  return [first, ...[...others, ...FAMILIES].sort()];
}
