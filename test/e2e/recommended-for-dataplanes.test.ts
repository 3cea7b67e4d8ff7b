// The bundled sample on four dataplanes, through the whole main job: what each changes of the recommendation.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { DataplaneRequest } from '../../lib/policy/dataplanes/resolve.ts';
import { parseDataplaneArgument } from '../../lib/policy/profiles/dataplane-argument.ts';
import type { ReportDocument } from '../../lib/report/document.ts';
import { textOf } from './against-truth.ts';
import { analyzeFolder } from './analyzed-cluster.ts';

const SAMPLE = fileURLToPath(new URL('../../examples/cluster/', import.meta.url));

function request(text: string): DataplaneRequest {
  const parsed = parseDataplaneArgument(text);
  if (parsed.kind === 'unusable') throw new Error(parsed.message);
  return { kind: 'named', argument: parsed.argument };
}

function kinds({ findings }: ReportDocument): ReadonlySet<string> {
  return new Set(findings.map(({ kind }) => kind));
}

describe('the sample, recommended for', () => {
  it.each([
    { dataplane: 'cilium', leftOut: 3, beyond: 0, kind: 'not-expressible' },
    { dataplane: 'eks,nodes=met', leftOut: 0, beyond: 0, kind: 'recommendation-inert' },
    { dataplane: 'cce-tunnel,nodes=met,kubernetes=1.29', leftOut: 0, beyond: 6, kind: 'open-to-everybody' },
    { dataplane: 'ack-poseidon', leftOut: 0, beyond: 0, kind: 'not-provable' },
  ])('$dataplane', async ({ dataplane, leftOut, beyond, kind }) => {
    const document = await analyzeFolder(SAMPLE, { dataplane: request(dataplane) });

    const { kept, keptAllowed, keptUnknown = 0, allowedBeyondObserved } = document.verification;
    const left = document.connections.filter((one) => one.leftOut === 'not-expressible');
    const unsure = document.connections.filter((one) => one.kept && !one.verdicts.recommended.allowed);
    expect(left.map(textOf)).toHaveLength(leftOut);
    expect(left.filter(({ verdicts }) => verdicts.recommended.allowed)).toEqual([]);
    expect(keptAllowed + keptUnknown).toBe(kept);
    expect(unsure.every(({ verdicts }) => verdicts.recommended.unknown !== undefined)).toBe(true);
    expect(unsure).toHaveLength(keptUnknown);
    expect(allowedBeyondObserved).toBe(beyond);
    expect(kinds(document)).toContain(kind);
  });
});
