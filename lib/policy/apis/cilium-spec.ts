// Reads one specification of a Cilium policy: whom it is about, and its four sections.
import type { CompiledPods, CompiledRule, CompiledSection } from '../compiled.ts';
import type { Direction } from '../model.ts';
import { type CiliumScope, compileSubjects } from './cilium-endpoints.ts';
import type { CiliumContext } from './cilium-peers.ts';
import { type CiliumRule, readCiliumRule } from './cilium-rule.ts';
import { type CiliumTerm, NAMESPACE_LABEL, readCiliumSelector } from './cilium-selector.ts';
import {
  type Cursor,
  checkFields,
  isAbsent,
  itemsOf,
  propertyOf,
  reportInvalid,
  reportMissing,
} from './manifest-reader.ts';

/** `subjects` undefined: it selects nodes, which are no subjects of ours. */
export interface CiliumSpec {
  readonly subjects: CompiledPods | undefined;
  readonly sections: Readonly<Record<Direction, CompiledSection>>;
  /** Directions without rules that are to be in default deny all the same. */
  readonly disputed: readonly Direction[];
}

export const DIRECTIONS: readonly Direction[] = ['ingress', 'egress'];
/** Where allows and denials of a direction stand. */
export const SECTION_FIELDS = { ingress: ['ingress', 'ingressDeny'], egress: ['egress', 'egressDeny'] } as const;
export const SPEC_FIELDS = [
  ...['endpointSelector', 'nodeSelector', 'ingress', 'ingressDeny', 'egress', 'egressDeny'],
  ...['enableDefaultDeny', 'description', 'labels', 'log'],
];

export function readCiliumSpec(cursor: Cursor, context: CiliumContext): CiliumSpec | undefined {
  if (!checkFields(cursor, SPEC_FIELDS)) return undefined;
  const subjects = readSubjects(cursor, context.scope);
  const enabled = propertyOf(cursor, 'enableDefaultDeny');
  if (!isAbsent(enabled)) checkFields(enabled, DIRECTIONS);
  const sections = {
    ingress: readSection(cursor, 'ingress', context),
    egress: readSection(cursor, 'egress', context),
  };
  const hasRules = DIRECTIONS.some((direction) => sections[direction].declared);
  // A specification without any rule is refused whole: "rule must have at least one of Ingress, IngressDeny, …".
  const disputed = DIRECTIONS.filter((direction) => {
    return hasRules && !sections[direction].declared && readDefaultDeny(cursor, direction) === true;
  });
  return { subjects, sections, disputed };
}

/** "EndpointSelector and NodeSelector cannot be both empty and are mutually exclusive." */
export function readSubjects(spec: Cursor, scope: CiliumScope): CompiledPods | undefined {
  const endpoints = propertyOf(spec, 'endpointSelector');
  const nodes = propertyOf(spec, 'nodeSelector');
  if (isAbsent(endpoints) && isAbsent(nodes)) reportMissing(spec, 'one of endpointSelector, nodeSelector');
  if (!isAbsent(nodes)) {
    if (!isAbsent(endpoints)) reportInvalid(nodes, 'absent beside endpointSelector');
    // "Can only be used in CiliumClusterwideNetworkPolicies."
    else if (scope !== undefined) reportInvalid(nodes, 'absent in a namespaced policy');
    readCiliumSelector(nodes);
    return undefined;
  }
  const terms = isAbsent(endpoints) ? [] : readCiliumSelector(endpoints);
  if (scope !== undefined && !terms.every((term) => acceptsNamespace(term, scope))) {
    reportInvalid(endpoints, `a selector of pods in the policy's own namespace ${scope}`);
  }
  return compileSubjects(terms, scope);
}

/** What becomes of a foreign namespace differs by how the key is written: dropped, or no pod is selected. */
function acceptsNamespace({ source, requirement: { key, operator, values } }: CiliumTerm, namespace: string): boolean {
  if (source !== 'pods' || key !== NAMESPACE_LABEL) return true;
  return (
    operator === 'Exists' ||
    (operator === 'In' ? values.has(namespace) : operator === 'NotIn' && !values.has(namespace))
  );
}

/**
 * "If omitted or empty, this rule does not apply at ingress." Else "the endpoint goes into default deny-mode", unless
 * enableDefaultDeny says no.
 */
function readSection(spec: Cursor, direction: Direction, context: CiliumContext): CompiledSection {
  const read = (action: 'allow' | 'deny') => {
    const items = itemsOf(propertyOf(spec, SECTION_FIELDS[direction][action === 'allow' ? 0 : 1])) ?? [];
    return {
      count: items.length,
      rules: items.flatMap((item) => readCiliumRule(item, { direction, action }, context)),
    };
  };
  const [denials, allows] = [read('deny'), read('allow')];
  const declared = denials.count + allows.count > 0;
  const isolates = declared && readDefaultDeny(spec, direction) !== false;
  const rules = [
    ...denials.rules.map(({ rule }) => rule),
    ...vetoes(allows.rules, isolates),
    ...allows.rules.map(({ rule }) => rule),
  ];
  return { declared, isolates, rules };
}

/**
 * "EnableDefaultDeny does not apply to layer-7 policy. Adding a layer-7 rule that does not include a layer-7 allow-all
 * will cause drops, even when default-deny is explicitly disabled": what asks for more may deny.
 */
function vetoes(allows: readonly CiliumRule[], isolates: boolean): readonly CompiledRule[] {
  return allows.flatMap(({ rule, vetoes: when }) => {
    const applies = when === 'always' || (when === 'where-nothing-isolates' && !isolates);
    return applies ? [{ ...rule, action: 'deny' as const }] : [];
  });
}

function readDefaultDeny(spec: Cursor, direction: Direction): boolean | undefined {
  const cursor = propertyOf(propertyOf(spec, 'enableDefaultDeny'), direction);
  if (isAbsent(cursor)) return undefined;
  if (typeof cursor.value === 'boolean') return cursor.value;
  reportInvalid(cursor, 'true or false');
  return undefined;
}
