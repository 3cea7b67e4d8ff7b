// Child of the bench: DuckDB alone reads the same gzip files, every column; its figures go to stdout.
import { globSync } from 'tinyglobby';
import { openDuckDb } from '../../lib/adapters/duckdb.ts';

const [folder = '', memory = '2000000000'] = process.argv.slice(2);
const COLUMNS =
  'version account_id interface_id srcaddr dstaddr srcport dstport protocol packets bytes start end action log_status pkt_srcaddr pkt_dstaddr tcp_flags flow_direction'.split(
    ' ',
  );
const NUMBERS = new Set(['version', 'srcport', 'dstport', 'protocol', 'packets', 'bytes', 'start', 'end', 'tcp_flags']);

const files = globSync(`${folder}/**/*.log.gz`, { absolute: true });
const columns = COLUMNS.map((name) => `'${name}': '${NUMBERS.has(name) ? 'BIGINT' : 'VARCHAR'}'`).join(', ');
const touched = COLUMNS.map((name) => `max("${name}") AS ${name}_max`).join(', ');
const engine = await openDuckDb({ path: ':memory:', threads: 2, memoryBytes: Number(memory) * 0.5 });
const session = await engine.session();
const start = performance.now();
const [row] = await session.rows(
  `SELECT count(*) AS records, ${touched} FROM read_csv([${files
    .map((file) => `'${file}'`)
    .join(', ')}], delim=' ', header=true, auto_detect=false, quote='', escape='', nullstr='-', columns={${columns}})`,
);
const seconds = (performance.now() - start) / 1000;
const peakBytes = process.resourceUsage().maxRSS * 1024;
process.stdout.write(`${JSON.stringify({ records: row?.records, seconds, peakBytes })}\n`);
engine.close();
