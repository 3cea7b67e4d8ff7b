// What makes a policy of Cilium's unreadable, with the place.
import { describe, expect, it } from 'vitest';
import { clusterwide, egress, ingress, namespaced, port, read, saidOf, toPorts } from './cilium-world.ts';

const IN = 'spec.ingress[0]';
const OUT = 'spec.egress[0]';
const ENTRY = `${OUT}.toPorts[0]`;

describe('what is refused', () => {
  it.each<[string, unknown, string]>([
    [
      'another version',
      { ...Object(namespaced({ endpointSelector: {}, ingress: [{}] })), apiVersion: 'cilium.io/v3' },
      'apiVersion',
    ],
    ['no version', { kind: 'CiliumNetworkPolicy', metadata: { name: 'p' }, spec: {} }, 'apiVersion'],
    [
      'a misspelt root field',
      { ...Object(namespaced({ endpointSelector: {}, ingress: [{}] })), specz: [] },
      'the manifest',
    ],
    ['no name', namespaced({ endpointSelector: {}, ingress: [{}] }, {}), 'metadata.name'],
    ['no metadata', namespaced({ endpointSelector: {}, ingress: [{}] }, null), 'metadata.name'],
    [
      'a namespace that is none',
      namespaced({ endpointSelector: {}, ingress: [{}] }, { name: 'p', namespace: 1 }),
      'metadata.namespace',
    ],
    [
      'a clusterwide policy with a namespace',
      clusterwide({ endpointSelector: {}, ingress: [{}] }, { name: 'p', namespace: 'a' }),
      'metadata.namespace',
    ],
    ['no spec', namespaced(undefined), 'the manifest lacks one of spec, specs'],
    ['specs that are no list', { ...Object(namespaced({ endpointSelector: {}, ingress: [{}] })), specs: {} }, 'specs'],
    ['a spec that is no object', namespaced([]), 'spec'],
    ['a misspelt spec field', namespaced({ endpointSelector: {}, ingres: [{}] }), 'spec'],
    ['no selector', namespaced({ ingress: [{}] }), 'spec lacks one of endpointSelector, nodeSelector'],
    ['both selectors', clusterwide({ endpointSelector: {}, nodeSelector: {}, ingress: [{}] }), 'spec.nodeSelector'],
    ['nodes in a namespaced policy', namespaced({ nodeSelector: {}, ingress: [{}] }), 'spec.nodeSelector'],
    [
      'a misspelt selector',
      namespaced({ endpointSelector: { matchLabel: {} }, ingress: [{}] }),
      'spec.endpointSelector',
    ],
    [
      'an operator that is none',
      namespaced({ endpointSelector: { matchExpressions: [{ key: 'k8s:app', operator: 'Is' }] }, ingress: [{}] }),
      'spec.endpointSelector.matchExpressions[0].operator',
    ],
    [
      'a key that is none',
      namespaced({ endpointSelector: { matchLabels: { 'k8s:a b': '' } }, ingress: [{}] }),
      'spec.endpointSelector.matchLabels',
    ],
    [
      'a foreign namespace',
      namespaced({
        endpointSelector: {
          matchExpressions: [{ key: 'io.kubernetes.pod.namespace', operator: 'NotIn', values: ['shop'] }],
        },
        ingress: [{}],
      }),
      'spec.endpointSelector',
    ],
    [
      'default deny that is no object',
      namespaced({ endpointSelector: {}, ingress: [{}], enableDefaultDeny: true }),
      'spec.enableDefaultDeny',
    ],
    [
      'default deny that is no boolean',
      namespaced({ endpointSelector: {}, ingress: [{}], enableDefaultDeny: { ingress: 'no' } }),
      'spec.enableDefaultDeny.ingress',
    ],
    ['rules that are no list', namespaced({ endpointSelector: {}, ingress: {} }), 'spec.ingress'],
    ['a rule that is no object', ingress(null), IN],
    ['a misspelt rule field', ingress({ fromEndpoint: [] }), IN],
    ['peers of the other direction', ingress({ toEndpoints: [{}] }), IN],
    ['two sorts of peers', egress({ toCIDR: ['10.0.0.0/8'], toEntities: ['world'] }), `${OUT}.toCIDR`],
    ['requirements, which are gone', egress({ toEndpoints: [{}], toRequires: [] }), `${OUT}.toRequires`],
    ['an entity that is none', ingress({ fromEntities: ['internet'] }), `${IN}.fromEntities[0]`],
    ['an entity of the prototype', ingress({ fromEntities: ['constructor'] }), `${IN}.fromEntities[0]`],
    ['a block that is none', ingress({ fromCIDR: ['10.0.0.0/33'] }), `${IN}.fromCIDR[0]`],
    ['an address alone in a set', ingress({ fromCIDRSet: [{ cidr: '10.0.0.1' }] }), `${IN}.fromCIDRSet[0].cidr`],
    [
      'an exception outside',
      ingress({ fromCIDRSet: [{ cidr: '10.0.0.0/8', except: ['11.0.0.0/16'] }] }),
      `${IN}.fromCIDRSet[0].except[0]`,
    ],
    ['a set of nothing', ingress({ fromCIDRSet: [{}] }), `${IN}.fromCIDRSet[0]`],
    [
      'a set of two things',
      ingress({ fromCIDRSet: [{ cidr: '10.0.0.0/8', cidrGroupRef: 'a' }] }),
      `${IN}.fromCIDRSet[0].cidr`,
    ],
    [
      'a domain name in a denial',
      namespaced({ endpointSelector: {}, egressDeny: [{ toFQDNs: [{ matchName: 'a.b' }] }] }),
      'spec.egressDeny[0]',
    ],
    [
      'authentication in a denial',
      namespaced({ endpointSelector: {}, ingressDeny: [{ authentication: { mode: 'required' } }] }),
      'spec.ingressDeny[0]',
    ],
    [
      'a way to authenticate that is none',
      ingress({ fromEndpoints: [{}], authentication: { mode: 'maybe' } }),
      `${IN}.authentication.mode`,
    ],
    ['a domain name without a name', egress({ toFQDNs: [{}] }), `${OUT}.toFQDNs[0]`],
    [
      'a service by two ways',
      egress({ toServices: [{ k8sService: {}, k8sServiceSelector: {} }] }),
      `${OUT}.toServices[0]`,
    ],
    ['a group of a cloud as text', ingress({ fromGroups: ['sg-1'] }), `${IN}.fromGroups[0]`],
    ['a port number', port({ port: 80 }), `${ENTRY}.ports[0].port`],
    ['no port', port({ protocol: 'TCP' }), `${ENTRY}.ports[0].port`],
    ['a port out of range', port({ port: '65536' }), `${ENTRY}.ports[0].port`],
    ['a port with a leading zero', port({ port: '080' }), `${ENTRY}.ports[0].port`],
    ['an end below the port', port({ port: '80', endPort: 79 }), `${ENTRY}.ports[0].endPort`],
    ['an end of all ports', port({ port: '0', endPort: 79 }), `${ENTRY}.ports[0].endPort`],
    ['ICMP as a port', port({ port: '8', protocol: 'ICMP' }), `${ENTRY}.ports[0].protocol`],
    [
      'more ports than 40',
      toPorts({ ports: Array.from({ length: 41 }, (_, index) => ({ port: `${index + 1}` })) }),
      `${ENTRY}.ports`,
    ],
    [
      'layer 7 beside UDP',
      toPorts({ ports: [{ port: '80', protocol: 'UDP' }], rules: { http: [{}] } }),
      `${ENTRY}.rules`,
    ],
    ['layer 7 beside any protocol', toPorts({ ports: [{ port: '80' }], rules: { http: [{}] } }), `${ENTRY}.rules`],
    [
      'layer 7 beside all ports',
      toPorts({ ports: [{ port: '0', protocol: 'TCP' }], rules: { http: [{}] } }),
      `${ENTRY}.rules`,
    ],
    [
      'two protocols of layer 7',
      toPorts({ ports: [{ port: '80', protocol: 'TCP' }], rules: { http: [{}], kafka: [{}] } }),
      `${ENTRY}.rules`,
    ],
    [
      'layer 7 without its protocol',
      toPorts({ ports: [{ port: '80', protocol: 'TCP' }], rules: { l7: [{}] } }),
      `${ENTRY}.rules.l7proto`,
    ],
    [
      'a misspelt layer 7 field',
      toPorts({ ports: [{ port: '80', protocol: 'TCP' }], rules: { grpc: [] } }),
      `${ENTRY}.rules`,
    ],
    ['DNS without ports', toPorts({ rules: { dns: [{ matchPattern: '*' }] } }), `${ENTRY}.rules.dns`],
    [
      'DNS beside a range',
      toPorts({ ports: [{ port: '53', endPort: 54 }], rules: { dns: [{ matchPattern: '*' }] } }),
      `${ENTRY}.rules.dns`,
    ],
    [
      'DNS in ingress',
      ingress({ toPorts: [{ ports: [{ port: '53' }], rules: { dns: [{ matchPattern: '*' }] } }] }),
      `${IN}.toPorts[0].rules.dns`,
    ],
    [
      'a listener in ingress',
      ingress({ toPorts: [{ ports: [{ port: '53' }], listener: { name: 'a' } }] }),
      `${IN}.toPorts[0].listener`,
    ],
    [
      'a listener beside rules',
      toPorts({ ports: [{ port: '80', protocol: 'TCP' }], listener: {}, rules: { http: [] } }),
      `${ENTRY}.listener`,
    ],
    [
      'server names beside rules',
      toPorts({ ports: [{ port: '443', protocol: 'TCP' }], serverNames: ['a'], rules: { http: [] } }),
      `${ENTRY}.serverNames`,
    ],
    [
      'an empty server name',
      toPorts({ ports: [{ port: '443', protocol: 'TCP' }], serverNames: [''] }),
      `${ENTRY}.serverNames[0]`,
    ],
    [
      'ICMP beside ports',
      egress({ icmps: [{ fields: [{ type: 8 }] }], toPorts: [{ ports: [{ port: '80' }] }] }),
      `${OUT}.icmps`,
    ],
    ['an ICMP type that is none', egress({ icmps: [{ fields: [{ type: 256 }] }] }), `${OUT}.icmps[0].fields[0].type`],
    [
      'a family that is none',
      egress({ icmps: [{ fields: [{ type: 8, family: 'v4' }] }] }),
      `${OUT}.icmps[0].fields[0].family`,
    ],
    ['no ICMP type at all', egress({ icmps: [{}] }), `${OUT}.icmps[0].fields`],
  ])('%s', (_, manifest, place) => {
    const reading = read(manifest);

    expect(reading.policies).toEqual([]);
    expect(reading.unreadable.length).toBeGreaterThan(0);
    expect(reading.diagnostics.every(({ level, mend }) => level === 'error' && mend !== '')).toBe(true);
    expect(saidOf(manifest).join('\n')).toContain(`cannot be read: ${place}`);
  });
});
