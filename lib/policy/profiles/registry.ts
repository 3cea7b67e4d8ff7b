// Every profile by its name.
import { ACK_POSEIDON } from './ack-poseidon.ts';
import { ACK_TERWAY_EBPF } from './ack-terway-ebpf.ts';
import { ACK_TERWAY_IPTABLES } from './ack-terway-iptables.ts';
import { ANTREA } from './antrea.ts';
import { AZURE_CILIUM } from './azure-cilium.ts';
import { AZURE_NPM } from './azure-npm.ts';
import { CALICO } from './calico.ts';
import { CANAL } from './canal.ts';
import { CCE_TUNNEL } from './cce-tunnel.ts';
import { CCE_TURBO } from './cce-turbo.ts';
import { CCE_VPC } from './cce-vpc.ts';
import { CILIUM } from './cilium.ts';
import { EKS } from './eks.ts';
import { FLANNEL } from './flannel.ts';
import { FLANNEL_NETPOL } from './flannel-netpol.ts';
import { GKE_DPV2 } from './gke-dpv2.ts';
import { KINDNET } from './kindnet.ts';
import { KUBE_NETWORK_POLICIES } from './kube-network-policies.ts';
import { KUBE_ROUTER } from './kube-router.ts';
import { OVN_KUBERNETES } from './ovn-kubernetes.ts';
import type { ProfileData } from './profile.ts';
import { UPSTREAM_DATA } from './upstream.ts';
import { WEAVE } from './weave.ts';

/** The API text first, then by name. */
export const PROFILES: readonly ProfileData[] = [
  UPSTREAM_DATA,
  ACK_POSEIDON,
  ACK_TERWAY_EBPF,
  ACK_TERWAY_IPTABLES,
  ANTREA,
  AZURE_CILIUM,
  AZURE_NPM,
  CALICO,
  CANAL,
  CCE_TUNNEL,
  CCE_TURBO,
  CCE_VPC,
  CILIUM,
  EKS,
  FLANNEL,
  FLANNEL_NETPOL,
  GKE_DPV2,
  KINDNET,
  KUBE_NETWORK_POLICIES,
  KUBE_ROUTER,
  OVN_KUBERNETES,
  WEAVE,
];

/** Undefined where no profile has that name. */
export function profileData(name: string): ProfileData | undefined {
  return PROFILES.find((profile) => profile.name === name);
}
