// One connection beside the table: what the policies say and why, what was observed, and where to go from here.
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ReportVerdict } from '../../../report/document.ts';
import type { VerdictClass } from '../../../report/verdict-class.ts';
import { counted, grouped } from '../../../report/words.ts';
import { Name } from '../../components/name.tsx';
import { Time } from '../../components/time.tsx';
import { VerdictBadge } from '../../components/verdict-badge.tsx';
import { VERDICT_STYLES } from '../../components/verdict-style.ts';
import { explainParameters } from '../../data/explain-address.ts';
import type { Model, ModelConnection } from '../../data/model.ts';
import { viewHref } from '../../state/location.ts';
import { type PolicySetName, policyParameters } from '../policies/policies-address.ts';
import { EVIDENCE_WORDS, leftOutWords, OUTCOME_WORDS } from './detail-words.ts';
import { verdictReasons } from './verdict-reasons.ts';

export interface ConnectionDetailProps {
  readonly model: Model;
  readonly connection: ModelConnection;
  /** Whether the reader asked for it, by its row or a link of the page, and not the address that was opened. */
  readonly takesFocus: boolean;
  readonly onClose: () => void;
}

export function ConnectionDetail({ model, connection, takesFocus, onClose }: ConnectionDetailProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { id, client, server, observed, current, recommended } = connection;
  // With the detail itself: Escape that follows at once is to close it.
  useLayoutEffect(() => {
    if (takesFocus) heading.current?.focus();
  }, [id]);
  return (
    <aside
      class="connection-detail"
      aria-labelledby="connection-detail-title"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <div class="detail-head">
        <h2 id="connection-detail-title" ref={heading} tabIndex={-1}>
          <Name text={client.text} /> <span aria-hidden="true">→</span>
          <span class="hidden-visually">to</span> <Name text={server.text} />{' '}
          <span class="detail-port">
            {observed.protocol}/{observed.port}
          </span>
        </h2>
        <button type="button" class="no-print" onClick={onClose}>
          Close
        </button>
      </div>
      <Verdict
        model={model}
        connection={connection}
        setName="current"
        verdict={current}
        reasons={observed.verdicts.current}
      />
      <Verdict
        model={model}
        connection={connection}
        setName="recommended"
        verdict={recommended}
        reasons={observed.verdicts.recommended}
      />
      <Observed connection={connection} />
      <Kept model={model} connection={connection} />
      <p class="detail-links no-print">
        <a href={viewHref('map', { focus: client.id })}>
          <Name text={client.text} /> on the map
        </a>
        <a href={viewHref('map', { focus: server.id })}>
          <Name text={server.text} /> on the map
        </a>
      </p>
    </aside>
  );
}

interface VerdictProps {
  readonly model: Model;
  readonly connection: ModelConnection;
  readonly setName: PolicySetName;
  readonly verdict: VerdictClass;
  readonly reasons: ReportVerdict;
}

/** The link asks the evaluator in the page, which tells each step; the reasons here are those of the report. */
function Verdict({ model, connection, setName, verdict, reasons }: VerdictProps) {
  const known = setName === 'current' ? model.currentPolicyByName : model.recommendedPolicyByName;
  const why = verdict === 'blocked' ? 'Why, and the YAML that mends it' : 'Why, step by step';
  return (
    <section aria-label={`Under the ${setName} policies`}>
      <h3>
        Under the {setName} policies <VerdictBadge verdict={verdict} />
      </h3>
      <p class="quiet">
        {VERDICT_STYLES[verdict].meaning}
        {reasons.partial === true ? '; some pods only' : ''}
      </p>
      <ul>
        {verdictReasons(connection, reasons).map(({ direction, subject, clause, policies }) => (
          <li key={direction}>
            {direction} of <Name text={subject} />: <Name text={clause} />{' '}
            {policies.map((policy, index) => (
              <span key={policy}>
                {index === 0 ? '' : ', '}
                {known.has(policy) ? (
                  <a href={viewHref('policies', policyParameters(setName, policy))}>
                    <Name text={policy} />
                  </a>
                ) : (
                  <Name text={policy} />
                )}
              </span>
            ))}
          </li>
        ))}
      </ul>
      <p class="no-print">
        <a
          class={verdict === 'blocked' ? 'button-link' : undefined}
          href={viewHref('explain', explainParameters(connection.observed, setName))}
        >
          {why}
          <span class="hidden-visually"> under the {setName} policies</span>
        </a>
      </p>
    </section>
  );
}

function Observed({ connection: { observed } }: { readonly connection: ModelConnection }) {
  return (
    <section aria-label="What was observed">
      <h3>Observed</h3>
      <dl class="facts">
        <dt>outcome</dt>
        <dd>
          {observed.outcome} <span class="quiet">{OUTCOME_WORDS[observed.outcome]}</span>
        </dd>
        <dt>evidence</dt>
        <dd>
          {observed.evidence} <span class="quiet">{EVIDENCE_WORDS[observed.evidence]}</span>
        </dd>
        <dt>amount</dt>
        <dd>
          {counted(observed.records, 'record')}, {grouped(observed.bytes)} bytes, {counted(observed.packets, 'packet')}
        </dd>
        <dt>first seen</dt>
        <dd>
          <Time text={observed.firstSeen} /> UTC
        </dd>
        <dt>last seen</dt>
        <dd>
          <Time text={observed.lastSeen} /> UTC
        </dd>
      </dl>
    </section>
  );
}

/** Whether the recommendation rests on it, and which of its policies need it. */
function Kept({ model, connection }: Pick<ConnectionDetailProps, 'model' | 'connection'>) {
  const { kept, leftOut } = connection.observed;
  const usages = model.document.ruleUsage.filter(({ connections }) => connections.includes(connection.id));
  const policies = [...new Set(usages.map(({ policy }) => policy))];
  return (
    <section aria-label="In the recommendation">
      <h3>In the recommendation</h3>
      <p>
        {kept ? 'Kept' : 'Left out'}
        {leftOut === undefined ? '. ' : <Name text={`: ${leftOutWords(leftOut)}. `} />}
        {policies.length === 0 ? null : 'A rule exists because of it in '}
        {policies.map((policy, index) => (
          <span key={policy}>
            {index === 0 ? '' : ', '}
            <a href={viewHref('policies', policyParameters('recommended', policy))}>
              <Name text={policy} />
            </a>
          </span>
        ))}
      </p>
    </section>
  );
}
