// Reads `source` and `destination` of a Calico rule: who that side must be.

import { NAMESPACE_NAME_LABEL } from '../../sources/kubernetes-objects.ts';
import type { Certainty } from '../certainty.ts';
import type { CompiledPeer } from '../compiled.ts';
import { matchSelector, ownLabels, type Selector } from '../selector.ts';
import { readBlocks } from './calico-blocks.ts';
import { type CalicoWorld, compileEndpoints, type EndpointScope, EVERYWHERE, ownScope } from './calico-endpoints.ts';
import { compileExpression, mentionsGlobal, readExpression, type SelectorScope } from './calico-selector.ts';
import {
  type Cursor,
  checkFields,
  isAbsent,
  itemsOf,
  propertyOf,
  reportInvalid,
  reportMissing,
  textOf,
} from './manifest-reader.ts';

/** Where the rule stands. */
export interface RuleContext {
  /** Of the policy; undefined for a policy of the whole cluster. */
  readonly namespace: string | undefined;
  readonly world: CalicoWorld;
}

export const ENTITY_FIELDS = [
  ...['nets', 'notNets', 'selector', 'notSelector', 'namespaceSelector'],
  ...['ports', 'notPorts', 'serviceAccounts', 'services'],
];

/** A selector of endpoints: "all()" names every endpoint in its scope. */
const OF_ENDPOINTS: SelectorScope = { all: true, global: undefined, keyOf: (key) => key };
/** Pods carry their service account's labels under this prefix. */
const OF_ACCOUNTS: SelectorScope = { all: true, global: undefined, keyOf: (key) => `pcsa.${key}` };
/** "Match a specific namespace by name using the projectcalico.org/name label." */
export const OF_NAMESPACES: SelectorScope = { all: true, global: false, keyOf: namespaceKey };
/** "global(): match all non-namespaced resources", which have no namespace and so no labels of one. */
const OF_NO_NAMESPACE: SelectorScope = { all: false, global: true, keyOf: namespaceKey };

function namespaceKey(key: string): string {
  return key === 'projectcalico.org/name' ? NAMESPACE_NAME_LABEL : key;
}

/** A condition of the policy on service accounts, or of a rule. */
export function readAccountSelector(cursor: Cursor): Selector {
  return compileSelector(cursor, OF_ACCOUNTS) ?? [];
}

export function readEndpointSelector(cursor: Cursor): Selector | undefined {
  return compileSelector(cursor, OF_ENDPOINTS);
}

function compileSelector(cursor: Cursor, scope: SelectorScope): Selector | undefined {
  const expression = readExpression(cursor, scope);
  return expression && compileExpression(expression, scope);
}

/** Undefined where it asks nothing of that side: "a rule without a selector matches all packets". */
export function readEntity(cursor: Cursor, context: RuleContext): CompiledPeer | undefined {
  const services = propertyOf(cursor, 'services');
  const nets = readBlocks(propertyOf(cursor, 'nets'));
  const notNets = readBlocks(propertyOf(cursor, 'notNets'));
  // "If the rule contains multiple match criteria then all match criteria must match."
  const parts: readonly CompiledPeer[] = [
    ...(nets === undefined ? [] : [{ kind: 'any-of', peers: nets } as const]),
    ...(notNets === undefined ? [] : [{ kind: 'not', peer: { kind: 'any-of', peers: notNets } } as const]),
    ...readSelectors(cursor, context),
    ...(isAbsent(services) ? [] : [readServices(services, context)]),
  ];
  const [first, ...others] = parts;
  return others.length === 0 ? first : { kind: 'all-of', peers: parts };
}

