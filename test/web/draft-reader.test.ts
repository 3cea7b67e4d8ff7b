// Reading a draft piece by piece says what reading its whole text says, and reads no piece twice.
import { beforeAll, describe, expect, it } from 'vitest';
import { formatPolicyYaml } from '../../lib/recommendation/manifest-yaml.ts';
import type { ReportDocument } from '../../lib/report/document.ts';
import { parsePolicyDocuments } from '../../lib/sources/parse-policies.ts';
import { draftPieces } from '../../lib/web/workers/draft-pieces.ts';
import { makeDraftReader } from '../../lib/web/workers/draft-reader.ts';
import { finish } from '../../lib/web/workers/work.ts';
import { sampleReport } from './built-page.ts';

let sample: ReportDocument;

beforeAll(async () => {
  sample = await sampleReport();
});

const POLICY = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a, namespace: shop}\n';

const TEXTS: readonly (readonly [name: string, text: string])[] = [
  ['nothing', ''],
  ['comments alone', '# one\n---\n# two\n'],
  ['two documents', `${POLICY}---\n${POLICY}`],
  ['a separator first', `---\n${POLICY}`],
  ['separators side by side', `---\n---\n${POLICY}---\n---\n`],
  ['content beside the separator', `${POLICY}--- {apiVersion: v1, kind: Service}\n`],
  ['a text that looks like a separator', `${POLICY}note: |\n  ---\n  x\n----: y\n`],
  ['carriage returns', `${POLICY}---\n${POLICY}`.replaceAll('\n', '\r\n')],
  ['ends of documents', `${POLICY}...\n# between\n---\n${POLICY}`],
  ['directives', `%YAML 1.1\n---\n${POLICY}---\nkind: NetworkPolicy\napiVersion: v1\nx: yes\n`],
  ['a mark of byte order', `\uFEFF${POLICY}---\n${POLICY}`],
  ['JSON', `{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy"}]}`],
  ['JSON and more', `{"kind":"NetworkPolicy"}\n---\n${POLICY}`],
  ['a list', `apiVersion: v1\nkind: List\nitems:\n- ${POLICY.trim().replaceAll('\n', '\n  ')}\n---\n${POLICY}`],
  ['an object without a kind', `a: 1\n---\n${POLICY}`],
  ['an error', `${POLICY}---\nspec: [unclosed\n`],
  ['a key that stands twice', `a: 1\na: 2\n---\n${POLICY}`],
];

describe('a draft', () => {
  it.each(TEXTS)('of %s is what its whole text is', (_, text) => {
    const { documents, diagnostics } = finish(makeDraftReader().read(text));
    const whole = parsePolicyDocuments({ text, source: 'draft' });

    expect(documents).toEqual(whole.documents);
    expect(diagnostics).toEqual(whole.diagnostics);
    expect(
      draftPieces(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text);
  });

  it('that begins as the report does is what reading its text gives, with the very manifests of the report', () => {
    const reader = makeDraftReader();
    const { current } = sample.policies;
    const text = finish(reader.write(current));
    const { documents } = finish(reader.read(text));

    expect(text).toBe(current.map(formatPolicyYaml).join('---\n'));
    expect(documents).toEqual(parsePolicyDocuments({ text, source: 'draft' }).documents);
    expect(documents.every(({ manifest }, index) => manifest === current[index])).toBe(true);
  });

  it('is read anew where it was edited, and only there', () => {
    const reader = makeDraftReader();
    const text = finish(reader.write(sample.policies.current));
    const { documents } = finish(reader.read(text.replace('name: redis-cart', 'name: another')));

    const kept = documents.filter(({ manifest }) => sample.policies.current.some((each) => each === manifest));
    expect(kept).toHaveLength(sample.policies.current.length - 1);
  });
});
