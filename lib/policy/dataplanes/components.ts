// The network agents by which dataplanes are known: their images, which survive renaming, and else their names.
import type { ContainerImage } from '../../sources/kubernetes-objects.ts';
import { isVersion } from '../profiles/version.ts';
import type { AgentFacts } from './cluster-facts.ts';

export type ComponentName =
  | 'antrea'
  | 'aws-node'
  | 'aws-policy-agent'
  | 'azure-cns'
  | 'azure-npm'
  | 'calico'
  | 'cilium'
  | 'flannel'
  | 'kindnet'
  | 'kube-network-policies'
  | 'kube-router'
  | 'ovn-kubernetes'
  | 'poseidon'
  | 'terway'
  | 'weave';

interface Signature {
  readonly component: ComponentName;
  /** End of the image's repository, without registry, tag and digest; mirrors keep it. */
  readonly image: RegExp;
  /** Of the owner of the pods, as the project's own manifests have it. */
  readonly owner: RegExp;
}

const SIGNATURES: readonly Signature[] = [
  { component: 'antrea', image: /(^|\/)antrea-(agent-)?(ubuntu|ubi|debian)$/, owner: /^antrea-agent$/ },
  { component: 'aws-node', image: /(^|\/)amazon-k8s-cni$/, owner: /^aws-node$/ },
  { component: 'aws-policy-agent', image: /(^|\/)aws-network-policy-agent$/, owner: /^$/ },
  { component: 'azure-cns', image: /(^|\/)azure-cns$/, owner: /^azure-cns$/ },
  { component: 'azure-npm', image: /(^|\/)azure-npm$/, owner: /^azure-npm(-win)?$/ },
  {
    component: 'calico',
    image: /(^|\/)(calico\/node|calico-node|mirrored-calico-node)$/,
    owner: /^(calico-node|canal|rke2-canal)$/,
  },
  { component: 'cilium', image: /(^|\/)(cilium\/cilium|mirrored-cilium-cilium)$/, owner: /^(cilium|anetd)$/ },
  {
    component: 'flannel',
    image: /(^|\/)(flannel|mirrored-flannelcni-flannel|mirrored-flannel-io-flannel)$/,
    owner: /^kube-flannel(-ds)?$/,
  },
  { component: 'kindnet', image: /(^|\/)kindnetd$/, owner: /^kindnet$/ },
  { component: 'kube-network-policies', image: /(^|\/)kube-network-policies$/, owner: /^kube-network-policies$/ },
  { component: 'kube-router', image: /(^|\/)kube-router$/, owner: /^kube-router$/ },
  { component: 'ovn-kubernetes', image: /(^|\/)(ovn-kube(-[a-z]+)?|ovn-kubernetes)$/, owner: /^ovnkube-node/ },
  { component: 'poseidon', image: /(^|\/)poseidon$/, owner: /^poseidon/ },
  { component: 'terway', image: /(^|\/)terway$/, owner: /^terway(-eniip|-eni)?$/ },
  { component: 'weave', image: /(^|\/)(weave-npc)$/, owner: /^weave-net$/ },
];

export interface Component {
  readonly name: ComponentName;
  readonly agent: AgentFacts;
  /** `name`: no image says so, and others may have taken the name. */
  readonly knownBy: 'image' | 'name';
  /** Of the image; undefined where its tag is none, or where pods have several. */
  readonly version: string | undefined;
}

/** In the order of the agents, then of the signatures. */
export function componentsOf(agents: readonly AgentFacts[]): readonly Component[] {
  return agents.flatMap((agent) =>
    SIGNATURES.flatMap((signature): readonly Component[] => {
      const images = agent.images.filter(({ image }) => signature.image.test(repositoryOf(image)));
      if (images.length === 0 && !signature.owner.test(agent.name)) return [];
      return [
        {
          name: signature.component,
          agent,
          knownBy: images.length > 0 ? 'image' : 'name',
          version: versionOf(images),
        },
      ];
    }),
  );
}

function repositoryOf(image: string): string {
  return image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
}

function versionOf(images: readonly ContainerImage[]): string | undefined {
  const tags = new Set(images.map(({ image }) => /:([^/:]+)$/.exec(image.replace(/@.*$/, ''))?.[1] ?? ''));
  const [tag = ''] = tags;
  return tags.size === 1 && isVersion(tag) ? tag.replace(/^v/, '') : undefined;
}
