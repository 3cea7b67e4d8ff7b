import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { formatKustomization, policyPath } from '../../lib/recommendation/kustomization.ts';
import { formatPolicyYaml } from '../../lib/recommendation/manifest-yaml.ts';
import { policyManifest } from '../../lib/recommendation/manifests.ts';
import { parsePolicyDocuments } from '../../lib/sources/parse-policies.ts';

const SHARED = { matchLabels: { app: 'web', enabled: 'yes', port: '0777', time: '12:30' } };

describe('formatPolicyYaml', () => {
  const manifest = policyManifest({
    namespace: 'shop',
    name: 'web',
    podSelector: SHARED,
    types: ['ingress', 'egress'],
    ingress: [],
    egress: [
      {
        peers: [{ podSelector: SHARED }, { ipBlock: { cidr: '192.0.2.7/32' } }],
        ports: [{ protocol: 'TCP', port: 443 }],
      },
    ],
  });

  it('writes the keys in their order, without anchors', () => {
    expect(formatPolicyYaml(manifest)).toBe(`apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
  namespace: shop
  labels:
    app.kubernetes.io/managed-by: flowfence
spec:
  podSelector:
    matchLabels:
      app: web
      enabled: "yes"
      port: "0777"
      time: "12:30"
  policyTypes:
    - Ingress
    - Egress
  egress:
    - to:
        - podSelector:
            matchLabels:
              app: web
              enabled: "yes"
              port: "0777"
              time: "12:30"
        - ipBlock:
            cidr: 192.0.2.7/32
      ports:
        - protocol: TCP
          port: 443
`);
  });

  it.each(['1.1', '1.2'] as const)('reads back the same under YAML %s', (version) => {
    expect(parse(formatPolicyYaml(manifest), { version })).toEqual(manifest);
  });

  it.each(['0o14', '-0o7', '0b1', '1_000', '1e3', '.5', '08', '0x1F', 'y', 'on', '12:30:45'])(
    'writes the label %s so that it is read as text again',
    (label) => {
      const labelled = { ...manifest, metadata: { ...manifest.metadata, labels: { own: label, [label]: 'own' } } };
      const text = formatPolicyYaml(labelled);

      expect(parsePolicyDocuments({ text, source: 'x.yaml' }).documents[0]?.manifest).toEqual(labelled);
    },
  );

  it('keeps a long value on its line', () => {
    const long = `${'word '.repeat(60)}end`;

    expect(formatPolicyYaml({ key: long })).toBe(`key: ${long}\n`);
  });
});

describe('formatKustomization', () => {
  it('lists the files in order, once', () => {
    const files = [
      { namespace: 'shop', name: 'web' },
      { namespace: 'ops', name: 'run' },
      { namespace: 'shop', name: 'web' },
    ];

    expect(formatKustomization(files.map(policyPath))).toBe(`apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - ops/run.yaml
  - shop/web.yaml
`);
  });
});
