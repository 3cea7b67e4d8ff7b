// Conditions of Alibaba Cloud ACK: Terway on nodes, Poseidon on virtual nodes.
import { listsNode } from '../profiles/dataplane-keys.ts';
import { kindSeen, NODE_NOT_SEEN, type NodeCondition } from './condition.ts';
import { terwayImplementation } from './terway.ts';
import { NOT_ENFORCED, OPEN } from './treatment.ts';

const TERWAY_GUIDE = 'ACK docs, use network policies in ACK clusters';
const POSEIDON_GUIDE = 'ACK docs, network policies for elastic container instances';
const ENI_GUIDE = 'AliyunContainerService/terway, docs/exclusive-eni-node-pool.md';
const TERWAY = ['ack-terway', 'ack-terway-ebpf', 'ack-terway-iptables'] as const;

const SHARED_ENI: NodeCondition = {
  of: 'node',
  code: 'dataplane-node-kind',
  severity: 'high',
  dataplanes: TERWAY,
  asks: 'Terway enforces policies on shared-ENI nodes only',
  mend: 'run pods that policies must hold in node pools without the exclusive-ENI label',
  source: `${TERWAY_GUIDE}; ${ENI_GUIDE}`,
  test: (node, options) =>
    kindSeen('exclusive-eni', node, options, {
      treatments: [NOT_ENFORCED],
      because: 'its node is an exclusive-ENI node',
    }),
};

/** Pods on elastic container instances are Poseidon's, where it is installed and told to; without it nobody polices them. */
const VIRTUAL: NodeCondition = {
  of: 'node',
  code: 'dataplane-node-kind',
  severity: 'high',
  dataplanes: TERWAY,
  alone: true,
  asks: 'pods on virtual nodes are not Terway’s: Poseidon polices them, where it is installed and told to',
  mend: 'name both with --dataplane ack-poseidon+ack-terway, or ack-poseidon,policies=off+ack-terway without Poseidon',
  source: `${TERWAY_GUIDE}; ${POSEIDON_GUIDE}`,
  test: (node, options) =>
    kindSeen('virtual', node, options, {
      treatments: [{ kind: 'as', profile: 'ack-poseidon' }, NOT_ENFORCED],
      because: 'its node is a virtual node',
    }),
};

const NOT_VIRTUAL: NodeCondition = {
  of: 'node',
  code: 'dataplane-node-kind',
  severity: 'medium',
  dataplanes: ['ack-poseidon'],
  alone: true,
  asks: 'Poseidon polices pods on virtual nodes; those of other nodes are the network plugin’s',
  mend: 'name both with --dataplane ack-poseidon+ack-terway, if the other is Terway',
  source: POSEIDON_GUIDE,
  test: (node) => {
    if (node === undefined || node.kinds.includes('virtual')) return undefined;
    return { state: 'violated', treatments: OPEN, because: 'its node is no virtual node' };
  },
};

const IMPLEMENTATION: NodeCondition = {
  of: 'node',
  code: 'dataplane-kernel',
  severity: 'high',
  dataplanes: ['ack-terway'],
  asks: 'the initial Terway version decides between eBPF and iptables, and eBPF needs kernel 4.19',
  mend: 'write initial=VERSION, and below 1.9.0 mode=ipvlan|datapath-v2|veth; kernel=VERSION where exports lack it',
  source: TERWAY_GUIDE,
  test: (node, options) => terwayImplementation(node, options, ['ebpf', 'switched', 'iptables']),
};

const EBPF_KERNEL: NodeCondition = {
  ...IMPLEMENTATION,
  dataplanes: ['ack-terway-ebpf'],
  asks: 'eBPF policies need kernel 4.19; below it they do nothing, or iptables takes over where Terway was older than 1.9.0',
  mend: 'move to nodes with kernel 4.19 or later; write initial=VERSION, and kernel=VERSION where exports lack it',
  test: (node, options) => terwayImplementation(node, options, ['ebpf', 'switched']),
};

const RESTARTED: NodeCondition = {
  of: 'node',
  code: 'dataplane-restart-pending',
  severity: 'high',
  dataplanes: TERWAY,
  asks: 'without DataPath V2, policies take effect on an existing node after its restart',
  mend: 'restart the nodes',
  source: TERWAY_GUIDE,
  test: (node, { 'restart-pending': pending }) => {
    const treatments = [NOT_ENFORCED] as const;
    const because = 'its node was not restarted since policies were switched on';
    if (pending === 'all' || (node !== undefined && listsNode(pending, node.name)))
      return { state: 'violated', treatments, because };
    if (node !== undefined || pending === undefined) return undefined;
    return { state: 'unseen', treatments: OPEN, because: NODE_NOT_SEEN };
  },
};

export const ACK_CONDITIONS: readonly NodeCondition[] = [
  SHARED_ENI,
  VIRTUAL,
  NOT_VIRTUAL,
  IMPLEMENTATION,
  EBPF_KERNEL,
  RESTARTED,
];
