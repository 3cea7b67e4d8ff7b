// The generated parts of docs/deploy.md: settings, sizes and costs, each between two marks.
import {
  athenaDay,
  athenaScan,
  type Bill,
  billOfTB,
  breakEven,
  type Costs,
  DEFAULTS,
  delivery,
  fixedBill,
  flowfenceDay,
  ingestOfDay,
  type Model,
  rawBytesOfDay,
  readCosts,
  toModel,
  total,
} from './cost-model.ts';
import { readPage } from './markdown.ts';
import { settingRows } from './settings-table.ts';

export const DEPLOY_PAGE = 'docs/deploy.md';

/** The page with its generated parts written anew; what stands between them stays. */
export const deployPage = (): string => {
  const costs = readCosts();
  const blocks: Readonly<Record<string, string>> = {
    settings: settingsTable(),
    sizes: sizesTable(),
    figures: figuresTable(costs),
    prices: pricesTable(costs),
    'per-tb': perTBTable(toModel(costs)),
    fixed: billTable(fixedBill(toModel(costs))),
    'cluster-day': clusterDayTable(toModel(costs)),
    'break-even': breakEvenText(toModel(costs)),
  };
  return readPage(DEPLOY_PAGE).replaceAll(
    /(<!-- generated: ([a-z-]+) -->\n)[\s\S]*?(\n<!-- end -->)/g,
    (_, before: string, name: string, after: string) => {
      const block = blocks[name];
      if (block === undefined) throw new Error(`${DEPLOY_PAGE} asks for ${name}, which nothing generates`);
      return `${before}\n${block}\n${after}`;
    },
  );
};

type Cells = readonly string[];

const table = (head: Cells, rows: readonly Cells[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const code = (text: string): string => (text === '' ? '' : `\`${text}\``);

const settingsTable = (): string =>
  table(
    ['setting', 'allowed', 'default', ''],
    settingRows().map(({ path, allowed, byDefault, meaning }) => [
      code(path),
      allowed,
      byDefault === 'required' ? 'required' : code(byDefault),
      meaning.replaceAll('|', '\\|'),
    ]),
  );

const sizesTable = (): string =>
  table(
    ['function', '`memoryMB`', '`timeoutSeconds`', '`diskMB`'],
    Object.entries(DEFAULTS.functions).map(([name, size]) => [
      code(`functions.${name}`),
      number(size.memoryMB),
      number(size.timeoutSeconds),
      number(size.diskMB),
    ]),
  );

const figuresTable = ({ figures }: Costs): string =>
  table(
    ['figure', 'value', 'from'],
    Object.entries(figures).map(([name, { value, unit, source }]) => [code(name), `${number(value)} ${unit}`, source]),
  );

const pricesTable = ({ prices }: Costs): string =>
  table(
    ['price', '$'],
    Object.values(prices).map(({ value, of }) => [of, value.toFixed(10).replace(/\.?0+$/, '')]),
  );

const OBJECT_MB = [0.1, 1, 5] as const;
const TB = 1e12;

const perTBTable = (model: Model): string => {
  const bills = OBJECT_MB.map((size) => billOfTB(model, size));
  const causes = (bills[0] ?? []).map(([cause]) => cause);
  const scan = dollars(athenaScan(model, TB));
  const delivered = dollars(delivery(model, TB));
  return table(
    ['$ per TB of raw records', ...OBJECT_MB.map((size) => `objects of ${size} MB`)],
    [
      ...causes.map((cause) => [cause, ...bills.map((bill) => dollars(costOf(bill, cause)))]),
      ['**flowfence, once**', ...bills.map((bill) => `**${dollars(total(bill))}**`)],
      ['Athena, each scan of the gzip objects', scan, scan, scan],
      ['delivery of the flow logs, paid anyway', delivered, delivered, delivered],
    ],
  );
};

const costOf = (bill: Bill, cause: string): number => bill.find(([name]) => name === cause)?.[1] ?? 0;

const billTable = (bill: Bill): string =>
  table(
    ['whatever the volume', '$ a day'],
    [...bill.map(([cause, cost]) => [cause, dollars(cost)]), ['**together**', `**${dollars(total(bill))}**`]],
  );

const FILES_PER_WINDOW = 8;
const LOADS = [100, 1_000, 5_000, 20_000, 100_000] as const;

const clusterDayTable = (model: Model): string =>
  table(
    ['records a second', 'raw GB a day', 'ingest', 'fixed', '**flowfence**', 'Athena', 'delivery'],
    LOADS.map((recordsPerSecond) => {
      const load = { recordsPerSecond, filesPerWindow: FILES_PER_WINDOW };
      const raw = rawBytesOfDay(model, load);
      return [
        number(recordsPerSecond),
        number(Math.round(raw / 1e8) / 10),
        dollars(total(ingestOfDay(model, load))),
        dollars(total(fixedBill(model))),
        `**${dollars(flowfenceDay(model, load))}**`,
        dollars(athenaDay(model, load)),
        dollars(delivery(model, raw)),
      ];
    }),
  );

const breakEvenText = (model: Model): string => {
  const at = breakEven(model, FILES_PER_WINDOW);
  if (at === undefined) return 'With these figures the daily scans cost less at every volume.';
  const rounded = Math.round(at / 100) * 100;
  return `Below about ${number(rounded)} records a second (${number(Math.round(rawBytesOfDay(model, { recordsPerSecond: at, filesPerWindow: FILES_PER_WINDOW }) / 1e9))} GB of raw records a day) a daily scan of seven days with Athena costs less, above it flowfence does.`;
};

const number = (value: number): string => value.toLocaleString('en-US');
const dollars = (value: number): string => value.toFixed(value < 10 ? 3 : 0);
