// The templates under scanners that others keep: cdk-nag's AWS Solutions pack, cfn-lint, checkov.
import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkApp } from '../../infra/build-app.ts';
import { acknowledgeWildcards } from '../../infra/wildcards.ts';
import { missingTools, pythonTool } from '../aws/tools.ts';
import { VARIANTS } from './settings-of-tests.ts';
import { buildTestApp, synthesized } from './synthesized.ts';

const scratch = (): string => mkdtempSync(join(tmpdir(), 'flowfence-scan-'));

describe('cdk-nag', () => {
  it.each(VARIANTS)('finds nothing in %s that nobody gave a reason for', (variant) => {
    expect(() => checkApp(buildTestApp(variant, scratch())).synth()).not.toThrow();
  });

  it('runs: a plain bucket ends the synthesis', () => {
    const app = buildTestApp('least', scratch());
    new Bucket(new Stack(app, 'Careless'), 'Plain');
    expect(() => checkApp(app).synth()).toThrow(/[Vv]alidation/);
  });

  it('gets no reason for a wildcard that is not in the list', () => {
    const stack = new Stack(buildTestApp('least', scratch()), 'Careless');
    const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const wide = new PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:dynamodb:::table/*'] });
    expect(() => acknowledgeWildcards(role, [wide])).toThrow(/no reason/);
  });
});

const templatesOf = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.template.json'))
    .map((name) => join(folder, name));

/** The scanners start slowly, and the machine may be busy. */
const SCAN_MS = 300_000;

interface Ran {
  readonly status: number;
  readonly output: string;
}

const run = async (tool: string, args: readonly string[]): Promise<Ran> => {
  try {
    const { stdout } = await promisify(execFile)(pythonTool(tool), args, { maxBuffer: 64 * 1024 * 1024 });
    return { status: 0, output: stdout };
  } catch (error) {
    const failed = z.object({ code: z.number(), stdout: z.string(), stderr: z.string() }).parse(error);
    return { status: failed.code, output: `${failed.stdout}${failed.stderr}` };
  }
};

const reportSchema = z.object({
  summary: z.object({ passed: z.number(), failed: z.number(), skipped: z.number() }),
  results: z.object({
    skipped_checks: z.array(
      z.object({ check_id: z.string(), check_result: z.object({ suppress_comment: z.string() }) }),
    ),
  }),
});

describe.skipIf(missingTools !== undefined)(
  `scanners of templates${missingTools === undefined ? '' : `: ${missingTools}`}`,
  () => {
    it('cfn-lint finds nothing', { timeout: SCAN_MS }, async () => {
      const templates = VARIANTS.flatMap((variant) => templatesOf(synthesized(variant).folder));
      // The CDK writes out that a function depends on its role, which the reference says as well.
      expect(await run('cfn-lint', ['--ignore-checks', 'W3005', '--', ...templates])).toEqual({
        status: 0,
        output: '',
      });
    });

    it('checkov finds nothing but what has its reason', { timeout: SCAN_MS }, async () => {
      const folder = scratch();
      for (const variant of VARIANTS)
        for (const template of templatesOf(synthesized(variant).folder))
          copyFileSync(template, join(folder, `${variant}-${basename(template)}`));
      const { output } = await run('checkov', [
        ...['--directory', folder, '--framework', 'cloudformation'],
        ...['--output', 'json', '--skip-download', '--compact'],
      ]);
      const { summary, results } = reportSchema.parse(JSON.parse(output));
      expect(summary.failed, output.slice(0, 4000)).toBe(0);
      expect(summary.passed).toBeGreaterThan(400);
      const skipped = results.skipped_checks;
      expect(skipped.length).toBeGreaterThan(50);
      for (const { check_id, check_result } of skipped)
        expect(check_result.suppress_comment.length, check_id).toBeGreaterThan(20);
    });
  },
);
