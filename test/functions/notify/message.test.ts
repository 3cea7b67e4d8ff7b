// A message of the topic: text for people, JSON for programs, within the limits of the service.
import { describe, expect, it } from 'vitest';
import { failureText, reasonOf } from '../../../functions/notify/failure.ts';
import { formsOf, subjectOf } from '../../../functions/notify/publish.ts';

const message = (json: unknown) => ({ subject: 's', text: 'Two connections would break.', json, attributes: {} });

describe('forms of a message', () => {
  it('are text for people and JSON for programs, with the text in it', () => {
    const forms = JSON.parse(formsOf(message({ schema: 'flowfence.news/v1', blocked: [1] })));

    expect(forms.default).toBe('Two connections would break.');
    expect(forms).not.toHaveProperty('email');
    for (const program of ['sqs', 'http', 'https', 'lambda', 'firehose']) {
      const body = JSON.parse(forms[program]);
      expect(body).toEqual({ schema: 'flowfence.news/v1', blocked: [1], text: 'Two connections would break.' });
    }
  });

  it('have the lists cut, and say so, where the JSON would not fit', () => {
    const blocked = Array.from({ length: 20_000 }, (_, index) => `é${index}`);
    const forms = JSON.parse(formsOf(message({ told: [{ ports: blocked }], blocked, count: 20_000 })));

    const first = blocked.slice(0, 20);
    const text = 'Two connections would break.';
    expect(JSON.parse(forms.sqs)).toEqual({ told: [{ ports: first }], blocked: first, count: 20_000, text, cut: true });
    expect(forms.default).toBe(text);
  });

  it('are the text alone where no list is to blame', () => {
    const forms = JSON.parse(formsOf(message({ subject: 'é'.repeat(200_000) })));

    expect(forms).toEqual({ default: 'Two connections would break.' });
  });

  it('fit just below the limit, in bytes', () => {
    const whole = formsOf(message({ blocked: 'é'.repeat(20_000) }));

    expect(Buffer.byteLength(whole)).toBeLessThanOrEqual(250_000);
    expect(JSON.parse(JSON.parse(whole).sqs)).not.toHaveProperty('cut');
  });

  it('have a subject of one line of ASCII', () => {
    expect(subjectOf('prod: 3 müssen\nweg')).toBe('prod: 3 m?ssen?weg');
    expect(subjectOf('x'.repeat(200))).toHaveLength(100);
  });
});

describe('a failure', () => {
  it.each([
    [
      "Lambda's JSON",
      '{"errorType":"UnusableInputError","errorMessage":"no snapshot","trace":["at …"]}',
      'no snapshot',
    ],
    ['plain text', 'A branch failed', 'A branch failed'],
    ['JSON of another shape', '[1]', '[1]'],
    ['null', 'null', 'null'],
    ['a message that is no text', '{"errorMessage":{"a":1}}', '{"errorMessage":{"a":1}}'],
    ['nothing', '', ''],
  ])('is told by %s', (_what, cause, reason) => {
    expect(reasonOf(cause)).toBe(reason);
  });

  it('is told in short', () => {
    expect(reasonOf('x'.repeat(100_000)).length).toBeLessThan(2_100);
  });

  it('names the cluster, the error and what to do', () => {
    const text = failureText({ cluster: 'prod', error: 'States.Timeout', cause: '', manifest: undefined });

    expect(text).toContain('The analysis of prod failed: States.Timeout.');
    expect(text).toContain('The latest report is still the one before.');
    expect(text).toContain('docs/operations.md');
  });

  it('says that there is a report where only its news could not be told', () => {
    const manifest = 's3://reports/reports/prod/x/manifest.json';
    const text = failureText({ cluster: 'prod', error: 'States.Timeout', cause: '', manifest });

    expect(text).toContain('There is a report of prod, but its news could not be told: States.Timeout.');
    expect(text).toContain(manifest);
    expect(text).not.toContain('still the one before');
  });
});
