// The endpoints of one proof, each made once: evaluators remember what they found out about an endpoint by its value.
import type { Endpoint } from '../connections/connection.ts';
import type { Workload } from '../identity/workload.ts';
import type { PolicyEndpoint } from '../policy/model.ts';
import { type Cluster, endpointWorkload } from './cluster.ts';
import { asAnotherPod, outsideAddresses, outsideProbe, type PodProbe, type Tellers, workloadProbes } from './probes.ts';

export interface Probes {
  /** One for all pods that neither policies nor the dataplane tell apart. */
  readonly ofWorkload: (workload: Workload) => readonly PodProbe[];
  /** Every one of them has to be allowed for the connection to be. Of a block the first and the last address. */
  readonly ofEndpoint: (endpoint: Endpoint) => readonly PolicyEndpoint[];
  readonly ofAddress: (address: string) => PolicyEndpoint;
  /** As a client: another pod than any server. */
  readonly asClient: (probe: PolicyEndpoint) => PolicyEndpoint;
}

export function makeProbes(cluster: Cluster, tellers: Tellers): Probes {
  const ofWorkload = remembered((workload: Workload) => workloadProbes(workload, tellers));
  const ofAddress = remembered((address: string) => outsideProbe(cluster, address));
  return {
    ofWorkload,
    ofAddress,
    ofEndpoint: (endpoint) => {
      const workload = endpointWorkload(cluster, endpoint);
      if (workload !== undefined && !workload.hostNetwork) return ofWorkload(workload);
      return outsideAddresses(cluster, endpoint).map(ofAddress);
    },
    asClient: remembered(asAnotherPod),
  };
}

function remembered<K, V>(make: (key: K) => V): (key: K) => V {
  const memory = new Map<K, V>();
  return (key) => {
    const known = memory.get(key);
    if (known !== undefined) return known;
    const made = make(key);
    memory.set(key, made);
    return made;
  };
}
