// What the documents demand of a cluster as a whole: sizes, and switches that no export shows.

/** `settledBy`: the key of `--dataplane` that answers it. */
export interface Precondition {
  readonly dataplanes: readonly string[];
  /** What has to be so, as a clause. */
  readonly asks: string;
  readonly settledBy: 'policies' | undefined;
  readonly source: string;
}

const ACK_POSEIDON = 'ACK docs, network policies for elastic container instances';
const ACK_TERWAY = 'ACK docs, use network policies in ACK clusters';
const CCE = 'CCE docs, configuring network policies to restrict pod access';
const CCE_DPV2 = 'CCE docs, DataPlane V2 network acceleration';
const EKS = 'EKS docs, limit pod traffic with network policies';

export const PRECONDITIONS: readonly Precondition[] = [
  {
    dataplanes: ['ack-poseidon'],
    asks: 'the option that turns network policies on for elastic container instances is ticked in the Poseidon add-on',
    settledBy: 'policies',
    source: ACK_POSEIDON,
  },
  {
    dataplanes: ['ack-poseidon'],
    asks: 'the cluster is ACK Serverless Pro or ACK Pro, has a security group, and its virtual-node component is 2.10.0 or later',
    settledBy: undefined,
    source: ACK_POSEIDON,
  },
  {
    dataplanes: ['ack-terway', 'ack-terway-ebpf', 'ack-terway-iptables'],
    asks: 'network policies are switched on in the Terway component',
    settledBy: 'policies',
    source: ACK_TERWAY,
  },
  {
    dataplanes: ['cce-vpc', 'cce-turbo'],
    asks: 'DataPlane V2 was enabled when the cluster was created',
    settledBy: 'policies',
    source: `${CCE}; ${CCE_DPV2}`,
  },
  {
    dataplanes: ['cce-tunnel'],
    asks: 'every node was reset since an upgrade in place to 1.23 or later (name those that were not with reset-pending=)',
    settledBy: undefined,
    source: CCE,
  },
  {
    dataplanes: ['eks'],
    asks: 'network policies are switched on in the VPC CNI (enableNetworkPolicy)',
    settledBy: 'policies',
    source: EKS,
  },
  {
    dataplanes: ['kube-router'],
    asks: 'the firewall of kube-router runs (--run-firewall) and knows the Service addresses (--service-cluster-ip-range)',
    settledBy: 'policies',
    source: 'cloudnativelabs/kube-router, docs/troubleshoot.md',
  },
];

export interface SizeLimit {
  readonly dataplanes: readonly string[];
  readonly of: 'nodes' | 'pods';
  readonly most: number;
  readonly source: string;
}

const AKS = 'AKS docs, use network policies';

export const SIZE_LIMITS: readonly SizeLimit[] = [
  { dataplanes: ['azure-npm'], of: 'nodes', most: 250, source: AKS },
  { dataplanes: ['azure-npm'], of: 'pods', most: 20_000, source: AKS },
];