function readSelectors(cursor: Cursor, { namespace, world }: RuleContext): readonly CompiledPeer[] {
  const written = readScope(propertyOf(cursor, 'namespaceSelector'));
  const selector = readEndpointSelector(propertyOf(cursor, 'selector'));
  const notSelector = readEndpointSelector(propertyOf(cursor, 'notSelector'));
  const accountsCursor = propertyOf(cursor, 'serviceAccounts');
  const accounts = isAbsent(accountsCursor) ? undefined : readAccounts(accountsCursor);
  const scope = written ?? (namespace === undefined ? EVERYWHERE : ownScope(namespace));
  const selection = { scope, selector: [...(selector ?? []), ...(accounts ?? [])], accounts: accounts !== undefined };
  const isPositive = written !== undefined || selector !== undefined || accounts !== undefined;
  const positive = isPositive ? [compileEndpoints(selection, world)] : [];
  if (notSelector === undefined) return positive;
  const left = { scope: EVERYWHERE, selector: notSelector, accounts: false };
  const negative: CompiledPeer = { kind: 'not', peer: compileEndpoints(left, world) };
  if (isPositive || namespace === undefined) return [...positive, negative];
  return [alone(negative, compileEndpoints({ scope, selector: [], accounts: false }, world))];
}

/**
 * notSelector alone in a policy of a namespace. The page: it "matches packets from/to anywhere (including outside the
 * cluster), except"; the implementation: "endpoints for a namespaced policy being limited to the namespace as soon as
 * any of the selector fields are used, including NotSelector". They agree within the namespace only.
 */
function alone(negative: CompiledPeer, ofNamespace: CompiledPeer): CompiledPeer {
  const reason = 'whether notSelector alone reaches beyond the namespace';
  const elsewhere: readonly CompiledPeer[] = [
    { kind: 'not', peer: ofNamespace },
    { kind: 'undecided', reason, among: 'anything' },
  ];
  return {
    kind: 'any-of',
    peers: [
      { kind: 'all-of', peers: [ofNamespace, negative] },
      { kind: 'all-of', peers: elsewhere },
    ],
  };
}

/**
 * "If specified, only workload endpoints in the selected Kubernetes namespaces are matched", and with `global()` the
 * "non-namespaced resources". That a negation also holds for what has no namespace is nowhere written.
 */
function readScope(cursor: Cursor): EndpointScope | undefined {
  const expression = readExpression(cursor, OF_NAMESPACES);
  if (expression === undefined) return undefined;
  const selector = compileExpression(expression, OF_NAMESPACES);
  const match = matchSelector(compileExpression(expression, OF_NO_NAMESPACE), ownLabels({}));
  const global: Certainty = match === 'yes' && !mentionsGlobal(expression) ? 'unknown' : match;
  return { namespaces: selector.length === 0 ? { kind: 'all' } : { kind: 'selected', selector }, global };
}

/** "If both Names and Selector are specified then they are AND'ed." */
function readAccounts(cursor: Cursor): Selector {
  if (!checkFields(cursor, ['names', 'selector'])) return [];
  const names = (itemsOf(propertyOf(cursor, 'names')) ?? []).flatMap((item) => textOf(item) ?? []);
  const named: Selector =
    names.length === 0
      ? []
      : [{ kind: 'label', key: 'projectcalico.org/serviceaccount', operator: 'In', values: new Set(names) }];
  return [...named, ...readAccountSelector(propertyOf(cursor, 'selector'))];
}

/** Which endpoints and ports a Service has is not among what policies are compiled from. */
function readServices(cursor: Cursor, { namespace }: RuleContext): CompiledPeer {
  checkFields(cursor, ['name', 'namespace']);
  const name = propertyOf(cursor, 'name');
  if (typeof name.value !== 'string' || name.value === '') reportMissing(cursor, 'name');
  const written = propertyOf(cursor, 'namespace');
  const of = isAbsent(written) ? namespace : textOf(written);
  if (of === undefined) reportInvalid(written, 'the namespace of the Service');
  return { kind: 'undecided', reason: `the backends of Service ${of ?? '?'}/${String(name.value)}`, among: 'anything' };
}
