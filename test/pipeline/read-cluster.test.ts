import { describe, expect, it } from 'vitest';
import type { ObjectSource } from '../../lib/pipeline/ports.ts';
import { readPolicies } from '../../lib/pipeline/read-cluster.ts';
import { UnusableInputError } from '../../lib/pipeline/unusable.ts';

const POLICY = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: a }\n';
const HIDDEN = 'apiVersion: networking.k8s.io/v1\nmetadata: { name: a }\n';

function source(files: Readonly<Record<string, string>>): ObjectSource {
  const noLogs = async () => {
    throw new Error('policies are read as text');
  };
  return {
    list: async () => Object.keys(files).map((key) => ({ key, etag: '', bytes: 1, lastModifiedSeconds: 0 })),
    readText: async (key) => files[key] ?? '',
    open: noLogs,
    release: noLogs,
  };
}

async function outcome(files: Readonly<Record<string, string>>): Promise<string> {
  try {
    const { documents } = await readPolicies(source(files), ['here']);
    return `${documents.length} documents`;
  } catch (error) {
    return error instanceof UnusableInputError ? error.message : 'thrown';
  }
}

// What is left out would allow.
describe('readPolicies', () => {
  it.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ['manifests beside other files', { 'a.yaml': POLICY, 'notes.txt': 'text' }, /^1 documents$/],
    ['a location without a manifest', { 'policy.txt': POLICY }, /no manifest there/],
    ['an object that hides its kind', { 'a.yaml': `${POLICY}---\n${HIDDEN}` }, /the object has no kind/],
    ['text in place of objects', { 'a.yaml': 'Not found' }, /a string is no Kubernetes object/],
  ])('%s', async (_, files, expected) => {
    expect(await outcome(files)).toMatch(expected);
  });
});
