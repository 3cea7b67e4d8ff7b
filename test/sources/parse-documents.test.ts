// JSON and YAML into objects: lists of every form, and input that was made to do harm.
import { describe, expect, it } from 'vitest';
import { isShallow, parseDocuments } from '../../lib/sources/parse-documents.ts';

/** `kind name` of each document, and the codes and lines of what was said. */
function read(text: string) {
  const { documents, diagnostics } = parseDocuments({ text, source: 'f' });
  return {
    objects: documents.map(({ kind, manifest }) => `${kind} ${(manifest.metadata as { name?: string })?.name}`),
    said: diagnostics.map(({ code, place }) => `${code} ${place.line ?? '-'}`),
  };
}

const POD = '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"}}';

describe('parseDocuments, what it reads', () => {
  it.each<[string, string, readonly string[]]>([
    ['one object', POD, ['Pod a']],
    ['a List', `{"kind":"List","apiVersion":"v1","items":[${POD},${POD}]}`, ['Pod a', 'Pod a']],
    [
      'a typed list whose items say nothing',
      '{"kind":"PodList","apiVersion":"v1","items":[{"metadata":{"name":"b"}}]}',
      ['Pod b'],
    ],
    ['a list of lists', `{"kind":"List","items":[{"kind":"List","items":[${POD}]}]}`, ['Pod a']],
    ['an array', `[${POD}]`, ['Pod a']],
    ['an empty list as Go writes it', '{"kind":"PodList","items":null}', []],
    ['a kind that ends in List and is none', '{"kind":"AllowList","metadata":{"name":"c"}}', ['AllowList c']],
    ['a byte order mark', `\uFEFF${POD}`, ['Pod a']],
    ['YAML', 'apiVersion: v1\nkind: Pod\nmetadata: {name: d}\n', ['Pod d']],
    [
      'several YAML documents, empty ones among them',
      '---\n---\nkind: Pod\nmetadata: {name: e}\n---\n# nothing\n---\nkind: Pod\nmetadata: {name: f}\n',
      ['Pod e', 'Pod f'],
    ],
    ['YAML merge keys', 'kind: Pod\nmetadata: &m {name: g}\nother: {<<: *m}\n', ['Pod g']],
    ['nothing', '', []],
  ])('%s', (_what, text, objects) => {
    expect(read(text)).toEqual({ objects, said: [] });
  });

  it('knows the line of each YAML document and item', () => {
    const text = '# one\nkind: Pod\n---\nkind: List\nitems:\n- kind: Pod\n  metadata: {}\n- kind: Pod\n';
    const { documents } = parseDocuments({ text, source: 'f.yaml' });

    expect(documents.map(({ place }) => place)).toEqual([
      { source: 'f.yaml', line: 2 },
      { source: 'f.yaml', line: 6 },
      { source: 'f.yaml', line: 8 },
    ]);
  });

  it('gives items of a typed list their kind', () => {
    const { documents } = parseDocuments({
      text: '{"kind":"PodList","apiVersion":"v1","items":[{"spec":{}}]}',
      source: 'f',
    });

    expect(documents[0]?.manifest).toEqual({ apiVersion: 'v1', kind: 'Pod', spec: {} });
  });
});

describe('parseDocuments, what it refuses', () => {
  it.each<[string, string, readonly string[], readonly string[]]>([
    ['JSON that was cut off', '{"kind":"List",\n"items":[', [], ['json-syntax 2']],
    ['a JSON key that stands twice', '{"kind":"Pod",\n"kind":"Node"}', [], ['duplicate-key 2']],
    [
      'a YAML key that stands twice, but not the other document',
      'kind: Pod\nkind: Node\n---\nkind: Pod\nmetadata: {name: a}\n',
      ['Pod a'],
      ['duplicate-key 2'],
    ],
    ['YAML that is none', 'kind: [Pod\n', [], ['yaml-syntax 2']],
    ['a YAML text', 'hello', [], ['not-an-object 1']],
    [
      'numbers and lists in a list',
      `{"kind":"List","items":[1,[],${POD}]}`,
      ['Pod a'],
      ['not-an-object -', 'not-an-object -'],
    ],
    ['an object without kind', '{"metadata":{"name":"a"}}', [], ['not-an-object -']],
    ['items that are no list', '{"kind":"List","items":{}}', [], ['not-an-object -']],
  ])('%s', (_what, text, objects, said) => {
    expect(read(text)).toEqual({ objects, said });
  });

  it('does not blow up an alias bomb', () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `l${i + 1}: &l${i + 1} [${Array(12).fill(`*l${i}`).join(', ')}]`,
    );

    expect(read(`l0: &l0 [x]\n${levels.join('\n')}\nkind: Pod\n`)).toEqual({
      objects: [],
      said: ['yaml-unreadable 1'],
    });
  });

  it('does not follow YAML down to the end of the stack', () => {
    const { objects, said } = read(`kind: Pod\nx: ${'['.repeat(50_000)}`);

    expect(objects).toEqual([]);
    expect(said).toHaveLength(1);
  });

  it('does not follow lists of lists for ever', () => {
    expect(read('{"kind":"List","items":['.repeat(5000) + ']}'.repeat(5000))).toEqual({
      objects: [],
      said: ['not-an-object -'],
    });
  });

  it.each([
    ['JSON', '{"kind":"Pod","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'],
    ['YAML', 'kind: Pod\n__proto__: {polluted: true}\nconstructor: {prototype: {polluted: true}}\n'],
    ['a typed list', '{"kind":"PodList","items":[{"__proto__":{"polluted":true}}]}'],
  ])('leaves prototypes alone in %s', (_what, text) => {
    const { documents } = parseDocuments({ text, source: 'f' });

    expect(documents).toHaveLength(1);
    expect(documents[0]?.manifest.polluted).toBeUndefined();
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('parseDocuments, what may hide an object', () => {
  it.each([
    ['kind of a policy left out', 'apiVersion: networking.k8s.io/v1\nmetadata: { name: a }\n', 'error'],
    ['kind and version left out', 'metadata: { name: a }\nspec: {}\n', 'error'],
    ['text of another encoding', '\uFFFD\uFFFDa\u0000p\u0000i\u0000', 'error'],
    ['settings of another tool', 'replicas: 3\nimage: { tag: x }\n', 'warning'],
    ['a kustomization', 'apiVersion: kustomize.config.k8s.io/v1beta1\nresources: [a.yaml]\n', 'warning'],
    ['a list of patches', '- { op: remove, path: /spec }\n', 'warning'],
  ])('%s', (_, text, level) => {
    const { documents, diagnostics } = parseDocuments({ text, source: 'p.yaml' });

    expect(documents).toEqual([]);
    expect(diagnostics.map((one) => `${one.code} ${one.level}`)).toEqual([`not-an-object ${level}`]);
  });
});

describe('isShallow', () => {
  it.each([
    [1, '{"a":1}', true],
    [1, '{"a":{}}', false],
    [1, '{"a":{"b":1}}', false],
    [3, '{"a":[{}]}', true],
    [3, '{"a":[{"b":[1]}]}', false],
  ])('to depth %i: %s is %s', (depth, text, expected) => {
    expect(isShallow(JSON.parse(text), depth)).toBe(expected);
  });
});
