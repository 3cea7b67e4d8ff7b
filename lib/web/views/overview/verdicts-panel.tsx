// How many observed connections the current policies would block, with links to them.

import { VERDICT_CLASSES } from '../../../report/verdict-class.ts';
import { grouped } from '../../../report/words.ts';
import { Panel } from '../../components/panel.tsx';
import { VerdictBadge } from '../../components/verdict-badge.tsx';
import { VERDICT_STYLES } from '../../components/verdict-style.ts';
import type { Model } from '../../data/model.ts';
import { viewHref } from '../../state/location.ts';

export function VerdictsPanel({ model }: { readonly model: Model }) {
  const none = model.currentPolicies.length === 0;
  return (
    <Panel title="Under the current policies">
      {none ? <p>The report has no current policies: nothing is isolated.</p> : null}
      <table class="stacking">
        <caption class="hidden-visually">Observed connections by verdict under the current policies</caption>
        <thead>
          <tr>
            <th scope="col">verdict</th>
            <th scope="col" class="numeric">
              connections
            </th>
            <th scope="col">meaning</th>
          </tr>
        </thead>
        <tbody>
          {VERDICT_CLASSES.map((verdict) => {
            const count = model.connections.filter(({ current }) => current === verdict).length;
            return (
              <tr key={verdict}>
                <th scope="row">
                  <VerdictBadge verdict={verdict} />
                </th>
                <td class="numeric">
                  {count === 0 ? (
                    '0'
                  ) : (
                    <a href={viewHref('connections', { verdict })}>
                      {grouped(count)}
                      <span class="hidden-visually"> {VERDICT_STYLES[verdict].word}</span>
                    </a>
                  )}
                </td>
                <td>{VERDICT_STYLES[verdict].meaning}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Panel>
  );
}
