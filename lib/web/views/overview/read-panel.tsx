// What the analysis read.
import type { ReportDocument } from '../../../report/document.ts';
import { counted, grouped } from '../../../report/words.ts';
import { Panel } from '../../components/panel.tsx';
import { Time } from '../../components/time.tsx';

export function ReadPanel({ document }: { readonly document: ReportDocument }) {
  const { inputs, coverage, workloads, connections } = document;
  const { snapshots } = coverage;
  return (
    <Panel title="What was read">
      <dl class="facts">
        <dt>flow logs</dt>
        <dd>
          {counted(inputs.records, 'record')} in {counted(inputs.objects, 'object')}
        </dd>
        <dt>beside them</dt>
        <dd>
          {counted(inputs.malformed, 'malformed line')}, {grouped(inputs.noData)} NODATA, {grouped(inputs.skipData)}{' '}
          SKIPDATA
        </dd>
        <dt>snapshots</dt>
        <dd>
          {grouped(inputs.snapshots)}, <Time text={snapshots.first} /> to <Time text={snapshots.last} /> UTC, at most{' '}
          {counted(Math.ceil(snapshots.longestGapSeconds / 60), 'minute')} apart
        </dd>
        <dt>cluster</dt>
        <dd>
          {counted(workloads.length, 'workload')}, {counted(inputs.policies, 'current policy', 'current policies')}
        </dd>
        <dt>traffic</dt>
        <dd>{counted(connections.length, 'connection')} between workloads, nodes and outside addresses</dd>
      </dl>
    </Panel>
  );
}
