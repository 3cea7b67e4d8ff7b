// The generator against the rules of flow logs, by a checker that reads the written files and shares no code with it.
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { generateCluster } from './cluster.ts';
import type { GeneratorOptions } from './options.ts';
import { clusterFiles } from './write.ts';

interface Line {
  readonly fields: Readonly<Record<string, string>>;
}

/** Well-formed lines of undamaged inputs: the options below switch the damage off. */
function readLines(files: ReadonlyMap<string, Buffer>): Line[] {
  return [...files]
    .filter(([path]) => path.startsWith('flows/'))
    .flatMap(([, bytes]) => {
      const [header = '', ...lines] = gunzipSync(bytes).toString('utf8').trimEnd().split('\n');
      const names = header.split(' ');
      return lines.map((line) => {
        const tokens = line.split(' ');
        return { fields: Object.fromEntries(names.map((name, index) => [name, tokens[index] ?? ''])) };
      });
    });
}

const SMALL: GeneratorOptions = { profile: 'test', hours: 0.5, workloads: 22, nodes: 4, damage: false };
const SEEDS = [11, 12, 13] as const;
const WORLDS = SEEDS.map((seed) => {
  const cluster = generateCluster({ ...SMALL, seed });
  const lines = readLines(clusterFiles(cluster));
  return {
    seed,
    cluster,
    lines,
    rows: lines.filter((line) => line.fields['log-status'] === 'OK').map((line) => line.fields),
  };
});

describe.each(WORLDS)('a generated cluster, seed $seed', ({ cluster, lines, rows }) => {
  const holders = new Map(
    cluster.pods
      .filter((pod) => !pod.spec.hostNetwork)
      .map((pod) => [pod.address, [] as (typeof cluster.pods)[number][]]),
  );
  for (const pod of cluster.pods) holders.get(pod.address)?.push(pod);
  const holderAt = (address: string | undefined, second: number) =>
    holders.get(address ?? '')?.find((pod) => pod.started <= second && second <= pod.ended);

  it('counts what it wrote', () => {
    const count = (status: string): number => lines.filter((line) => line.fields['log-status'] === status).length;
    expect(cluster.truth.inputs).toEqual({
      objects: cluster.objects.length,
      records: count('OK'),
      malformed: 0,
      noData: count('NODATA'),
      skipData: count('SKIPDATA'),
    });
  });

  it('never lets an address have two pods within a minute', () => {
    const overlaps = [...holders.values()].flatMap((pods) =>
      pods.flatMap((pod) =>
        pods
          .filter((other) => other !== pod && other.created >= pod.created && other.created < pod.ended + 60)
          .map((other) => [pod.name, other.name]),
      ),
    );
    expect(overlaps).toEqual([]);
  });

  it('reuses addresses across workloads', () => {
    const shared = [...holders.values()].filter((pods) => new Set(pods.map((pod) => pod.spec.name)).size > 1);
    expect(shared.length).toBeGreaterThan(3);
  });

  it('writes nothing about two pods of one node', () => {
    const local = rows.filter((row) => {
      const second = Number(row.start);
      const source = holderAt(row['pkt-srcaddr'], second);
      const destination = holderAt(row['pkt-dstaddr'], second);
      return source !== undefined && source.node === destination?.node;
    });
    expect(local).toEqual([]);
  });

  it('keeps every row within one interval of its interface and one slot of its object', () => {
    expect(
      rows.filter((row) => Number(row.end) - Number(row.start) >= 60 || Number(row.end) < Number(row.start)),
    ).toEqual([]);
  });

  it("shows the interface's primary address on its own side, which is no pod's", () => {
    const primaries = new Map(cluster.nodes.flatMap((node) => node.interfaces.map((eni) => [eni.id, eni.primary])));
    const wrong = rows.filter((row) => {
      const primary = primaries.get(row['interface-id'] ?? '');
      const own = row['flow-direction'] === 'egress' ? row.srcaddr : row.dstaddr;
      const far =
        row['flow-direction'] === 'egress' ? row.dstaddr === row['pkt-dstaddr'] : row.srcaddr === row['pkt-srcaddr'];
      return primary !== undefined && (own !== primary || holders.has(primary) || !far);
    });
    expect(wrong).toEqual([]);
  });

  it('gives the path on the way out only', () => {
    expect(rows.filter((row) => (row['traffic-path'] === '-') !== (row['flow-direction'] === 'ingress'))).toEqual([]);
  });

  it('encodes no flag but FIN, SYN, RST and SYN-ACK, and none outside TCP', () => {
    const tcp = new Set(rows.filter((row) => row.protocol === '6').map((row) => row['tcp-flags']));
    expect([...tcp].filter((flags) => !['0', '1', '2', '3', '4', '18', '19'].includes(flags ?? ''))).toEqual([]);
    expect(new Set(rows.filter((row) => row.protocol !== '6').map((row) => row['tcp-flags']))).toEqual(new Set(['0']));
  });

  it('has rows of every connection that it calls visible, between the addresses of its ends', () => {
    const pairs = new Set(
      rows.map((row) => {
        const name = (address: string | undefined): string => {
          const pod = holderAt(address, Number(row.start));
          return pod === undefined
            ? (cluster.nodes.find((node) => node.address === address)?.name ?? `${address}/32`)
            : `${pod.spec.namespace}/${pod.spec.kind}/${pod.spec.name}`;
        };
        return `${name(row['pkt-srcaddr'])} ${name(row['pkt-dstaddr'])} ${row.protocol} ${row.dstport}`;
      }),
    );
    const text = (end: (typeof cluster.truth.connections)[number]['client']): string =>
      end.kind === 'workload'
        ? `${end.namespace}/${end.workloadKind}/${end.name}`
        : end.kind === 'node'
          ? end.name
          : end.cidr;
    const missing = cluster.truth.connections.filter(
      (item) =>
        !pairs.has(`${text(item.client)} ${text(item.server)} ${item.protocol === 'TCP' ? 6 : 17} ${item.port}`),
    );
    expect(missing).toEqual([]);
    expect(cluster.truth.connections.length).toBeGreaterThan(60);
  });

  it('drops every row of an interval that SKIPDATA stands for', () => {
    const skipped = lines.filter((line) => line.fields['log-status'] === 'SKIPDATA').map((line) => line.fields);
    const survivors = skipped.flatMap((gap) =>
      rows.filter(
        (row) =>
          row['interface-id'] === gap['interface-id'] &&
          Number(row.start) >= Number(gap.start) &&
          Number(row.end) <= Number(gap.end),
      ),
    );
    expect(skipped.length).toBeGreaterThan(0);
    expect(survivors).toEqual([]);
  });

  it('has a pod that no snapshot shows, and tells its connections apart', () => {
    const listed = new Set(
      cluster.snapshots.flatMap((snapshot) =>
        snapshot.list.items.map((item) => (item as { metadata: { uid?: string } }).metadata.uid),
      ),
    );
    expect(cluster.pods.filter((pod) => pod.spec.name === 'flash').every((pod) => !listed.has(pod.uid))).toBe(true);
    expect(
      cluster.truth.unattributable
        .filter((item) => item.reason === 'unseen-pod' && item.client.kind === 'workload')
        .map((item) => item.client),
    ).toContainEqual(expect.objectContaining({ name: 'flash' }));
    expect(
      cluster.truth.connections.filter((item) => item.client.kind === 'workload' && item.client.name === 'flash'),
    ).toEqual([]);
  });
});

