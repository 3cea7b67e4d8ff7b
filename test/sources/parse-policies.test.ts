// Which objects are kept for the policy stage, from files of policies and from snapshots.
import { describe, expect, it } from 'vitest';
import { parsePolicyDocuments } from '../../lib/sources/parse-policies.ts';
import { parseSnapshot } from '../../lib/sources/parse-snapshot.ts';

describe('parsePolicyDocuments', () => {
  it('reads policies from several documents with their lines, and nothing else', () => {
    const text = 'kind: Deployment\n---\nkind: NetworkPolicy\n---\nkind: List\nitems:\n- kind: AdminNetworkPolicy\n';
    const { documents, diagnostics } = parsePolicyDocuments({ text, source: 'p.yaml' });

    expect(diagnostics).toEqual([]);
    expect(documents.map(({ place }) => place.line)).toEqual([3, 7]);
  });

  it('refuses one that is nested deeper than anything Kubernetes stores', () => {
    const text = `{"kind":"NetworkPolicy","spec":${'['.repeat(100)}${']'.repeat(100)}}`;
    const { documents, diagnostics } = parsePolicyDocuments({ text, source: 'p.json' });

    expect(documents).toEqual([]);
    expect(diagnostics.map(({ code }) => code)).toEqual(['policy-too-deep']);
  });

  it('reports a document that cannot be read and goes on', () => {
    const { documents, diagnostics } = parsePolicyDocuments({
      text: 'kind: NetworkPolicy\nkind: NetworkPolicy\n---\nkind: NetworkPolicy\n',
      source: 'p.yaml',
    });

    expect(documents).toHaveLength(1);
    expect(diagnostics).toMatchObject([{ code: 'duplicate-key', level: 'error', place: { line: 2 } }]);
  });

  it('keeps what policies refer to, told apart by group', () => {
    const object = (apiVersion: string, kind: string) => ({ apiVersion, kind, metadata: { name: 'x' } });
    const kept = [
      object('projectcalico.org/v3', 'Tier'),
      object('crd.projectcalico.org/v1', 'GlobalNetworkSet'),
      object('crd.projectcalico.org/v1', 'NetworkSet'),
      object('cilium.io/v2alpha1', 'CiliumCIDRGroup'),
    ];
    const others = [object('crd.antrea.io/v1beta1', 'Tier'), object('projectcalico.org/v3', 'IPPool')];

    const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [...kept, ...others] });

    const { documents } = parsePolicyDocuments({ text, source: 'policies.json' });
    const { snapshot } = parseSnapshot({ text, source: 'snapshot.json', timeSeconds: 0 });

    expect(documents.map(({ manifest }) => manifest)).toEqual(kept);
    expect(snapshot.policies.map(({ manifest }) => manifest)).toEqual(kept);
  });
});
