// The parts of a networking.k8s.io policy as they are written, to write a smaller one of them.
import type { Direction } from '../../policy/model.ts';
import type { PolicyManifest } from '../../report/document.ts';

/** Entries as they are written, in their order. */
export interface PlainRule {
  readonly peers: readonly unknown[];
  readonly ports: readonly unknown[];
}

export interface PlainPolicy {
  /** `namespace/name`. */
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly podSelector: unknown;
  readonly rules: Readonly<Record<Direction, readonly PlainRule[]>>;
}

/** Undefined where names are missing; lists that are none are empty. */
export function plainPolicy(manifest: unknown): PlainPolicy | undefined {
  const metadata = field(manifest, 'metadata');
  const spec = field(manifest, 'spec');
  const name = field(metadata, 'name');
  const namespace = field(metadata, 'namespace') ?? 'default';
  if (typeof name !== 'string' || typeof namespace !== 'string') return undefined;
  const rulesOf = (direction: Direction, peers: string) =>
    list(field(spec, direction)).map((rule) => ({
      peers: list(field(rule, peers)),
      ports: list(field(rule, 'ports')),
    }));
  return {
    id: `${namespace}/${name}`,
    namespace,
    name,
    podSelector: field(spec, 'podSelector') ?? {},
    rules: { ingress: rulesOf('ingress', 'from'), egress: rulesOf('egress', 'to') },
  };
}

/** Only that rule, in that direction; an empty list of peers or ports stands for all and is left out. */
export function singleRulePolicy(
  { namespace, name, podSelector }: Omit<PlainPolicy, 'id' | 'rules'>,
  direction: Direction,
  { peers, ports }: PlainRule,
): PolicyManifest {
  const side = direction === 'ingress' ? 'from' : 'to';
  const rule = { ...(peers.length === 0 ? {} : { [side]: peers }), ...(ports.length === 0 ? {} : { ports }) };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace },
    spec: { podSelector, policyTypes: [direction === 'ingress' ? 'Ingress' : 'Egress'], [direction]: [rule] },
  };
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