describe('generateCluster', () => {
  it('makes the same bytes from the same seed, others from another', () => {
    const bytes = (seed: number): string[] =>
      [...clusterFiles(generateCluster({ ...SMALL, seed }))].map(
        ([path, content]) => `${path} ${content.toString('base64')}`,
      );
    const first = bytes(21);
    expect(bytes(21)).toEqual(first);
    expect(bytes(22)).not.toEqual(first);
  });

  it.each(['v2', 'v3', 'v11', 'custom', 'custom-short', 'mixed'])(
    'writes the format %s with as many columns as its header',
    (format) => {
      const cluster = generateCluster({ ...SMALL, seed: 31, hours: 0.25, format });
      const files = [...clusterFiles(cluster)].filter(([path]) => path.startsWith('flows/'));
      const widths = files.map(([, bytes]) => [
        ...new Set(
          gunzipSync(bytes)
            .toString('utf8')
            .trimEnd()
            .split('\n')
            .map((line) => line.split(' ').length),
        ),
      ]);
      expect(widths.every((width) => width.length === 1)).toBe(true);
      const names = new Set(cluster.objects.map((object) => object.format.name));
      expect(names.size > 1).toBe(format === 'mixed');
    },
  );

  it('proves without packet addresses only what both interfaces saw', () => {
    const { truth } = generateCluster({ ...SMALL, seed: 32, format: 'v2' });
    expect(truth.connections.filter((item) => item.seenBy.length < 2)).toEqual([]);
    expect(truth.unattributable.filter((item) => item.reason === 'substituted').length).toBeGreaterThan(0);
  });

  it('says of every damaged line where it is', () => {
    const cluster = generateCluster({ ...SMALL, seed: 33, damage: true });
    const good = /^5 \d{12} eni-[0-9a-f]{17}( [0-9.]+){2}( \d+){7} (ACCEPT|REJECT) OK( [\w.-]+){15}$/;
    const status = / (NODATA|SKIPDATA)( -){15}$/;
    const found = cluster.objects.flatMap((object) =>
      gunzipSync(object.bytes)
        .toString('latin1')
        .split(/\r?\n/)
        .flatMap((line, index) => {
          const fields = line.split(' ');
          const sane =
            good.test(line) &&
            Number(fields[6]) < 65_536 &&
            Number(fields[10]) <= Number(fields[11]) &&
            /^[\d.]+$/.test(fields[19] ?? '');
          return index === 0 || line === '' || sane || status.test(line) ? [] : [`${object.path}:${index + 1}`];
        }),
    );
    expect(found.sort()).toEqual(cluster.truth.malformedLines.map((item) => `${item.file}:${item.line}`).sort());
    expect(new Set(cluster.truth.malformedLines.map((item) => item.why)).size).toBe(9);
  });
});
