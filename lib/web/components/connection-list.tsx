// Connections and unused permissions in a few lines each, with links to why.

import { endpointKey } from '../../connections/connection.ts';
import { connectionText } from '../../report/endpoint-text.ts';
import type { MapLink, PolicySet } from '../../report/map/map-links.ts';
import { grouped } from '../../report/words.ts';
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
            <a href={explainHref(link, policySet)} aria-label={`Explain ${connectionText(subjectOf(link))}`}>
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

function explainHref(link: MapLink, policySet: PolicySet): string {
  const { client, server, protocol, port } = subjectOf(link);
  const sides = { client: endpointKey(client), server: endpointKey(server) };
  return viewHref('explain', { ...sides, protocol, port: String(port), policies: policySet });
}
