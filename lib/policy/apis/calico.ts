// The reader of Calico's policies, and of the tiers and network sets that they refer to.
import type { Diagnostic } from '../../base/diagnostic.ts';
import type { PolicyDocument } from '../../sources/kubernetes-objects.ts';
import { unreadableDiagnostics } from '../compile-diagnostics.ts';
import type { CompiledPolicies } from '../compiled.ts';
import type { Direction } from '../model.ts';
import { isCalicoGroup } from './calico-names.ts';
import { isNetworkSet, readNetworkSet, readNetworkSets } from './calico-network-sets.ts';
import { type CalicoPolicyReading, readCalicoPolicy } from './calico-policy.ts';
import { isTier, readTier, readTiers } from './calico-tiers.ts';
import type { Problem } from './manifest-reader.ts';
import type { PolicyReader, PolicyReading } from './policy-reader.ts';

const KINDS: readonly string[] = ['NetworkPolicy', 'GlobalNetworkPolicy', 'Tier', 'NetworkSet', 'GlobalNetworkSet'];
const DIRECTIONS: readonly Direction[] = ['ingress', 'egress'];

export const CALICO: PolicyReader = {
  claims: (apiVersion, kind) => isCalicoGroup(apiVersion) && KINDS.includes(kind),
  prepare: prepareCalico,
};

function prepareCalico(
  documents: readonly PolicyDocument[],
  namespaces: CompiledPolicies['namespaces'],
): (document: PolicyDocument) => PolicyReading {
  const context = { world: { sets: readNetworkSets(documents), namespaces }, tiers: readTiers(documents) };
  return (document) => {
    if (isTier(document)) return referredTo(document, tierReading(document));
    if (isNetworkSet(document)) return referredTo(document, setReading(document));
    const reading = readCalicoPolicy(document, context);
    const { name } = reading;
    const diagnostics = diagnosticsOf(document, reading);
    return reading.kind === 'policy'
      ? { name, policies: [reading.policy], unreadable: [], diagnostics }
      : { name, policies: [], unreadable: [reading.policy], diagnostics };
  };
}

interface Referred {
  readonly name: string;
  readonly problems: readonly Problem[];
}

function tierReading(document: PolicyDocument): Referred {
  const { name, problems } = readTier(document);
  return { name: `Calico Tier ${name}`, problems };
}

function setReading(document: PolicyDocument): Referred {
  const { set, problems } = readNetworkSet(document);
  return { name: `Calico ${set.name}`, problems };
}

/** No policy itself: policies refer to it. */
function referredTo(document: PolicyDocument, { name, problems }: Referred): PolicyReading {
  return { name, policies: [], unreadable: [], diagnostics: unreadableDiagnostics(document, name, problems) };
}

function diagnosticsOf(document: PolicyDocument, reading: CalicoPolicyReading): readonly Diagnostic[] {
  const { name } = reading;
  const { place } = document;
  switch (reading.kind) {
    case 'unreadable':
      return unreadableDiagnostics(document, name, reading.problems);
    case 'no-tier': {
      const message = `${name} is in the tier ${reading.tier}, whose place among the others is not known`;
      const mend =
        'give the Tier object beside the policies, with an order of its own; until then verdicts are unknown';
      return [{ code: 'policy-tier-missing', level: 'warning', message, place, mend }];
    }
    case 'hosts': {
      const message = `${name} has ${reading.field}, which is meant for host endpoints`;
      const mend = 'let its selector name host endpoints only; verdicts of pods that it selects are unknown';
      return [{ code: 'policy-for-hosts', level: 'info', message, place, mend }];
    }
    case 'policy':
      return [...missingNamespace(document, reading), ...inertRules(document, reading)];
  }
}

type Readable = Extract<CalicoPolicyReading, { kind: 'policy' }>;

function missingNamespace({ place }: PolicyDocument, { name, written, policy }: Readable): readonly Diagnostic[] {
  if (policy.namespace === undefined || written.namespace !== undefined) return [];
  const message = `${name} names no namespace and is taken as one of ${policy.namespace}`;
  return [{ code: 'policy-namespace-missing', level: 'info', message, place, mend: 'write metadata.namespace' }];
}

function inertRules({ place }: PolicyDocument, { name, policy }: Readable): readonly Diagnostic[] {
  const inert = DIRECTIONS.filter((one) => !policy.sections[one].declared && policy.sections[one].rules.length > 0);
  return inert.map((direction) => ({
    code: 'policy-inert-rules',
    level: 'warning',
    message: `${name} has ${direction} rules that do nothing, because types leaves the direction out`,
    place,
    mend: 'add the direction to types or remove the rules',
  }));
}
