// Which implementation Terway has on a node: settled when the cluster was created, and by the kernel.
import { compareText } from '../../base/order.ts';
import type { DataplaneOptions } from '../profiles/dataplane-keys.ts';
import { hasReached } from '../profiles/version.ts';
import type { NodeFacts } from './cluster-facts.ts';
import { type Exception, NOT_ENFORCED, type Treatment } from './treatment.ts';

const EBPF_KERNEL = '4.19';
const EBPF_BY_DEFAULT_SINCE = '1.9.0';
const EBPF: Treatment = { kind: 'as', profile: 'ack-terway-ebpf' };
const IPTABLES: Treatment = { kind: 'as', profile: 'ack-terway-iptables' };

/** How the cluster was created: with eBPF by default, switched to it (IPvlan or DataPath V2), or neither. */
type Origin = 'ebpf' | 'switched' | 'iptables';

/** Undefined where it is eBPF for certain, as the documents have it in general. */
export function terwayImplementation(
  node: NodeFacts | undefined,
  options: DataplaneOptions,
  among: readonly Origin[],
): Exception | undefined {
  // Pods there are not Terway's to police, whatever it is.
  if (node?.kinds.some((kind) => kind === 'virtual' || kind === 'exclusive-eni') === true) return undefined;
  const origins = originsOf(options).filter((origin) => among.includes(origin));
  const kernel = options.kernel ?? node?.kernel;
  const enough = kernelSuffices(kernel, options);
  const ways = new Map<string, Treatment>();
  for (const origin of origins) {
    for (const suffices of enough === 'unknown' ? [true, false] : [enough === 'yes']) {
      const treatment = treatmentOf(origin, suffices);
      ways.set(JSON.stringify(treatment), treatment);
    }
  }
  const sorted = [...ways].sort(([left], [right]) => compareText(left, right)).map(([, treatment]) => treatment);
  const [first = EBPF, ...others] = sorted;
  const needsKernel = origins.some((origin) => origin !== 'iptables');
  if (others.length === 0 && !(needsKernel && enough === 'no')) {
    return first === EBPF ? undefined : { state: 'chosen', treatments: [first], because: '' };
  }
  const clauses = [
    ...(needsKernel && enough === 'no' ? [`the kernel of its node, ${kernel}, is older than ${EBPF_KERNEL}`] : []),
    ...(needsKernel && enough === 'unknown' ? ['the kernel of its node is not known'] : []),
    ...(origins.length > 1 ? ['the Terway version that the cluster was created with is not known'] : []),
  ];
  return {
    state: needsKernel && enough === 'no' ? 'violated' : 'unseen',
    treatments: [first, ...others],
    because: clauses.join(', and '),
  };
}

/**
 * Initial version 1.9.0 or later: eBPF. Earlier: with IPvlan or DataPath V2 eBPF, else iptables. Upgrading Terway does not
 * change it (ACK guide).
 */
function originsOf({ initial, mode }: DataplaneOptions): readonly Origin[] {
  const byDefault = initial === undefined ? 'unknown' : hasReached(initial, [EBPF_BY_DEFAULT_SINCE]);
  if (byDefault === 'yes') return ['ebpf'];
  const older: readonly Origin[] =
    mode === undefined ? ['switched', 'iptables'] : mode === 'veth' ? ['iptables'] : ['switched'];
  return byDefault === 'no' ? older : ['ebpf', ...older];
}

function kernelSuffices(kernel: string | undefined, { nodes }: DataplaneOptions) {
  if (kernel !== undefined) return hasReached(kernel, [EBPF_KERNEL]);
  return nodes === 'met' ? 'yes' : 'unknown';
}

/** On an older kernel policies do not work, or, where the cluster was switched to eBPF, fall back to iptables (ACK guide). */
function treatmentOf(origin: Origin, kernelSuffices: boolean): Treatment {
  if (origin === 'iptables') return IPTABLES;
  if (kernelSuffices) return EBPF;
  return origin === 'ebpf' ? NOT_ENFORCED : IPTABLES;
}
