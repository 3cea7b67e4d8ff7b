// What lint is asked about: the policies, and the cluster that they are meant for as far as it is known.
import type { Labels, TransportProtocol } from '../../sources/kubernetes-objects.ts';
import type { CompiledPolicies } from '../compiled.ts';
import type { PolicyEndpoint, ServiceAddress } from '../model.ts';
import type { PodEndpoint } from '../pod-match.ts';
import type { Dataplane } from '../profiles/dataplane.ts';

export type NodeEndpoint = Extract<PolicyEndpoint, { kind: 'node' }>;

export interface LintInput {
  readonly policies: CompiledPolicies;
  /** Running pods, one for all that policies and dataplane cannot tell apart; absent where they are not known. */
  readonly pods?: readonly PodEndpoint[] | undefined;
  /** Absent where they are not known. */
  readonly services?: readonly LintService[] | undefined;
  /** Empty where they are not known. */
  readonly nodes: readonly NodeEndpoint[];
  /** What answers DNS; absent where that is not known. */
  readonly dns?: DnsServers | undefined;
  readonly dataplane: Dataplane;
}

export interface LintService {
  readonly namespace: string;
  readonly name: string;
  /** Those of the cluster. */
  readonly addresses: readonly string[];
  readonly selector?: Labels | undefined;
  readonly ports: readonly LintServicePort[];
  /** Absent where that is not known. */
  readonly isLoadBalancer?: boolean;
}

export interface LintServicePort {
  readonly protocol: TransportProtocol;
  readonly port: number;
  /** Port number or container port name. */
  readonly targetPort: number | string;
}

export interface DnsServers {
  readonly pods: readonly PodEndpoint[];
  /** The pods' own. */
  readonly ports: readonly { readonly protocol: TransportProtocol; readonly port: number }[];
  /** The Service in front of them, where it is known. */
  readonly via?: ServiceAddress | undefined;
  /** Of caches on the node: no selector names them. */
  readonly localAddresses: readonly string[];
}
