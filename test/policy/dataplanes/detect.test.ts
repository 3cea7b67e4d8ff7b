// `--dataplane auto`: what each agent speaks for, in the versions and under the names that clouds give it.
import { describe, expect, it } from 'vitest';
import { detectDataplane } from '../../../lib/policy/dataplanes/detect.ts';
import { parseDataplaneArgument } from '../../../lib/policy/profiles/dataplane-argument.ts';
import type { Node, Pod } from '../../../lib/sources/kubernetes-objects.ts';
import { clusterPod, facts, node } from './cluster.ts';

interface AgentFields {
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A pod of the DaemonSet; images stand in containers of their own. */
function agent(owner: string, images: readonly string[], { namespace = 'kube-system', labels }: AgentFields = {}): Pod {
  const pod = clusterPod(`${namespace}/${owner}-x`, {
    owner,
    hostNetwork: true,
    images: images.map((image, index) => ({ container: `c${index}`, image })),
  });
  return labels === undefined ? pod : { ...pod, meta: { ...pod.meta, labels } };
}

const AZURE = node('aks', { providerId: 'azure:///subscriptions/s/vm' });
const GOOGLE = node('gke', { providerId: 'gce://project/zone/vm' });
const ALIBABA = node('cn-hangzhou.10.0.0.1', { providerId: 'cn-hangzhou.i-bp1' });
const VIRTUAL = node('virtual-kubelet-cn-hangzhou-b', {
  labels: { type: 'virtual-kubelet' },
  kubeletVersion: 'v1.30.1-aliyun.1',
});
const HUAWEI = node('cce', { kubeletVersion: 'v1.29.10-r0-29.0.10', osImage: 'Huawei Cloud EulerOS 2.0 (x86_64)' });
const FLANNEL = 'ghcr.io/flannel-io/flannel:v0.25.5';
const KNP = 'registry.k8s.io/networking/kube-network-policies:v0.6.0';
const TERWAY = agent('terway-eniip', ['registry.ack.aliyuncs.com/acs/terway:v1.12.0']);
const POSEIDON = agent('poseidon', ['registry.ack.aliyuncs.com/acs/poseidon:v0.5.1']);

interface Case {
  readonly name: string;
  readonly pods?: readonly Pod[];
  readonly nodes?: readonly Node[];
  readonly argument: string;
  readonly confidence: 'high' | 'low' | 'none';
  readonly reason?: string;
}

const CASES: readonly Case[] = [
  {
    name: 'Calico',
    pods: [agent('calico-node', ['docker.io/calico/node:v3.28.1'])],
    argument: 'calico@3.28.1',
    confidence: 'high',
  },
  {
    name: 'Calico of the operator',
    pods: [agent('calico-node', ['quay.io/calico/node:v3.29.0'], { namespace: 'calico-system' })],
    argument: 'calico@3.29.0',
    confidence: 'high',
  },
  {
    name: 'Calico by digest',
    pods: [agent('calico-node', [`docker.io/calico/node@sha256:${'a'.repeat(64)}`])],
    argument: 'calico',
    confidence: 'high',
    reason: 'version is not seen',
  },
  {
    name: 'Calico from a mirror with a port',
    pods: [agent('cni', ['mirror:5000/calico/node:v3.28.1'])],
    argument: 'calico@3.28.1',
    confidence: 'high',
  },
  { name: 'a name and no image', pods: [agent('calico-node', [])], argument: 'calico', confidence: 'low' },
  {
    name: 'Canal',
    pods: [agent('canal', ['docker.io/calico/node:v3.28.1', FLANNEL])],
    argument: 'canal@3.28.1',
    confidence: 'high',
  },
  {
    name: 'Cilium',
    pods: [agent('cilium', ['quay.io/cilium/cilium:v1.16.3@sha256:abc'])],
    argument: 'cilium@1.16.3',
    confidence: 'high',
  },
  {
    name: 'Cilium and its envoy',
    pods: [
      agent('cilium', ['quay.io/cilium/cilium:v1.16.3']),
      agent('cilium-envoy', ['quay.io/cilium/cilium-envoy:v1.30']),
    ],
    argument: 'cilium@1.16.3',
    confidence: 'high',
  },
  {
    name: 'Cilium of AKS by its label',
    pods: [
      agent('cilium', ['mcr.microsoft.com/oss/cilium/cilium:1.16.6'], {
        labels: { 'kubernetes.azure.com/ebpf-dataplane': 'cilium' },
      }),
    ],
    nodes: [AZURE],
    argument: 'azure-cilium@1.16.6',
    confidence: 'high',
  },
  {
    name: 'Cilium of AKS beside azure-cns',
    pods: [
      agent('cilium', ['mcr.microsoft.com/oss/cilium/cilium:1.16.6']),
      agent('azure-cns', ['mcr.microsoft.com/containernetworking/azure-cns:v1.6']),
    ],
    nodes: [AZURE],
    argument: 'azure-cilium@1.16.6',
    confidence: 'high',
  },
  {
    name: 'Cilium brought to AKS',
    pods: [agent('cilium', ['quay.io/cilium/cilium:v1.16.3'])],
    nodes: [AZURE],
    argument: 'cilium@1.16.3',
    confidence: 'high',
  },
  {
    name: 'GKE Dataplane V2',
    pods: [agent('anetd', ['gke.gcr.io/cilium/cilium:v1.14.8-gke.20'])],
    nodes: [GOOGLE],
    argument: 'gke-dpv2@1.14.8-gke.20',
    confidence: 'high',
  },
  {
    name: 'Azure NPM',
    pods: [agent('azure-npm', ['mcr.microsoft.com/containernetworking/azure-npm:v1.5.36'])],
    nodes: [AZURE],
    argument: 'azure-npm@1.5.36',
    confidence: 'high',
  },
  {
    name: 'the agent of EKS',
    pods: [agent('aws-node', ['x/amazon-k8s-cni:v1.18.3', 'x/amazon/aws-network-policy-agent:v1.1.2'])],
    argument: 'eks@1.1.2',
    confidence: 'low',
    reason: 'whether network policies are switched on is not seen',
  },
  {
    name: 'the VPC CNI without its agent',
    pods: [agent('aws-node', ['x/amazon-k8s-cni:v1.11.0'])],
    argument: 'upstream',
    confidence: 'none',
    reason: 'no network agent',
  },
  {
    name: 'Calico beside the agent of EKS',
    pods: [
      agent('aws-node', ['x/amazon/aws-network-policy-agent:v1.1.2']),
      agent('calico-node', ['calico/node:v3.28.1']),
    ],
    argument: 'upstream',
    confidence: 'none',
    reason: 'these speak for calico and eks',
  },
  {
    name: 'flannel',
    pods: [agent('kube-flannel-ds', [FLANNEL], { namespace: 'kube-flannel' })],
    argument: 'flannel@0.25.5',
    confidence: 'high',
  },
  {
    name: 'flannel and its sidecar',
    pods: [agent('kube-flannel-ds', [FLANNEL, KNP], { namespace: 'kube-flannel' })],
    argument: 'flannel-netpol@0.6.0',
    confidence: 'high',
  },
  {
    name: 'flannel beside kube-router',
    pods: [agent('kube-flannel-ds', [FLANNEL]), agent('kube-router', ['cloudnativelabs/kube-router:v2.1.0'])],
    argument: 'kube-router@2.1.0',
    confidence: 'high',
  },
  {
    name: 'the policy agent alone',
    pods: [agent('kube-network-policies', [KNP])],
    argument: 'kube-network-policies@0.6.0',
    confidence: 'high',
  },
  {
    name: 'kindnet',
    pods: [agent('kindnet', ['docker.io/kindest/kindnetd:v20240813-c6f155d6'])],
    argument: 'kindnet@20240813-c6f155d6',
    confidence: 'high',
  },
  {
    name: 'Antrea',
    pods: [agent('antrea-agent', ['antrea/antrea-agent-ubuntu:v2.1.0'])],
    argument: 'antrea@2.1.0',
    confidence: 'high',
  },
  {
    name: 'Weave Net',
    pods: [agent('weave-net', ['weaveworks/weave-kube:2.8.1', 'weaveworks/weave-npc:2.8.1'])],
    argument: 'weave@2.8.1',
    confidence: 'high',
  },
  {
    name: 'OVN-Kubernetes of OpenShift',
    pods: [
      agent('ovnkube-node', [`quay.io/openshift-release-dev/ocp-v4.0-art-dev@sha256:${'b'.repeat(64)}`], {
        namespace: 'openshift-ovn-kubernetes',
      }),
    ],
    argument: 'ovn-kubernetes',
    confidence: 'low',
  },
  {
    name: 'Terway',
    pods: [TERWAY],
    nodes: [ALIBABA],
    argument: 'ack-terway@1.12.0',
    confidence: 'low',
    reason: 'turns on the Terway version',
  },
  {
    name: 'Terway with virtual nodes and Poseidon',
    pods: [TERWAY, POSEIDON],
    nodes: [ALIBABA, VIRTUAL],
    argument: 'ack-poseidon+ack-terway@1.12.0',
    confidence: 'low',
    reason: '1 of 2 nodes are virtual',
  },
  {
    name: 'Terway with virtual nodes',
    pods: [TERWAY],
    nodes: [ALIBABA, VIRTUAL],
    argument: 'ack-terway@1.12.0',
    confidence: 'low',
    reason: 'whether Poseidon polices their pods is not seen',
  },
  {
    name: 'ACK Serverless',
    nodes: [VIRTUAL],
    argument: 'ack-poseidon',
    confidence: 'low',
    reason: 'all nodes are virtual nodes',
  },
  {
    name: 'CCE',
    pods: [agent('everest-csi-driver', ['swr/everest:2.4'])],
    nodes: [HUAWEI],
    argument: 'upstream',
    confidence: 'none',
    reason: 'name cce-tunnel, cce-vpc or cce-turbo',
  },
  { name: 'nothing', argument: 'upstream', confidence: 'none', reason: 'the export has no pods with images' },
  {
    name: 'two',
    pods: [agent('calico-node', ['calico/node:v3.28.1']), agent('cilium', ['cilium/cilium:v1.16.3'])],
    argument: 'upstream',
    confidence: 'none',
    reason: 'these speak for calico and cilium',
  },
];

describe('detectDataplane', () => {
  it.each(CASES)('$name: $argument', ({ pods = [], nodes = [], argument, confidence, reason }) => {
    const proposal = detectDataplane(facts({ pods, nodes }));

    expect([proposal.argument, proposal.confidence]).toEqual([argument, confidence]);
    expect(proposal.reasons.join('\n')).toContain(reason ?? '');
    expect(parseDataplaneArgument(proposal.argument)).toMatchObject({ kind: 'argument', argument: { text: argument } });
  });

  it('takes no version where agents have several: an upgrade is under way', () => {
    const pods = ['v1.16.3', 'v1.17.0'].map((tag) => agent('cilium', [`quay.io/cilium/cilium:${tag}`]));

    expect(detectDataplane(facts({ pods })).argument).toBe('cilium');
  });

  it('does not take applications of the same names for agents', () => {
    const pods = [
      clusterPod('shop/cilium', { owner: 'cilium' }),
      clusterPod('shop/calico-node', { owner: 'calico-node' }),
    ];

    expect(detectDataplane(facts({ pods })).argument).toBe('upstream');
  });

  it('says the same whatever the order of the export', () => {
    const pods = [agent('kube-flannel-ds', [FLANNEL]), agent('kube-router', ['cloudnativelabs/kube-router:v2.1.0'])];

    expect(detectDataplane(facts({ pods }))).toEqual(detectDataplane(facts({ pods: [...pods].reverse() })));
  });
});
