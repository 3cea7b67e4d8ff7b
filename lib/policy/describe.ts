// Words for endpoints, peers and ports, as explanations and messages show them.
import { formatCidr } from '../net/cidr.ts';
import type { CompiledPeer, CompiledPods, CompiledPort } from './compiled.ts';
import { formatSelector } from './format-selector.ts';
import type { PolicyEndpoint } from './model.ts';

export function describeEndpoint(endpoint: PolicyEndpoint): string {
  switch (endpoint.kind) {
    case 'pod':
      return `${endpoint.namespace}/${endpoint.name}${endpoint.hostNetwork ? ' (hostNetwork)' : ''}`;
    case 'node':
      return `node ${endpoint.name}`;
    case 'address':
      return endpoint.address;
    case 'unidentified':
      return `an unidentified endpoint (${endpoint.reason})`;
  }
}

export function describePeer(peer: CompiledPeer): string {
  switch (peer.kind) {
    case 'everything':
      return 'everything';
    case 'outside':
      return 'addresses outside the cluster';
    case 'pods':
      return describePods(peer);
    case 'ip-block': {
      const except = peer.except.map(formatCidr).join(', ');
      return `addresses in ${formatCidr(peer.cidr)}${except === '' ? '' : ` except ${except}`}`;
    }
    case 'nodes':
      return `${NODE_WORDS[peer.which]}${peer.beyond === undefined ? '' : ` with ${peer.beyond}`}`;
    case 'all-of':
      return peer.peers.map(describePeer).join(' and ');
    case 'any-of':
      return peer.peers.length === 0 ? 'nothing' : `(${peer.peers.map(describePeer).join(' or ')})`;
    case 'not':
      return `not ${describePeer(peer.peer)}`;
    case 'undecided':
      return peer.reason;
  }
}

const NODE_WORDS = { any: 'nodes', own: 'its own node', remote: 'other nodes' } as const;

export function describePods({ namespaces, pods, beyond }: CompiledPods): string {
  const further = beyond === undefined ? '' : ` and ${beyond}`;
  const selected =
    pods.length === 0 && beyond === undefined ? 'all pods' : `pods with ${formatSelector(pods)}${further}`;
  return `${selected} in ${describeNamespaces(namespaces)}`;
}

const EVERY_NAMESPACE = 'every namespace';

function describeNamespaces(namespaces: CompiledPods['namespaces']): string {
  switch (namespaces.kind) {
    case 'own':
      return `namespace ${namespaces.namespace}`;
    case 'selected':
      return namespaces.selector.length === 0
        ? EVERY_NAMESPACE
        : `namespaces with ${formatSelector(namespaces.selector)}`;
    case 'all':
      return EVERY_NAMESPACE;
  }
}

export function describePort(port: CompiledPort): string {
  if (port.kind === 'icmp') return port.types === 'all' ? 'ICMP' : 'some types of ICMP';
  if (port.kind === 'name') return `port ${port.name}/${port.protocol}`;
  const range = port.first === port.last ? `${port.first}` : `${port.first}-${port.last}`;
  return `port ${range}/${port.protocol}`;
}
