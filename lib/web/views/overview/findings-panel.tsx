// Findings, gravest first, those of one kind together.
import type { Finding } from '../../../report/document.ts';
import { counted, grouped } from '../../../report/words.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { Name } from '../../components/name.tsx';
import { Panel } from '../../components/panel.tsx';
import { SeverityBadge } from '../../components/severity-badge.tsx';
import { type FindingGroup, findingGroups, SEVERITIES } from '../../data/finding-groups.ts';

/** More of one kind are counted, not listed: the export has all of them. */
const SHOWN_OF_KIND = 200;

export function FindingsPanel({ findings }: { readonly findings: readonly Finding[] }) {
  if (findings.length === 0) {
    return (
      <Panel title="Findings">
        <EmptyState total={0} noun="finding" reason="Nothing stood out in what was read." />
      </Panel>
    );
  }
  const counts = SEVERITIES.map((severity) => ({
    severity,
    count: findings.filter((finding) => finding.severity === severity).length,
  })).filter(({ count }) => count > 0);
  return (
    <Panel title={`Findings: ${grouped(findings.length)}`}>
      <p>{counts.map(({ severity, count }) => `${grouped(count)} ${severity}`).join(', ')}</p>
      {findingGroups(findings).map((group) => (
        <Group key={`${group.severity} ${group.kind}`} group={group} />
      ))}
    </Panel>
  );
}

/** High ones are open: nobody should have to look for them. */
function Group({ group: { severity, kind, findings } }: { readonly group: FindingGroup }) {
  const hidden = findings.length - SHOWN_OF_KIND;
  return (
    <details class="finding-group" open={severity === 'high'}>
      <summary>
        <SeverityBadge severity={severity} /> <code>{kind}</code>, {counted(findings.length, 'finding')}
      </summary>
      <ul>
        {findings.slice(0, SHOWN_OF_KIND).map(({ subject, message }, index) => (
          <li key={index}>
            <strong>
              <Name text={subject} />
            </strong>
            : <Name text={message} />
          </li>
        ))}
        {hidden > 0 ? <li>… and {grouped(hidden)} more; `flowfence export --format json` lists all of them</li> : null}
      </ul>
    </details>
  );
}
