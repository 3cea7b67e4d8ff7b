// Reads one rule of a Cilium policy into the canonical model: a rule for its plain ports, one for each further demand.
import type { CompiledRule } from '../compiled.ts';
import { type CiliumContext, peerFieldNames, readPeers } from './cilium-peers.ts';
import { readIcmps } from './cilium-ports.ts';
import { type CiliumRuleKind, type PortEntry, readPortEntry } from './cilium-to-ports.ts';
import {
  type Cursor,
  checkFields,
  isAbsent,
  itemsOf,
  type Problem,
  propertyOf,
  reportInvalid,
} from './manifest-reader.ts';

/** `vetoes`: when what the rule asks above layer 4 may stop a connection that is open otherwise. */
export interface CiliumRule {
  readonly rule: CompiledRule;
  readonly vetoes: 'never' | 'where-nothing-isolates' | 'always';
}

const NO_PORTS = 'an entry without ports, of which nobody says what it matches';
const AUTHENTICATION_MODES = ['disabled', 'required', 'test-always-fail'];

export function readCiliumRule(cursor: Cursor, kind: CiliumRuleKind, context: CiliumContext): readonly CiliumRule[] {
  reportRequires(cursor, kind);
  if (!checkFields(cursor, fieldsOf(kind))) return [];
  const peers = readPeers(cursor, kind, context);
  const entries = itemsOf(propertyOf(cursor, 'toPorts')) ?? [];
  const ports = entries.flatMap((entry) => readPortEntry(entry, kind) ?? []);
  const icmps = readIcmps(propertyOf(cursor, 'icmps'));
  // "The ICMPs block may only be present without ToPorts."
  if (icmps !== undefined && entries.length > 0) reportInvalid(propertyOf(cursor, 'icmps'), 'absent beside toPorts');
  const authentication = kind.action === 'allow' && readAuthentication(propertyOf(cursor, 'authentication'));
  const base = { action: kind.action, path: cursor.path, ports: { kind: 'all' } } as const;
  const hasPorts = entries.length > 0 || icmps !== undefined;
  if (peers === undefined && !hasPorts) return [emptyRule(base)];
  const rule: CompiledRule = { ...base, peers: peers === undefined ? { kind: 'all' } : { kind: 'some', peers } };
  const some = icmps === undefined ? rule : { ...rule, ports: { kind: 'some' as const, ports: icmps } };
  return withAuthentication(entries.length === 0 ? [plain(some)] : byEntry(rule, ports), authentication);
}

/**
 * A rule without peers and ports puts its direction in default deny and allows nothing: Cilium's own end-to-end tests
 * deny all with `ingress: [{}]`. Of such a rule among the denials nobody says what it does.
 */
function emptyRule(base: Pick<CompiledRule, 'action' | 'path' | 'ports'>): CiliumRule {
  const peers =
    base.action === 'allow' ? [] : [{ kind: 'undecided', reason: 'an empty rule', among: 'anything' } as const];
  return plain({ ...base, peers: { kind: 'some', peers } });
}

/** Entries that ask nothing further stay together; each of the others becomes a rule. */
function byEntry(rule: CompiledRule, entries: readonly PortEntry[]): readonly CiliumRule[] {
  const plainPorts = entries.flatMap(({ ports, beyond }) => (beyond === undefined && ports !== undefined ? ports : []));
  const together = entries.some(({ ports, beyond }) => beyond === undefined && ports !== undefined);
  const first = together ? [plain({ ...rule, ports: { kind: 'some', ports: plainPorts } })] : [];
  return [...first, ...entries.flatMap((entry) => apart(rule, entry))];
}

function apart(rule: CompiledRule, { path, ports, beyond, redirects }: PortEntry): readonly CiliumRule[] {
  if (beyond === undefined && ports !== undefined) return [];
  const demands = [beyond, ports === undefined ? NO_PORTS : undefined].filter((one) => one !== undefined);
  const one: CompiledRule = {
    ...rule,
    path,
    ports: ports === undefined ? { kind: 'all' } : { kind: 'some', ports },
    beyond: demands.join(' and '),
  };
  // "If there is an intersection between two or more rules, then traffic matching the union of those rules will be
  // allowed": a plain rule beside it is enough, except where traffic is handed to somebody else's listener.
  return [{ rule: one, vetoes: redirects ? 'always' : beyond === undefined ? 'never' : 'where-nothing-isolates' }];
}

function plain(rule: CompiledRule): CiliumRule {
  return { rule, vetoes: 'never' };
}

function withAuthentication(rules: readonly CiliumRule[], isAsked: boolean): readonly CiliumRule[] {
  if (!isAsked) return rules;
  return rules.map(({ rule }) => {
    const beyond = rule.beyond === undefined ? 'mutual authentication' : `${rule.beyond} and mutual authentication`;
    return { rule: { ...rule, beyond }, vetoes: 'always' };
  });
}

function readAuthentication(cursor: Cursor): boolean {
  if (isAbsent(cursor) || !checkFields(cursor, ['mode'])) return false;
  const mode = propertyOf(cursor, 'mode');
  const isKnown = AUTHENTICATION_MODES.some((one) => one === mode.value);
  if (!isKnown) reportInvalid(mode, `one of ${AUTHENTICATION_MODES.join(', ')}`);
  return mode.value !== 'disabled';
}

/** "The fromRequires and toRequires fields are deprecated as of Cilium 1.17.x. They have been removed as of Cilium 1.19." */
function reportRequires(cursor: Cursor, kind: CiliumRuleKind): void {
  const field = requiresField(kind);
  const written = propertyOf(cursor, field);
  if (isAbsent(written)) return;
  const problem: Problem = {
    code: 'policy-unknown-field',
    path: cursor.path,
    message: `${written.path} limits other policies too before Cilium 1.19, which has removed it`,
    mend: 'ask for those labels in each selector',
  };
  cursor.problems.push(problem);
}

function requiresField({ direction }: CiliumRuleKind): string {
  return direction === 'ingress' ? 'fromRequires' : 'toRequires';
}

function fieldsOf(kind: CiliumRuleKind): readonly string[] {
  const further = kind.action === 'allow' ? ['authentication'] : [];
  return [...peerFieldNames(kind), 'toPorts', 'icmps', ...further, requiresField(kind)];
}
