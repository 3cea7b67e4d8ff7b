// The first answer of the page: which observed connections the current policies would break, each with the way to why and to its mend.
import { counted, grouped } from '../../../report/words.ts';
import { Name } from '../../components/name.tsx';
import { explainParameters } from '../../data/explain-address.ts';
import type { Model, ModelConnection } from '../../data/model.ts';
import { viewHref } from '../../state/location.ts';

/** More are in the table. */
const SHOWN = 8;

export function AnswerPanel({ model }: { readonly model: Model }) {
  const blocked = model.connections.filter(({ current }) => current === 'blocked');
  const unknown = model.connections.filter(({ current }) => current === 'unknown').length;
  return (
    <section
      class={blocked.length === 0 ? 'panel answer' : 'panel answer answer-blocked'}
      aria-labelledby="answer-title"
    >
      <h2 id="answer-title">{headline(model, blocked.length)}</h2>
      {blocked.length === 0 ? null : <Blocked blocked={blocked} />}
      {unknown === 0 ? null : (
        <p>
          Of <a href={viewHref('connections', { verdict: 'unknown' })}>{counted(unknown, 'more connection')}</a> nobody
          can say whether they would be blocked: they count as neither.
        </p>
      )}
    </section>
  );
}

function headline({ connections, currentPolicies }: Model, blocked: number): string {
  if (connections.length === 0) return 'No connection was observed: there is nothing to judge the policies by';
  if (currentPolicies.length === 0)
    return 'There are no current policies: nothing is isolated, nothing would be blocked';
  const policies = counted(currentPolicies.length, 'current policy', 'current policies');
  return blocked === 0
    ? `The ${policies} would block no observed connection`
    : `The ${policies} would block ${counted(blocked, 'observed connection')}`;
}

function Blocked({ blocked }: { readonly blocked: readonly ModelConnection[] }) {
  return (
    <>
      <ul class="answer-list">
        {blocked.slice(0, SHOWN).map(({ id, text, observed }) => (
          <li key={id}>
            <a class="answer-connection" href={viewHref('connections', { verdict: 'blocked', row: id })}>
              <Name text={text} />
            </a>{' '}
            <span class="quiet">{counted(observed.records, 'record')}</span>{' '}
            <a class="button-link no-print" href={viewHref('explain', explainParameters(observed))}>
              Why, and the YAML that mends it<span class="hidden-visually">: {text}</span>
            </a>
          </li>
        ))}
      </ul>
      <p>
        <a href={viewHref('connections', { verdict: 'blocked' })}>
          {blocked.length > SHOWN ? `All ${grouped(blocked.length)} in the table` : 'All of them in the table'}
        </a>
        {' · '}
        <a href={viewHref('map')}>On the map</a>
        {' · '}
        <a href={viewHref('policies')}>The recommended policies</a>
      </p>
    </>
  );
}
