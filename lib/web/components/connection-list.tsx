// Connections and unused permissions in a few lines each, with links to why.

import { connectionText } from '../../report/endpoint-text.ts';
import type { MapLink, PolicySet } from '../../report/map/map-links.ts';
import { permissionText } from '../../report/permissions.ts';
import { grouped } from '../../report/words.ts';
import { explainParameters } from '../data/explain-address.ts';
import { viewHref } from '../state/location.ts';
import { ClassBadge } from './class-badge.tsx';
import { Name } from './name.tsx';

export interface ConnectionListProps {
  readonly links: readonly MapLink[];
  readonly policySet: PolicySet;
  /** Of which class each is; left out where all are of one that is named above. */
  readonly withClass?: boolean;
  /** More are counted. */
  readonly most: number;
}

export function ConnectionList({ links, policySet, most, withClass = true }: ConnectionListProps) {
  return (
    <>
      <ul class="connection-list">
        {links.slice(0, most).map((link, index) => (
          <li key={index}>
            {withClass ? <ClassBadge class={link.class} /> : null} <Name text={textOf(link)} />{' '}
            <a
              href={viewHref('explain', explainParameters(subjectOf(link), policySet))}
              aria-label={`Explain ${textOf(link)}`}
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

function textOf({ about }: MapLink): string {
  return about.kind === 'observed' ? connectionText(about.connection) : permissionText(about.question);
}

function subjectOf({ about }: MapLink) {
  return about.kind === 'observed' ? about.connection : about.question;
}
