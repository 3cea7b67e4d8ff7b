// Arguments and input that cannot be used: one line with the place and the mend, status 2, nothing on standard output.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runRecorded } from './recording-terminal.ts';

describe('the command line', () => {
  it.each([
    [['nope'], 'arguments: '],
    [['check', '/nowhere.duckdb', '--policies', 'x'], '/nowhere.duckdb: no such report; '],
    [['check', 'package.json', '--policies', 'x'], 'package.json: cannot be read as a report'],
    [['serve', '/nowhere.duckdb'], '/nowhere.duckdb: no such report; '],
    [['serve', '/nowhere.duckdb', '--port', '65536'], '--port: 65536 is no port; '],
    [['snapshot', '--kubeconfig', '/nowhere'], '/nowhere: cannot be read (ENOENT'],
    [['snapshot', '--kubeconfig', 'package.json'], 'package.json: no cluster in it; '],
    [['analyze', '--snapshots', 'x', '--report', 'y'], 'arguments: no flow logs; '],
    [['analyze', '--flows', 'x', '--snapshots', 'y', '--report', 'z', '--from', 'noon'], '--from: noon is no time; '],
    [
      [
        'analyze',
        '--flows',
        'x',
        '--snapshots',
        'y',
        '--report',
        'z',
        '--from',
        '2026-11-02T00:00:00Z',
        '--to',
        '2026-11-01T00:00:00Z',
      ],
      '--to: ',
    ],
    [
      ['analyze', '--flows', 'x', '--snapshots', 'y', '--report', 'z', '--max-policies', '0'],
      '--max-policies: 0 is no',
    ],
    [
      ['analyze', '--flows', 'x', '--snapshots', 'y', '--report', 'z', '--memory', 'lots'],
      '--memory: lots is no usable size',
    ],
    [
      ['analyze', '--flows', 'x', '--snapshots', 'y', '--report', 'z', '--cidr-prefix', '33'],
      '--cidr-prefix: 33 is no prefix',
    ],
    [
      ['analyze', '--flows', 'x', '--snapshots', 'y', '--report', 'z', '--fail-on', 'rain'],
      '--fail-on: rain is not known',
    ],
    [
      ['analyze', '--flows', 'x', '--snapshots', 'y', '--report', 'z', '--fail-on', 'drift'],
      '--fail-on: drift needs an older report',
    ],
    [
      ['analyze', '--flows', 'x', '--snapshots', 'y', '--report', 'z', '--reference', '/nowhere.duckdb'],
      '/nowhere.duckdb: no such report',
    ],
    [['analyze', '--flows', 'x', '--snapshots', 'y', '--report', 'lib'], 'lib: a folder has this name; '],
    [['analyze', '--flows', 'x', '--snapshots', 'y', '--report', 'package.json/r.duckdb'], 'package.json: no folder'],
    [['analyze', '--flows', 'x', '--snapshots', 'y', '--report', 'z', '--format', 'version srcaddr'], '--format: '],
    [['analyze', '--flows', 'x', '--snapshots', 'y', '--report', 'z', '--min-evidence', 'hope'], 'arguments: '],
    [
      ['analyze', '--flows', 'x', '--snapshot', 'y', '--report', 'z'],
      "arguments: unknown option '--snapshot' (did you mean --snapshots?); ",
    ],
    [
      ['evaluate', '--connections', 'x', '--policy', 'y'],
      "arguments: unknown option '--policy' (did you mean --policies?); ",
    ],
    [['check', 'r.duckdb', '--quux'], "arguments: unknown option '--quux'; "],
    [['check', 'r.duckdb'], "arguments: required option '--policies <loc...>' not specified; "],
    [['anlyze'], "arguments: unknown command 'anlyze' (did you mean analyze?); "],
    [['diff', 'a.duckdb', 'b/'], 'b/: a report and policies cannot be compared'],
    [['export', '/nowhere.duckdb', '--format', 'json'], '/nowhere.duckdb: no such report'],
    [['explain', '/nowhere.duckdb', '--from', 'a/b', '--to', 'a/c', '--port', '80/ICMP'], '--port: 80/ICMP is no port'],
    [['ingest', '--flows', '/nowhere', '--summaries', '/tmp/never'], '/nowhere: '],
    [['analyze', '--flows', 'x', '--snapshots', 's3://', '--report', 'y'], 's3://: it names no bucket; '],
    [['analyze', '--flows', 'x', '--snapshots', 'y', '--report', 's3://bucket/'], 's3://bucket/: it names no file; '],
    [['ingest', '--flows', 's3://b/x', '--summaries', '/tmp/never'], 's3://b/x: it names no bucket; '],
    [['check', 'x.duckdb', '--policies', 'y', '--s3-endpoint', 'minio'], '--s3-endpoint: minio is no URL; '],
  ])('%j ends with one line and status 2', async (args, start) => {
    const { status, out, notes } = await runRecorded(...args);

    expect([status, out]).toEqual([2, '']);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/^flowfence: [^\n]+$/);
    expect(notes[0]?.slice('flowfence: '.length)).toContain(start);
  });

  it.each(['demo', 'analyze', 'ingest', 'policies', 'check', 'evaluate', 'explain', 'diff', 'export', 'serve'])(
    '%s --help teaches by example',
    async (command) => {
      const { status, out } = await runRecorded(command, '--help');

      expect(status).toBe(0);
      expect(out).toContain('Examples:');
      expect(out).toContain(`$ flowfence ${command}`);
    },
  );

  it('says its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

    expect(await runRecorded('--version')).toMatchObject({ status: 0, out: `${version}\n`, notes: [] });
  });
});
