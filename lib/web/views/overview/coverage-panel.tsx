// How much of the traffic found its owners, and where the logs are blind in this window.
import type { ReportCoverage, ReportDocument } from '../../../report/document.ts';
import { reasonText } from '../../../report/reasons.ts';
import { counted, grouped } from '../../../report/words.ts';
import { Name } from '../../components/name.tsx';
import { Panel } from '../../components/panel.tsx';
import { Time } from '../../components/time.tsx';

/** More are counted, not listed. */
const SHOWN = 50;

export function CoveragePanel({ document: { coverage, inputs } }: { readonly document: ReportDocument }) {
  const unattributed = coverage.unattributed.reduce((sum, { records }) => sum + records, 0);
  return (
    <Panel title="Coverage and blind spots">
      <p>
        {grouped(coverage.attributed)} of {counted(inputs.records, 'record')}
        {share(coverage.attributed, inputs.records)} found one owner on each side; {grouped(unattributed)} did not.
      </p>
      {coverage.unattributed.length === 0 ? null : <Reasons coverage={coverage} />}
      <BlindPairs sameNode={coverage.sameNode} />
      <Stretches title="No rows at all" coverage={coverage.gaps} />
      <Skipped skipped={coverage.skipped} />
      <OtherProtocols protocols={coverage.otherProtocols} />
    </Panel>
  );
}

function share(part: number, whole: number): string {
  return whole === 0 ? '' : ` (${((100 * part) / whole).toFixed(1)} %)`;
}

function Reasons({ coverage: { unattributed } }: { readonly coverage: ReportCoverage }) {
  return (
    <table class="stacking">
      <caption class="hidden-visually">Records without one owner on each side, by reason</caption>
      <thead>
        <tr>
          <th scope="col">reason</th>
          <th scope="col" class="numeric">
            records
          </th>
          <th scope="col">meaning</th>
        </tr>
      </thead>
      <tbody>
        {unattributed.map(({ reason, records }) => (
          <tr key={reason}>
            <th scope="row">
              <code>{reason}</code>
            </th>
            <td class="numeric">{grouped(records)}</td>
            <td>{reasonText(reason)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Those that shared nodes most come first. */
function BlindPairs({ sameNode: { pairs, alwaysTogether, blind } }: Pick<ReportCoverage, 'sameNode'>) {
  const ordered = [...blind].sort((left, right) => right.share - left.share);
  return (
    <details>
      <summary>
        Shared nodes: {counted(pairs, 'pair')} of workloads, {grouped(alwaysTogether)} of them always; the logs may not
        show their traffic
      </summary>
      <ul>
        {ordered.slice(0, SHOWN).map(({ left, right, share, always }) => (
          <li key={`${left} ${right}`}>
            <Name text={left} /> and <Name text={right} />:{' '}
            {always ? 'always' : `${Math.round(share * 100)} % of the time`}
          </li>
        ))}
        <More count={ordered.length - SHOWN} />
      </ul>
    </details>
  );
}

function Stretches({ title, coverage }: { readonly title: string; readonly coverage: ReportCoverage['gaps'] }) {
  if (coverage.length === 0) return null;
  return (
    <details>
      <summary>
        {title} in {counted(coverage.length, 'stretch', 'stretches')} of the window
      </summary>
      <ul>
        {coverage.slice(0, SHOWN).map(({ from, to }) => (
          <li key={from}>
            <Time text={from} /> to <Time text={to} /> UTC
          </li>
        ))}
        <More count={coverage.length - SHOWN} />
      </ul>
    </details>
  );
}

function Skipped({ skipped }: { readonly skipped: ReportCoverage['skipped'] }) {
  if (skipped.length === 0) return null;
  return (
    <details>
      <summary>SKIPDATA on {counted(skipped.length, 'interface')}: the cloud saw traffic and did not write it</summary>
      <ul>
        {skipped.slice(0, SHOWN).map(({ interface: name, from, to, rows }) => (
          <li key={name}>
            <Name text={name} />: {counted(rows, 'row')}, <Time text={from} /> to <Time text={to} /> UTC
          </li>
        ))}
        <More count={skipped.length - SHOWN} />
      </ul>
    </details>
  );
}

function OtherProtocols({ protocols }: { readonly protocols: ReportCoverage['otherProtocols'] }) {
  if (protocols.length === 0) return null;
  const texts = protocols.map(({ protocol, records }) => `protocol ${protocol}: ${counted(records, 'record')}`);
  return <p>ICMP and other protocols, never turned into rules: {texts.join(', ')}.</p>;
}

function More({ count }: { readonly count: number }) {
  return count > 0 ? <li>… and {grouped(count)} more</li> : null;
}
