// Where to begin: the connections that the current policies would block, then those that nobody can say.
import { counted } from '../../../report/words.ts';
import { Name } from '../../components/name.tsx';
import { Panel } from '../../components/panel.tsx';
import { VerdictBadge } from '../../components/verdict-badge.tsx';
import { explainParameters } from '../../data/explain-address.ts';
import type { Model } from '../../data/model.ts';
import { viewHref } from '../../state/location.ts';

const MOST_SHOWN = 12;

export function Suggestions({ model }: { readonly model: Model }) {
  const blocked = model.connections.filter(({ current }) => current === 'blocked');
  const others = model.connections.filter(
    ({ current, client, server }) =>
      current === 'allowed' && [client, server].every(({ endpoint }) => endpoint.kind === 'workload'),
  );
  const shown = (blocked.length > 0 ? blocked : others).slice(0, MOST_SHOWN);
  const title =
    blocked.length > 0
      ? `Begin with ${counted(blocked.length, 'connection')} that would be blocked`
      : 'Begin with one of these';
  if (shown.length === 0) {
    return (
      <p class="empty">Ask about any client and server: the view shows which policy decides, and by which rule.</p>
    );
  }
  return (
    <Panel title={title}>
      <ul class="suggestions">
        {shown.map(({ id, text, current, observed }) => (
          <li key={id}>
            <VerdictBadge verdict={current} />{' '}
            <a href={viewHref('explain', explainParameters(observed))}>
              <Name text={text} />
            </a>
          </li>
        ))}
      </ul>
      {blocked.length > MOST_SHOWN ? (
        <a href={viewHref('connections', { verdict: 'blocked' })}>All {blocked.length} of them</a>
      ) : null}
    </Panel>
  );
}
