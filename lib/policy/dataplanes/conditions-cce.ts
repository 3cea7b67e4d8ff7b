// Conditions of Huawei Cloud CCE, for its three kinds of clusters.
import { listsNode } from '../profiles/dataplane-keys.ts';
import { NODE_NOT_SEEN, type NodeCondition, type PodCondition } from './condition.ts';
import { NOT_ENFORCED, OPEN, PLAIN, type Treatment } from './treatment.ts';

const PAGE = 'CCE docs, configuring network policies to restrict pod access';
const DPV2_PAGE = 'CCE docs, DataPlane V2 network acceleration';
const DPV2 = ['cce-vpc', 'cce-turbo'] as const;
/** The container runtime that pods have without a class; all other classes are named by the cluster. */
const COMMON_RUNTIMES: readonly string[] = ['runc'];

const COMMON_RUNTIME: PodCondition = {
  of: 'pod',
  code: 'dataplane-runtime-class',
  severity: 'high',
  dataplanes: ['cce-tunnel', ...DPV2],
  asks: 'secure containers (Kata) are not covered by network policies',
  mend: 'run pods that policies must hold in common containers',
  source: `${PAGE}; ${DPV2_PAGE}`,
  test: ({ runtimeClass }) => {
    if (runtimeClass === undefined || COMMON_RUNTIMES.includes(runtimeClass)) return undefined;
    if (runtimeClass.includes('kata'))
      return { state: 'violated', treatments: [NOT_ENFORCED], because: 'it is a secure container' };
    const because = `whether runtime class ${runtimeClass} is a secure container is not known`;
    return { state: 'unseen', treatments: OPEN, because };
  },
};

/** What becomes of policies on other systems is not said, so that it stays open; a system not seen is no fault. */
function systemCondition(dataplanes: readonly string[], names: string, supported: RegExp): NodeCondition {
  return {
    of: 'node',
    code: 'dataplane-node-system',
    severity: 'medium',
    dataplanes,
    asks: `network policies are supported on nodes with ${names}`,
    mend: 'run pods that policies must hold on nodes with a supported system',
    source: PAGE,
    test: (node) => {
      const system = node?.osImage;
      if (system === undefined || supported.test(system)) return undefined;
      return { state: 'violated', treatments: OPEN, because: `the system of its node, ${system}, is not supported` };
    },
  };
}

const NO_EGRESS: Treatment = { kind: 'not-enforced', directions: ['egress'] };

/** An upgrade in place leaves the system of the node as it is: egress rules do nothing there until the node is reset. */
const RESET: NodeCondition = {
  of: 'node',
  code: 'dataplane-restart-pending',
  severity: 'high',
  dataplanes: ['cce-tunnel'],
  asks: 'after an upgrade in place, egress rules take effect on a node after its reset',
  mend: 'reset the nodes',
  source: PAGE,
  test: (node, { 'reset-pending': pending }) => {
    const because = 'its node was not reset since the cluster was upgraded in place';
    if (pending === 'all' || (node !== undefined && listsNode(pending, node.name)))
      return { state: 'violated', treatments: [NO_EGRESS], because };
    if (node !== undefined || pending === undefined) return undefined;
    return { state: 'unseen', treatments: [PLAIN, NO_EGRESS], because: NODE_NOT_SEEN };
  },
};

export const CCE_CONDITIONS: readonly (NodeCondition | PodCondition)[] = [
  COMMON_RUNTIME,
  systemCondition(['cce-tunnel'], 'EulerOS, CentOS and Huawei Cloud EulerOS 2.0', /EulerOS|CentOS/i),
  systemCondition(['cce-turbo'], 'Huawei Cloud EulerOS 2.0', /Huawei Cloud EulerOS 2|HCE ?(OS )?2/i),
  systemCondition(
    ['cce-vpc'],
    'Huawei Cloud EulerOS 2.0 and, by newer documents, Ubuntu 22.04',
    /Huawei Cloud EulerOS 2|HCE ?(OS )?2|Ubuntu 22\.04/i,
  ),
  RESET,
];
