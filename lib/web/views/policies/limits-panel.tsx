// What the policy cannot know, in the words of its report: which pods it selects, what was not visible, what was left out.
import { counted, grouped } from '../../../report/words.ts';
import { Name } from '../../components/name.tsx';
import { Panel } from '../../components/panel.tsx';
import { SeverityBadge } from '../../components/severity-badge.tsx';
import type { Model } from '../../data/model.ts';
import type { ModelPolicy } from '../../data/model-policies.ts';
import { useReply } from '../../workers/use-reply.ts';
import { type PolicyLimits, policyLimits } from './policy-limits.ts';

const MOST_PAIRS = 8;

export function LimitsPanel({ model, policy }: { readonly model: Model; readonly policy: ModelPolicy }) {
  const { reply } = useReply(model.document, { kind: 'subjects', set: 'recommended', policy: policy.id });
  if (reply === undefined) return null;
  if (reply.kind !== 'subjects') return reply.kind === 'failed' ? <p role="alert">{reply.reason}</p> : null;
  const limits = policyLimits(model, reply.workloads);
  return (
    <Panel title="What it selects, and what it cannot know">
      <p>
        {limits.workloads.length === 0
          ? 'It selects no workload of the report.'
          : `It selects ${counted(limits.workloads.length, 'workload')}: `}
        {limits.workloads.map(({ id, name, pods }, index) => (
          <span key={id}>
            {index === 0 ? '' : ', '}
            <Name text={name} /> ({counted(pods, 'pod')})
          </span>
        ))}
      </p>
      <Findings limits={limits} />
      <LeftOut limits={limits} />
      <Pairs limits={limits} />
    </Panel>
  );
}

function Findings({ limits: { findings } }: { readonly limits: PolicyLimits }) {
  if (findings.length === 0) return null;
  return (
    <ul>
      {findings.map(({ severity, kind, message }) => (
        <li key={`${kind} ${message}`}>
          <SeverityBadge severity={severity} /> {kind}: <Name text={message} />
        </li>
      ))}
    </ul>
  );
}

function LeftOut({ limits: { leftOut } }: { readonly limits: PolicyLimits }) {
  if (leftOut.length === 0) return <p>No observed connection of them is left out.</p>;
  return (
    <p>
      Observed and left out:{' '}
      {leftOut.map(({ reason, count }, index) => (
        <span key={reason}>
          {index === 0 ? '' : ', '}
          {grouped(count)} <Name text={reason} />
        </span>
      ))}
      . No rule rests on them.
    </p>
  );
}

function Pairs({ limits: { pairs, alwaysTogether } }: { readonly limits: PolicyLimits }) {
  if (pairs.length === 0)
    return <p>None of their pods shared a node with another workload, as far as snapshots show.</p>;
  const shown = pairs.slice(0, MOST_PAIRS);
  return (
    <>
      <p>
        Traffic within one node may not be in the logs: {counted(pairs.length, 'pair')} shared nodes
        {alwaysTogether === 0 ? '' : `, ${alwaysTogether} of them throughout: such a pair is never complete`}.
      </p>
      <details>
        <summary>{pairs.length > shown.length ? `The ${shown.length} with the largest share` : 'The pairs'}</summary>
        <ul>
          {shown.map(({ left, right, share, always }) => (
            <li key={`${left} ${right}`}>
              <Name text={left} /> and <Name text={right} />:{' '}
              {always ? 'always' : `${Math.round(share * 100)} % of the time`}
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}
