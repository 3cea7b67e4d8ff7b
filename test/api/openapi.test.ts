// The OpenAPI document: the one in docs/, one entry a route, and what the API costs to load.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeApi } from '../../lib/api/api.ts';
import { openApiPage } from '../docs/openapi-page.ts';
import { sampleDocument } from '../report/sample-document.ts';
import { localStore } from './local-api.ts';

const api = makeApi({ store: localStore(sampleDocument()) });

describe('the OpenAPI document', () => {
  it('in docs/ is the one that is served', async () => {
    const served: unknown = await (await api.request('http://127.0.0.1/api/v1/openapi.json')).json();

    expect(readFileSync('docs/openapi.json', 'utf8')).toBe(openApiPage());
    expect(JSON.parse(openApiPage())).toEqual(served);
  });

  it('has every route, and every route has a summary and its problems', () => {
    const document: { readonly paths: Record<string, Record<string, { summary?: string; responses: object }>> } =
      JSON.parse(openApiPage());
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => {
        expect(operation.summary).toBeTruthy();
        expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['200', '400', '406']));
        return `${method.toUpperCase()} ${path}`;
      }),
    );
    const routes = api.routes
      .filter(({ method, path }) => method !== 'ALL' && !path.endsWith('/openapi.json'))
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);

    expect(documented.sort()).toEqual([...new Set(routes)].sort());
    expect(documented.length).toBe(13);
  });
});

describe('the modules of the API', () => {
  it('bring in no database and no driver: each costs a cold start', () => {
    const depcruise = [
      'node_modules/.bin/depcruise',
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'json',
      'lib/api',
    ];
    const output = execFileSync('node', depcruise, { encoding: 'utf8', maxBuffer: 100_000_000 });
    const { modules }: { readonly modules: readonly { readonly source: string }[] } = JSON.parse(output);
    const sources = modules.map(({ source }) => source);

    expect(sources).toContain('lib/report/check.ts');
    expect(sources.filter((source) => /@duckdb|@aws-sdk|client-node|lib\/(adapters|pipeline)\//.test(source))).toEqual(
      [],
    );
  });
});
