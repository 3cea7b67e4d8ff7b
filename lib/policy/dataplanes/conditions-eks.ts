// Conditions of Amazon EKS for the network policy agent of the VPC CNI.
import { hasReached } from '../profiles/version.ts';
import { kindSeen, type NodeCondition, type PodCondition } from './condition.ts';
import { NOT_ENFORCED, OPEN } from './treatment.ts';

const GUIDE = 'EKS docs, limit pod traffic with network policies';
const KERNEL = '5.10';

const EC2: NodeCondition = {
  of: 'node',
  code: 'dataplane-node-kind',
  severity: 'high',
  dataplanes: ['eks'],
  asks: 'network policies apply on EC2 Linux nodes, not on Fargate',
  mend: 'run pods that policies must hold on EC2 nodes, or use security groups for them',
  source: GUIDE,
  test: (node, options) =>
    kindSeen('fargate', node, options, { treatments: [NOT_ENFORCED], because: 'it runs on Fargate' }),
};

/** The VPC CNI does not run there, and what does is the cluster's choice. */
const HYBRID: NodeCondition = {
  ...EC2,
  asks: 'network policies of the VPC CNI apply on EC2 Linux nodes, not on hybrid nodes',
  mend: 'look for the policies of the network plugin that the hybrid nodes have',
  test: (node) => {
    if (node?.kinds.includes('hybrid') !== true) return undefined;
    return {
      state: 'violated',
      treatments: OPEN,
      because: 'its node is a hybrid node with a network plugin of its own',
    };
  },
};

const LINUX: NodeCondition = {
  ...EC2,
  asks: 'network policies apply on EC2 Linux nodes, not on Windows',
  mend: 'run pods that policies must hold on Linux nodes',
  test: (node) => {
    if (node?.system !== 'windows') return undefined;
    return { state: 'violated', treatments: [NOT_ENFORCED], because: 'its node runs Windows' };
  },
};

/** What becomes of policies below is not said, so that it stays open. */
const RECENT_KERNEL: NodeCondition = {
  of: 'node',
  code: 'dataplane-kernel',
  severity: 'high',
  dataplanes: ['eks'],
  asks: `the agent needs kernel ${KERNEL}`,
  mend: `move to nodes with kernel ${KERNEL} or later; write kernel=VERSION where exports lack it`,
  source: GUIDE,
  test: (node, options) => {
    if (node?.kinds.includes('fargate') === true || node?.system === 'windows') return undefined;
    const kernel = options.kernel ?? node?.kernel;
    if (kernel === undefined) {
      if (options.nodes === 'met') return undefined;
      return { state: 'unseen', treatments: OPEN, because: 'the kernel of its node is not known' };
    }
    const suffices = hasReached(kernel, [KERNEL]);
    if (suffices === 'yes') return undefined;
    if (suffices === 'unknown')
      return { state: 'unseen', treatments: OPEN, because: `its kernel, ${kernel}, is not understood` };
    return {
      state: 'violated',
      treatments: OPEN,
      because: `the kernel of its node, ${kernel}, is older than ${KERNEL}`,
    };
  },
};

/** Standalone pods, without `metadata.ownerReferences`, are left out. */
const OWNED: PodCondition = {
  of: 'pod',
  code: 'dataplane-standalone-pod',
  severity: 'high',
  dataplanes: ['eks'],
  asks: 'network policies apply to pods with an owner (Deployment and the like) only',
  mend: 'let a Deployment, StatefulSet, DaemonSet or Job make the pod',
  source: GUIDE,
  test: ({ standalone }) =>
    standalone ? { state: 'violated', treatments: [NOT_ENFORCED], because: 'no owner made it' } : undefined,
};

export const EKS_CONDITIONS: readonly (NodeCondition | PodCondition)[] = [EC2, HYBRID, LINUX, RECENT_KERNEL, OWNED];
