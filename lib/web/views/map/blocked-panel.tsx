// Beside the map while nothing is selected: what would be blocked, so that the panel does not push the map aside later.
import type { MapLink, PolicySet } from '../../../report/map/map-links.ts';
import { grouped } from '../../../report/words.ts';
import { ConnectionList } from '../../components/connection-list.tsx';

const MOST_CONNECTIONS = 40;

export interface BlockedPanelProps {
  /** Those that the map shows. */
  readonly links: readonly MapLink[];
  readonly policySet: PolicySet;
}

export function BlockedPanel({ links, policySet }: BlockedPanelProps) {
  const blocked = links.filter((link) => link.class === 'blocked');
  return (
    <aside class="map-panel panel" aria-label="What would be blocked">
      <div class="panel-head">
        <h2>
          {blocked.length === 0 ? 'Nothing shown would be blocked' : `Would be blocked: ${grouped(blocked.length)}`}
        </h2>
      </div>
      <ConnectionList links={blocked} policySet={policySet} most={MOST_CONNECTIONS} withClass={false} />
      <p class="quiet no-print">Select a box or a line to see what it is made of.</p>
    </aside>
  );
}
