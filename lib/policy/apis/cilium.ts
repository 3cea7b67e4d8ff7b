// Reads CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy (cilium.io/v2) into the canonical model.
import type { Diagnostic } from '../../base/diagnostic.ts';
import type { PolicyDocument } from '../../sources/kubernetes-objects.ts';
import { unreadableDiagnostics } from '../compile-diagnostics.ts';
import type { CompiledPolicy, UnreadablePolicy } from '../compiled.ts';
import { DEFAULT_ORDER, DEFAULT_TIER } from '../tiers.ts';
import { CIDR_GROUP_KIND, type CidrGroup, cidrGroupsOf, readCidrGroupDocument } from './cilium-cidr-groups.ts';
import { ciliumDiagnostics } from './cilium-diagnostics.ts';
import { type CiliumObject, readCiliumObject, titleOfSpec } from './cilium-object.ts';
import { remainsOf } from './cilium-remains.ts';
import { type CiliumSpec, readCiliumSpec } from './cilium-spec.ts';
import type { Cursor } from './manifest-reader.ts';
import type { PolicyReader, PolicyReading } from './policy-reader.ts';

const KINDS = ['CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy', CIDR_GROUP_KIND];

/** A policy that hides its version is Cilium's all the same: no other API has these kinds. */
export const CILIUM: PolicyReader = {
  claims: (apiVersion, kind) => KINDS.includes(kind) && (apiVersion === '' || apiVersion.startsWith('cilium.io/')),
  prepare: (documents) => {
    const groups = cidrGroupsOf(documents);
    return (document) => readDocument(document, groups);
  },
};

function readDocument(document: PolicyDocument, groups: readonly CidrGroup[]): PolicyReading {
  const root: Cursor = { value: document.manifest, path: '', problems: [] };
  const object = readCiliumObject(root);
  if (object === undefined) return readCidrGroupDocument(document);
  const specs = object.specs.map((cursor) => ({
    cursor,
    spec: readCiliumSpec(cursor, { scope: object.scope, groups }),
  }));
  const { name } = object;
  if (root.problems.length > 0) {
    const diagnostics = unreadableDiagnostics(document, name, root.problems);
    return { name, policies: [], unreadable: remainsOf(document), diagnostics };
  }
  const read = specs.flatMap(({ cursor, spec }) =>
    spec === undefined ? [] : [{ title: titleOfSpec(object, cursor), spec }],
  );
  const diagnostics: readonly Diagnostic[] = ciliumDiagnostics(document, object, read);
  return {
    name,
    policies: read.flatMap(({ title, spec }) => compileSpec(title, spec, object)),
    unreadable: read.flatMap(({ title, spec }) => disputedSpec(title, spec)),
    diagnostics,
  };
}

/**
 * "Deny policies take precedence over allow policies, regardless of whether they are a Cilium Network Policy, a
 * Clusterwide Cilium Network Policy or even a Kubernetes Network Policy": all stand at one level.
 */
function compileSpec(
  name: string,
  { subjects, sections }: CiliumSpec,
  { scope }: CiliumObject,
): readonly CompiledPolicy[] {
  if (subjects === undefined) return [];
  const place = { tier: DEFAULT_TIER, order: DEFAULT_ORDER, matching: 'all-rules' } as const;
  return [{ name, api: 'cilium', namespace: scope, subjects, ...place, sections }];
}

/** "If enabled, this causes all traffic not explicitly allowed … to be dropped", but the agent's code asks for a rule. */
function disputedSpec(name: string, { subjects, disputed }: CiliumSpec): readonly UnreadablePolicy[] {
  if (subjects === undefined || disputed.length === 0) return [];
  const reason = 'asks for default deny in a direction without rules, on which texts and code of Cilium disagree';
  return [{ name, api: 'cilium', subjects, directions: disputed, reason }];
}
