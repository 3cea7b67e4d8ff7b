// Connections and unused permissions in a few lines each, with links to why.

import { connectionText } from '../../report/endpoint-text.ts';
import type { MapLink, PolicySet } from '../../report/map/map-links.ts';
import { grouped } from '../../report/words.ts';
import { explainParameters } from '../data/explain-address.ts';
import { viewHref } from '../state/location.ts';
import { ClassBadge } from './class-badge.tsx';
import { Name } from './name.tsx';

export interface ConnectionListProps {
  readonly links: readonly MapLink[];
  readonly policySet: PolicySet;
  /** More are counted. */
  readonly most: number;
}

export function ConnectionList({ links, policySet, most }: ConnectionListProps) {
  return (
    <>
      <ul class="connection-list">
        {links.slice(0, most).map((link, index) => (
          <li key={index}>
            <ClassBadge class={link.class} /> <Name text={connectionText(subjectOf(link))} />{' '}
            <a
              href={viewHref('explain', explainParameters(subjectOf(link), policySet))}
              aria-label={`Explain ${connectionText(subjectOf(link))}`}
            >
              Explain
            </a>
          </li>
        ))}
      </ul>
      {links.length > most ? (
        <p>
          Showing {grouped(most)} of {grouped(links.length)}.
        </p>
      ) : null}
    </>
  );
}

function subjectOf({ about }: MapLink) {
  return about.kind === 'observed' ? about.connection : about.question;
}
