// The columns of one flow-log file, read from its header or from a declared format, never guessed from their number.
import type { Diagnostic } from '../base/diagnostic.ts';
import { uniqueSorted } from '../base/order.ts';
import { canonicalFieldName, FLOW_LOG_FIELDS, findFlowLogField } from './flow-log-fields.ts';

/** Canonical field names in column order; fields that are not in our table are carried as opaque columns. */
export interface Layout {
  readonly fields: readonly string[];
}

/** The format that AWS writes where none is chosen: "the v2 fields in fixed order, not changeable". */
export const DEFAULT_LAYOUT: Layout = {
  fields: FLOW_LOG_FIELDS.filter((field) => field.version === 2).map((field) => field.name),
};

const LOOKS_LIKE_A_FIELD = /^[a-z][a-z0-9]*([-_][a-z0-9]+)*$/i;

/** Needed besides the addresses, of which either pair will do. */
const REQUIRED = ['srcport', 'dstport', 'protocol', 'start', 'end'] as const;
const ADDRESS_PAIRS = [
  ['srcaddr', 'dstaddr'],
  ['pkt-srcaddr', 'pkt-dstaddr'],
] as const;

/**
 * The layout that a header line states, or undefined where the line is no header: one in which every token is a known
 * field, or looks like a field while the fields that a record cannot do without are there. Ask `checkLayout` next.
 */
export function parseHeader(line: string): Layout | undefined {
  const tokens = line
    .replace(/^\uFEFF/, '')
    .replace(/\r$/, '')
    .split(' ');
  if (!tokens.every((token) => LOOKS_LIKE_A_FIELD.test(token))) return undefined;
  const layout = { fields: tokens.map(canonicalFieldName) };
  const known = layout.fields.every((name) => findFlowLogField(name) !== undefined);
  return known || missingFields(layout).length === 0 ? layout : undefined;
}

/** Reads `${version} ${account-id} …`, as `describe-flow-logs` prints it, or the plain names between spaces or commas. */
export function parseDeclaredFormat(text: string, source = 'declared format'): Layout | Diagnostic {
  const tokens = text
    .trim()
    .split(/[\s,]+/)
    .map((token) => /^\$\{(.*)\}$/.exec(token)?.[1] ?? token);
  const strange = tokens.filter((token) => !LOOKS_LIKE_A_FIELD.test(token));
  if (strange.length > 0) {
    return {
      code: 'flow-log-format',
      level: 'error',
      message: `${JSON.stringify(strange[0])} is not a flow-log field`,
      place: { source },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the spelling of AWS
      mend: 'give the field names in column order, as in ${version} ${account-id} ${srcaddr}',
    };
  }
  const layout = { fields: tokens.map(canonicalFieldName) };
  return checkLayout(layout, { source }) ?? layout;
}

/** What a usable layout lacks, sorted. Where neither address pair is whole, `pkt-srcaddr` and `pkt-dstaddr` are asked for. */
export function missingFields(layout: Layout): readonly string[] {
  const present = new Set(layout.fields);
  const paired = ADDRESS_PAIRS.some((pair) => pair.every((name) => present.has(name)));
  const missing = REQUIRED.filter((name) => !present.has(name));
  return uniqueSorted(
    paired ? missing : [...missing, 'pkt-srcaddr', 'pkt-dstaddr'].filter((name) => !present.has(name)),
  );
}

/** Why records of this layout cannot be used, or undefined where they can. */
export function checkLayout(layout: Layout, place: Diagnostic['place']): Diagnostic | undefined {
  const repeated = uniqueSorted(layout.fields.filter((name, index) => layout.fields.indexOf(name) !== index));
  if (repeated.length > 0) {
    return {
      code: 'flow-log-repeated-field',
      level: 'error',
      message: `the flow-log format names ${repeated.join(', ')} more than once`,
      place,
      mend: 'name each field once',
    };
  }
  const missing = missingFields(layout);
  if (missing.length === 0) return undefined;
  return {
    code: 'flow-log-missing-field',
    level: 'error',
    message: `the flow-log format lacks ${missing.join(', ')}`,
    place,
    mend: 'create the flow log with these fields; a format cannot be changed afterwards',
  };
}
