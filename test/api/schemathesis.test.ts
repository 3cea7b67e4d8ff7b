// Drives the served API from its own OpenAPI document: valid and invalid requests of every route, each answer checked.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { serveLocally } from '../../lib/adapters/local-server.ts';
import { answerLocally, answerMalformed, makeLocalApp } from '../../lib/api/app.ts';
import { missingTools, pythonTool } from '../aws/tools.ts';
import { sampleDocument } from '../report/sample-document.ts';
import { digest } from './local-api.ts';

const folder = mkdtempSync(join(tmpdir(), 'flowfence-schemathesis-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PAGE = '<!doctype html><script type="module">start();</script>';
/** Of each route and phase; the seed makes a failure come again. */
const BOUNDS = ['--max-examples', '25', '--seed', '20261121', '--generation-deterministic', '--workers', '1'];

interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

/** In a folder of its own: it keeps what it found beside where it runs. */
function schemathesis(...args: readonly string[]): Promise<Outcome> {
  return new Promise((ended, failed) => {
    const hooks = {
      SCHEMATHESIS_HOOKS: 'schemathesis_hooks',
      PYTHONPATH: resolve('test/api'),
      PYTHONDONTWRITEBYTECODE: '1',
    };
    const child = spawn(pythonTool('schemathesis'), ['run', ...args], {
      cwd: folder,
      env: { ...process.env, ...hooks },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += String(data)));
    child.once('error', failed);
    child.once('close', (status) => ended({ status, output }));
  });
}

const title = missingTools === undefined ? 'the served API' : `the served API (skipped: ${missingTools})`;

describe.skipIf(missingTools !== undefined)(title, () => {
  it('answers as its OpenAPI document says, whatever is asked', { timeout: 300_000 }, async () => {
    const app = makeLocalApp({ page: PAGE, document: sampleDocument(), digest });
    const serving = await serveLocally(answerLocally(app), 0, answerMalformed);
    if (serving.kind === 'refused') throw new Error(serving.diagnostic.message);
    const document = `${serving.server.url}api/v1/openapi.json`;

    const { status, output } = await schemathesis(document, '--checks', 'all', '--no-color', ...BOUNDS);
    await serving.server.close();

    expect(output).toMatch(/Tested: 13\b/);
    expect(output).not.toContain('Traceback');
    expect(status, output).toBe(0);
  });
});
