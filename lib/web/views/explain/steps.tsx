// The steps to a verdict: on each side which policies select the pod, and for each rule what of it matches.
import type { Certainty } from '../../../policy/certainty.ts';
import { describeEndpoint } from '../../../policy/describe.ts';
import { peerOf, subjectOf } from '../../../policy/evaluate.ts';
import type { DirectionExplanation, Explanation, PartStep, PolicyStep, RuleStep } from '../../../policy/explain.ts';
import { DEFAULT_TIER } from '../../../policy/tiers.ts';
import { counted } from '../../../report/words.ts';
import { Name } from '../../components/name.tsx';
import { Panel } from '../../components/panel.tsx';
import type { PolicyChoice } from '../../data/explain-address.ts';
import type { Model } from '../../data/model.ts';
import { viewHref } from '../../state/location.ts';
import type { ExplainedGroup } from '../../workers/messages.ts';
import { KIND_WORDS } from './verdict-words.ts';

const MARKS: Readonly<Record<Certainty, { readonly icon: string; readonly word: string }>> = {
  yes: { icon: '✓', word: 'matches' },
  no: { icon: '✗', word: 'does not match' },
  unknown: { icon: '?', word: 'may match' },
};

export interface StepsProps {
  readonly model: Model;
  readonly groups: readonly ExplainedGroup[];
  readonly choice: PolicyChoice;
}

export function Steps({ model, groups, choice }: StepsProps) {
  return (
    <>
      {groups.map(({ explanation, pods, text }, index) => (
        <div key={text}>
          {groups.length === 1 ? null : (
            <h2 class="group-head">
              {KIND_WORDS[explanation.verdict]}: {counted(pods, 'kind of pods', 'kinds of pods')} ({index + 1} of{' '}
              {groups.length} ways to fare)
            </h2>
          )}
          <div class="explain-sides">
            {(['egress', 'ingress'] as const).map((direction) => (
              <Side
                key={direction}
                model={model}
                explanation={explanation}
                side={explanation[direction]}
                choice={choice}
              />
            ))}
          </div>
        </div>
      ))}
    </>
  );
}

interface SideProps {
  readonly model: Model;
  readonly explanation: Explanation;
  readonly side: DirectionExplanation;
  readonly choice: PolicyChoice;
}

function Side({ model, explanation: { query }, side, choice }: SideProps) {
  const { direction, verdict, policies, unreadable } = side;
  const selecting = policies.filter(({ selects }) => selects !== 'no');
  const others = policies.filter(({ selects }) => selects === 'no');
  const subject = describeEndpoint(subjectOf(query, direction));
  const peer = describeEndpoint(peerOf(query, direction));
  return (
    <Panel title={direction === 'egress' ? 'Client: may it send?' : 'Server: may it receive?'}>
      <p>
        {direction} of <Name text={subject} /> {direction === 'egress' ? 'to' : 'from'} <Name text={peer} />
      </p>
      <p class={`side-verdict side-${verdict.kind}`}>
        <strong>{KIND_WORDS[verdict.kind]}</strong>: <Name text={verdict.reason} />
      </p>
      {unreadable.map((text) => (
        <p key={text}>
          <Name text={text} /> and may select it
        </p>
      ))}
      {selecting.length === 0 ? <p class="quiet">No policy selects it in this direction.</p> : null}
      {selecting.map((policy) => (
        <Policy key={policy.policy} model={model} step={policy} choice={choice} />
      ))}
      {others.length === 0 ? null : (
        <details>
          <summary>
            {counted(others.length, 'more policy', 'more policies')} of the namespace or cluster, not selecting it
          </summary>
          <ul>
            {others.map(({ policy, selector }) => (
              <li key={policy}>
                <PolicyName model={model} name={policy} choice={choice} />{' '}
                <span class="quiet">
                  (<Name text={selector} />)
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </Panel>
  );
}

function PolicyName({
  model,
  name,
  choice,
}: {
  readonly model: Model;
  readonly name: string;
  readonly choice: PolicyChoice;
}) {
  const known = {
    current: model.currentPolicyByName,
    recommended: model.recommendedPolicyByName,
    'what-if': undefined,
  }[choice];
  if (known?.has(name) !== true) return <Name text={name} />;
  return (
    <a href={viewHref('policies', { policy: name, ...(choice === 'current' ? { set: choice } : {}) })}>
      <Name text={name} />
    </a>
  );
}

function Policy({
  model,
  step,
  choice,
}: {
  readonly model: Model;
  readonly step: PolicyStep;
  readonly choice: PolicyChoice;
}) {
  const { policy, selector, selects, idle, isolates, tier, rules } = step;
  const selected = selects === 'yes' ? 'selects' : 'may select';
  const effect = isolates === 'no' ? selected : isolates === 'yes' ? 'isolates' : 'may isolate';
  return (
    <article class="policy-step">
      <h3>
        <PolicyName model={model} name={policy} choice={choice} /> {idle === undefined ? effect : selected} it
        {tier === DEFAULT_TIER.name ? '' : `, tier ${tier}`}
      </h3>
      <p class="quiet">
        selector <Name text={selector} />
        {idle === undefined ? '' : `; ${idle}`}
      </p>
      {idle === undefined && rules.length === 0 ? <p>It has no rules in this direction: it allows nothing.</p> : null}
      {rules.length === 0 ? null : (
        <ol class="rule-steps" start={0}>
          {rules.map((rule) => (
            <Rule key={rule.rule} step={rule} />
          ))}
        </ol>
      )}
    </article>
  );
}

function Rule({ step }: { readonly step: RuleStep }) {
  const { rule, action, matches, peers, peersMatch, ports, portsMatch, beyond } = step;
  return (
    <li class={`rule-step rule-${matches}`}>
      <Mark matches={matches} /> <strong>rule {rule}</strong> {MARKS[matches].word}
      {action === 'allow' ? '' : `, action ${action}`}
      <ul>
        <Parts parts={peers} all="all peers" whole={peersMatch} />
        <Parts parts={ports} all="all ports" whole={portsMatch} />
        {beyond === undefined ? null : (
          <li>
            <Mark matches="unknown" /> <Name text={beyond} />: not settled by addresses and ports
          </li>
        )}
      </ul>
    </li>
  );
}

function Parts({
  parts,
  all,
  whole,
}: {
  readonly parts: readonly PartStep[];
  readonly all: string;
  readonly whole: Certainty;
}) {
  if (parts.length === 0) {
    return (
      <li>
        <Mark matches={whole} /> {all}
      </li>
    );
  }
  return (
    <>
      {parts.map(({ text, matches }) => (
        <li key={text}>
          <Mark matches={matches} /> <Name text={text} /> <span class="hidden-visually">{MARKS[matches].word}</span>
        </li>
      ))}
    </>
  );
}

function Mark({ matches }: { readonly matches: Certainty }) {
  return (
    <span class={`mark mark-${matches}`} aria-hidden="true" title={MARKS[matches].word}>
      {MARKS[matches].icon}
    </span>
  );
}
