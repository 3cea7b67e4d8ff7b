// Reads a Calico NetworkPolicy or GlobalNetworkPolicy into the canonical model, or what remains of it.
import type { PolicyDocument } from '../../sources/kubernetes-objects.ts';
import type { CompiledPods, CompiledPolicy, CompiledSection, UnreadablePolicy } from '../compiled.ts';
import type { Direction } from '../model.ts';
import type { CalicoWorld } from './calico-endpoints.ts';
import { OF_NAMESPACES, readAccountSelector, readEndpointSelector } from './calico-entity.ts';
import {
  CALICO_VERSIONS,
  DEFAULT_NAMESPACE,
  DEFAULT_TIER_NAME,
  type ObjectName,
  policyName,
  readName,
  rootOf,
  textIn,
} from './calico-names.ts';
import { readRule } from './calico-rule.ts';
import { compileExpression, readExpression } from './calico-selector.ts';
import { type KnownTiers, readOrder } from './calico-tiers.ts';
import {
  type Cursor,
  checkFields,
  isAbsent,
  itemsOf,
  type Problem,
  propertyOf,
  reportInvalid,
  reportMissing,
} from './manifest-reader.ts';
import { trustedNamespace } from './object-meta.ts';

export interface CalicoContext {
  readonly world: CalicoWorld;
  readonly tiers: KnownTiers;
}

/** `hosts`: a switch that is meant for host endpoints. `tier` of one whose place is not known. */
export type CalicoPolicyReading = { readonly name: string; readonly written: ObjectName } & (
  | { readonly kind: 'policy'; readonly policy: CompiledPolicy }
  | { readonly kind: 'no-tier'; readonly policy: UnreadablePolicy; readonly tier: string }
  | { readonly kind: 'hosts'; readonly policy: UnreadablePolicy; readonly field: string }
  | { readonly kind: 'unreadable'; readonly policy: UnreadablePolicy; readonly problems: readonly Problem[] }
);

const DIRECTIONS: readonly Direction[] = ['ingress', 'egress'];
const TYPES: Readonly<Record<Direction, string>> = { ingress: 'Ingress', egress: 'Egress' };
const ROOT_FIELDS = ['apiVersion', 'kind', 'metadata', 'spec', 'status'];
const SPEC_FIELDS = [
  ...['tier', 'order', 'ingress', 'egress', 'selector', 'types'],
  ...['serviceAccountSelector', 'performanceHints'],
];
const HOST_SWITCHES = ['applyOnForward', 'doNotTrack', 'preDNAT'];
const GLOBAL_FIELDS = [...SPEC_FIELDS, ...HOST_SWITCHES, 'namespaceSelector'];

interface Kind {
  readonly kind: 'NetworkPolicy' | 'GlobalNetworkPolicy';
  readonly fields: readonly string[];
}

const NAMESPACED: Kind = { kind: 'NetworkPolicy', fields: SPEC_FIELDS };
const GLOBAL: Kind = { kind: 'GlobalNetworkPolicy', fields: GLOBAL_FIELDS };

export function readCalicoPolicy(document: PolicyDocument, context: CalicoContext): CalicoPolicyReading {
  const root = rootOf(document);
  const written = readName(root);
  const place = readPlace(root, written);
  const { spec, namespace } = place;
  const tier = readTierName(spec);
  const apiVersion = String(propertyOf(root, 'apiVersion').value);
  const name = nameOf(place, policyName({ apiVersion, name: written.name ?? '?', tier }));
  const reading = { name, written };
  const parts = readParts(place, context);
  const { subjects, sections } = parts;
  const field = HOST_SWITCHES.find((one) => readSwitch(propertyOf(spec, one)) && one !== 'applyOnForward');
  if (root.problems.length > 0) {
    return { ...reading, kind: 'unreadable', policy: remains(document, name, place), problems: root.problems };
  }
  const directions = DIRECTIONS.filter((direction) => sections[direction].declared);
  const unsure = (reason: string): UnreadablePolicy => ({ name, api: 'calico', subjects, directions, reason });
  if (field !== undefined) return { ...reading, kind: 'hosts', policy: unsure(hostsReason(field)), field };
  const tierPlace = context.tiers.get(tier);
  if (tierPlace === undefined) {
    return { ...reading, kind: 'no-tier', policy: unsure(`is in the tier ${tier}, whose place is not known`), tier };
  }
  const policy: CompiledPolicy = { name, api: 'calico', namespace, tier: tierPlace, matching: 'first-rule', ...parts };
  return { ...reading, kind: 'policy', policy };
}

function readPlace(root: Cursor, { namespace }: ObjectName): Place {
  const kind = propertyOf(root, 'kind').value === GLOBAL.kind ? GLOBAL : NAMESPACED;
  checkFields(root, ROOT_FIELDS);
  const version = propertyOf(root, 'apiVersion');
  if (!CALICO_VERSIONS.some((one) => one === version.value)) reportInvalid(version, CALICO_VERSIONS.join(' or '));
  const spec = propertyOf(root, 'spec');
  if (isAbsent(spec)) reportMissing(root, 'spec');
  else checkFields(spec, kind.fields);
  return { kind, spec, namespace: kind === GLOBAL ? undefined : (namespace ?? DEFAULT_NAMESPACE) };
}

