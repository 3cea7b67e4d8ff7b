import { describe, expect, it } from 'vitest';
import { resourcesOf } from '../infra/synthesized.ts';
import { breakEven, fixedBill, ingestOfDay, readCosts, toModel, total } from './cost-model.ts';
import { DEPLOY_PAGE, deployPage } from './deploy-blocks.ts';
import { readPage } from './markdown.ts';
import { SETTING_TEXTS, settingRows } from './settings-table.ts';

describe('docs/deploy.md', () => {
  it('holds the tables that npm run docs writes', () => {
    expect(readPage(DEPLOY_PAGE)).toBe(deployPage());
    expect(readPage(DEPLOY_PAGE).match(/<!-- generated: /g)).toHaveLength(8);
  });

  it('says of every setting what it means, and of no other', () => {
    expect(
      settingRows()
        .map(({ path }) => path)
        .sort(),
    ).toEqual(Object.keys(SETTING_TEXTS).sort());
  });
});

describe('the cost model', () => {
  const model = toModel(readCosts());

  it('adds up what the fact of one TB is by hand', () => {
    // 10^12 raw bytes at 250 bytes a record are 4 billion records; at a million a second 4,000 s of one processor.
    const plain = toModel({
      figures: {
        ...readCosts().figures,
        rawBytesPerRecord: { value: 250, unit: '', source: '' },
        recordsPerProcessorSecond: { value: 1e6, unit: '', source: '' },
        ingestSecondsPerObject: { value: 0.01, unit: '', source: '' },
        gzipRatio: { value: 10, unit: '', source: '' },
        readsPerObject: { value: 1, unit: '', source: '' },
        summaryRatio: { value: 0.1, unit: '', source: '' },
      },
      prices: readCosts().prices,
    });
    const bill = new Map(ingestOfDay(plain, { recordsPerSecond: 1e12 / 250 / 86_400, filesPerWindow: 1000 }));
    expect(bill.get('Lambda')).toBeCloseTo(
      (4000 + 2880) * ((1769 / 1024) * 0.0000133334 + 3.5 * 0.0000000309) + 28_800 * 0.0000002,
      6,
    );
    // 288,000 objects: one PUT, one GET, one GET of the summary.
    expect(bill.get('S3 requests')).toBeCloseTo(288_000 * (0.000005 + 2 * 0.0000004), 6);
    expect(bill.get('summaries kept 30 days')).toBeCloseTo(10 * 0.023, 6);
  });

  it('finds the volume at which scanning and reading once cost the same', () => {
    const at = breakEven(model, 8);
    if (at === undefined) return;
    const load = { recordsPerSecond: at, filesPerWindow: 8 };
    const raw = at * 86_400 * model.figure('rawBytesPerRecord');
    const scans = (7 * (raw / model.figure('gzipRatio')) * 5) / 1e12;
    expect(total(fixedBill(model)) + total(ingestOfDay(model, load))).toBeCloseTo(scans, 6);
  });

  it('counts the alarms that there are', () => {
    const alarms = resourcesOf('example', 'AWS::CloudWatch::Alarm').filter(({ stack }) => stack === 'Compute');
    const cost = new Map(fixedBill(model)).get('alarms') ?? 0;
    expect(Math.round((cost * 30) / model.price('alarmMonth'))).toBe(alarms.length);
  });
});
