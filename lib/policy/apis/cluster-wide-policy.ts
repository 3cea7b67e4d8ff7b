// Reads the network policy API's cluster-wide policies into the canonical model: the frame that its kinds share.
import type { PolicyDocument } from '../../sources/kubernetes-objects.ts';
import { hostBitsDiagnostic, unreadableDiagnostics } from '../compile-diagnostics.ts';
import type {
  CompiledPods,
  CompiledPolicy,
  CompiledSection,
  PolicyApi,
  TierPlace,
  UnreadablePolicy,
} from '../compiled.ts';
import type { Direction } from '../model.ts';
import { maskedNetworks, readSubject } from './cluster-wide-peer.ts';
import { type RuleDialect, readRules } from './cluster-wide-rule.ts';
import { ALL_PODS } from './compiled-parts.ts';
import {
  type Cursor,
  checkFields,
  isAbsent,
  type Problem,
  propertyOf,
  reportInvalid,
  reportMissing,
} from './manifest-reader.ts';
import { checkMetadata, readObjectName } from './object-meta.ts';
import type { PolicyReader, PolicyReading } from './policy-reader.ts';

/** One kind, as its CRD defines it. */
export interface ClusterWideKind {
  readonly api: PolicyApi;
  readonly apiVersion: string;
  readonly kind: string;
  /** The only name that an object of the kind may have. */
  readonly onlyName: string | undefined;
  /** Fields of `spec` that say where the policy stands; `readPlace` reads them. */
  readonly placeFields: readonly string[];
  readonly readPlace: (spec: Cursor) => PolicyPlace | undefined;
  readonly rules: RuleDialect;
}

export interface PolicyPlace {
  readonly tier: TierPlace;
  readonly order: number;
}

const GROUP = 'policy.networking.k8s.io/';
const DIRECTIONS: readonly Direction[] = ['ingress', 'egress'];
const ROOT_FIELDS = ['apiVersion', 'kind', 'metadata', 'spec', 'status'];
const LAST_PRIORITY = 1000;

export function clusterWideReader(kinds: readonly ClusterWideKind[]): PolicyReader {
  const kindOf = (name: unknown) => kinds.find(({ kind }) => kind === name);
  return {
    claims: (apiVersion, kind) => apiVersion.startsWith(GROUP) && kindOf(kind) !== undefined,
    prepare: () => (document) => {
      const root = rootOf(document);
      const kind = kindOf(propertyOf(root, 'kind').value);
      if (kind === undefined) throw new Error('asked to read a kind that the reader does not claim');
      return readDocument(document, kind);
    },
  };
}

/** "a value from 0 to 1000"; lower is asked first. */
export function readPriority(spec: Cursor): number | undefined {
  const cursor = propertyOf(spec, 'priority');
  const { value } = cursor;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= LAST_PRIORITY) return value;
  reportInvalid(cursor, `a whole number from 0 to ${LAST_PRIORITY}`);
  return undefined;
}

function rootOf({ manifest }: PolicyDocument): Cursor {
  return { value: manifest, path: '', problems: [] };
}

function readDocument(document: PolicyDocument, kind: ClusterWideKind): PolicyReading {
  const root = rootOf(document);
  const policy = readPolicy(root, kind);
  if (policy === undefined || root.problems.length > 0) {
    const unreadable = readRemains(document, kind);
    const diagnostics = unreadableDiagnostics(document, unreadable.name, root.problems);
    return { name: unreadable.name, policies: [], unreadable: [unreadable], diagnostics };
  }
  const masked = maskedNetworks(propertyOf(root, 'spec'));
  const diagnostics = masked.map((network) => hostBitsDiagnostic(document, policy.name, network));
  return { name: policy.name, policies: [policy], unreadable: [], diagnostics };
}

function readPolicy(root: Cursor, kind: ClusterWideKind): CompiledPolicy | undefined {
  if (!checkFields(root, ROOT_FIELDS)) return undefined;
  const apiVersion = propertyOf(root, 'apiVersion');
  if (apiVersion.value !== kind.apiVersion) reportInvalid(apiVersion, kind.apiVersion);
  const metadata = propertyOf(root, 'metadata');
  checkMetadata(metadata);
  const name = readName(propertyOf(metadata, 'name'), kind);
  const spec = propertyOf(root, 'spec');
  if (isAbsent(spec)) reportMissing(root, 'spec');
  else if (checkFields(spec, specFields(kind))) return readSpec(spec, name, kind);
  return undefined;
}

function readSpec(spec: Cursor, name: string | undefined, kind: ClusterWideKind): CompiledPolicy | undefined {
  const subjects = readSubject(propertyOf(spec, 'subject'), kind.rules);
  const place = kind.readPlace(spec);
  const sections = { ingress: readSection(spec, 'ingress', kind), egress: readSection(spec, 'egress', kind) };
  if (name === undefined || subjects === undefined || place === undefined) return undefined;
  const { api } = kind;
  return {
    name: `${kind.kind} ${name}`,
    api,
    namespace: undefined,
    subjects,
    ...place,
    matching: 'first-rule',
    sections,
  };
}

/** "there will not be any implicit isolation effects for the Pods selected" (API overview). */
function readSection(spec: Cursor, direction: Direction, { rules: dialect }: ClusterWideKind): CompiledSection {
  const rules = readRules(spec, direction, dialect);
  // "CNPs with no ingress rules do not affect ingress traffic."
  return { declared: rules.length > 0, isolates: false, rules };
}

function readName(cursor: Cursor, { onlyName }: ClusterWideKind): string | undefined {
  const name = readObjectName(cursor);
  if (name === undefined || onlyName === undefined || name === onlyName) return name;
  reportInvalid(cursor, onlyName);
  return undefined;
}

function specFields({ placeFields }: ClusterWideKind): readonly string[] {
  return [...placeFields, 'subject', 'ingress', 'egress'];
}

/**
 * The widest reach of what cannot be read: its subject where that is sound, the directions that it may have rules for.
 * The API has implementations "fail closed" on a peer without a known field, which they take as one of a newer CRD. We
 * cannot tell such a field from a misspelt one, nor how new the implementation is, so both are unknown.
 */
function readRemains({ manifest }: PolicyDocument, kind: ClusterWideKind): UnreadablePolicy {
  const root: Cursor = { value: manifest, path: '', problems: [] };
  const spec = propertyOf(root, 'spec');
  const { value } = propertyOf(propertyOf(root, 'metadata'), 'name');
  const name = typeof value === 'string' && value !== '' ? value : '?';
  const isOurs =
    propertyOf(root, 'apiVersion').value === kind.apiVersion &&
    checkFields(root, ROOT_FIELDS) &&
    checkFields(spec, specFields(kind));
  return {
    name: `${kind.kind} ${name}`,
    api: kind.api,
    subjects: (isOurs ? subjectAlone(propertyOf(spec, 'subject'), kind) : undefined) ?? ALL_PODS,
    directions: DIRECTIONS.filter((direction) => !isOurs || mayHaveRules(propertyOf(spec, direction))),
    reason: 'cannot be read',
  };
}

function subjectAlone(cursor: Cursor, { rules }: ClusterWideKind): CompiledPods | undefined {
  const problems: Problem[] = [];
  const subject = readSubject({ ...cursor, problems }, rules);
  return problems.length === 0 ? subject : undefined;
}

function mayHaveRules(cursor: Cursor): boolean {
  return !isAbsent(cursor) && !(Array.isArray(cursor.value) && cursor.value.length === 0);
}