function readSwitch(cursor: Cursor): boolean {
  if (!isAbsent(cursor) && typeof cursor.value !== 'boolean') reportInvalid(cursor, 'true or false');
  return cursor.value === true;
}

/**
 * "When applying the policy to a workload endpoint, the policy is enforced after connection tracking and any DNAT", says
 * the page; the implementation keeps such policies in lists of their own, which workload endpoints are not given.
 */
function hostsReason(field: string): string {
  return `has ${field}, and whether it then counts for pods is told in two ways`;
}

interface Place {
  readonly kind: Kind;
  readonly spec: Cursor;
  readonly namespace: string | undefined;
}

function nameOf({ kind, namespace }: Place, name: string): string {
  return `Calico ${kind.kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** "If this is omitted, the default tier (name is "default") is assumed." */
function readTierName(spec: Cursor): string {
  const tier = propertyOf(spec, 'tier');
  if (!isAbsent(tier) && typeof tier.value !== 'string') reportInvalid(tier, 'the name of a tier');
  return textIn(tier) ?? DEFAULT_TIER_NAME;
}

function readParts(place: Place, { world }: CalicoContext): Pick<CompiledPolicy, 'subjects' | 'order' | 'sections'> {
  const { spec, namespace } = place;
  const types = readTypes(propertyOf(spec, 'types'));
  const rules = (direction: Direction) =>
    (itemsOf(propertyOf(spec, direction)) ?? []).flatMap((item) => readRule(item, { namespace, world, direction }));
  const present = (direction: Direction) => (itemsOf(propertyOf(spec, direction)) ?? []).length > 0;
  const section = (direction: Direction): CompiledSection => {
    // "Ingress, if there are no Egress rules (including the case where there are also no Ingress rules); Egress, if there
    // are Egress rules but no Ingress rules; both, if there are both": only egress rules leave ingress alone.
    const byDefault = present(direction) || (direction === 'ingress' && !present('egress'));
    const declared = types === undefined ? byDefault : types.includes(direction);
    return { declared, isolates: declared, rules: rules(direction) };
  };
  return {
    subjects: readSubjects(place),
    order: readOrder(propertyOf(spec, 'order')),
    sections: { ingress: section('ingress'), egress: section('egress') },
  };
}

/** Undefined where the list is absent or empty. */
function readTypes(cursor: Cursor): readonly Direction[] | undefined {
  const types = itemsOf(cursor)?.flatMap((item) => {
    const direction = DIRECTIONS.find((one) => TYPES[one] === item.value);
    if (direction === undefined) reportInvalid(item, 'Ingress or Egress');
    return direction ?? [];
  });
  return types === undefined || types.length === 0 ? undefined : types;
}

/** "selector: default all()", "namespaceSelector: default all()", "serviceAccountSelector: default all()" */
function readSubjects({ kind, spec, namespace }: Place): CompiledPods {
  const endpoints = readEndpointSelector(propertyOf(spec, 'selector')) ?? [];
  const pods = [...endpoints, ...readAccountSelector(propertyOf(spec, 'serviceAccountSelector'))];
  if (namespace !== undefined) return { kind: 'pods', namespaces: { kind: 'own', namespace }, pods, view: 'calico' };
  const scope = { ...OF_NAMESPACES, global: undefined };
  const expression = kind === GLOBAL ? readExpression(propertyOf(spec, 'namespaceSelector'), scope) : undefined;
  const selector = expression === undefined ? [] : compileExpression(expression, scope);
  const namespaces = selector.length === 0 ? ({ kind: 'all' } as const) : ({ kind: 'selected', selector } as const);
  return { kind: 'pods', namespaces, pods, view: 'calico' };
}

/** Reads again, each part on its own: a part counts only where nothing in it is wrong and no field is unknown. */
function remains(document: PolicyDocument, name: string, place: Place): UnreadablePolicy {
  const { spec, namespace } = place;
  const isOurs = cleanly((problems) => [
    checkFields({ ...rootOf(document), problems }, ROOT_FIELDS),
    checkFields({ ...spec, problems }, place.kind.fields),
  ]);
  const types = isOurs && cleanly((problems) => readTypes({ ...propertyOf(spec, 'types'), problems }));
  const subjects = isOurs && cleanly((problems) => readSubjects({ ...place, spec: { ...spec, problems } }));
  const metadata = propertyOf(rootOf(document), 'metadata');
  const isKnown = namespace !== undefined && trustedNamespace(metadata) !== undefined;
  const namespaces = isKnown ? ({ kind: 'own', namespace } as const) : ({ kind: 'all' } as const);
  return {
    name,
    api: 'calico',
    subjects: isKnown || namespace === undefined ? (subjects ?? allPods(namespaces)) : allPods(namespaces),
    directions: types ?? DIRECTIONS,
    reason: 'cannot be read',
  };
}

function allPods(namespaces: CompiledPods['namespaces']): CompiledPods {
  return { kind: 'pods', namespaces, pods: [], view: 'calico' };
}

function cleanly<T>(read: (problems: Problem[]) => T): T | undefined {
  const problems: Problem[] = [];
  const result = read(problems);
  return problems.length === 0 ? result : undefined;
}
