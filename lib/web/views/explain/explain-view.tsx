// Why one connection is allowed or blocked, rule by rule, and what would mend it.
import { useLayoutEffect } from 'preact/hooks';
import { connectionKey } from '../../../recommendation/connection-key.ts';
import { connectionText } from '../../../report/endpoint-text.ts';
import { POLICY_CHOICES, type PolicyChoice } from '../../data/explain-address.ts';
import type { Model } from '../../data/model.ts';
import { useUrlState } from '../../state/location.ts';
import { choiceField, textField } from '../../state/url-fields.ts';
import type { AskedConnection, PolicySource } from '../../workers/messages.ts';
import { useReply } from '../../workers/use-reply.ts';
import type { ViewProps } from '../view.ts';
import { draft, restoreDraft } from '../what-if/draft.ts';
import { MendPanel } from './mend-panel.tsx';
import { parseQuestion } from './question.ts';
import { QuestionForm } from './question-form.tsx';
import { Steps } from './steps.tsx';
import { Suggestions } from './suggestions.tsx';
import { VerdictPanel } from './verdict-panel.tsx';
import './explain.css';

const FIELDS = {
  client: textField,
  server: textField,
  port: textField,
  protocol: choiceField(['TCP', 'UDP', 'SCTP']),
  policies: choiceField(POLICY_CHOICES),
};

export function ExplainView({ model }: ViewProps) {
  const { values, set } = useUrlState(FIELDS);
  const parsed = parseQuestion(model, values);
  // After a reload the draft is where the tab keeps it; before anything is painted, as it would say that there is none.
  useLayoutEffect(() => {
    if (values.policies === 'what-if' && draft.value === undefined) restoreDraft(model);
  }, [model, values.policies]);
  const policies = sourceOf(values.policies);
  return (
    <>
      <QuestionForm
        model={model}
        values={values}
        problems={parsed.kind === 'unusable' ? parsed.problems : {}}
        onAsk={(changes) => set(changes, {})}
      />
      {parsed.kind === 'empty' ? <Suggestions model={model} /> : null}
      {parsed.kind !== 'question' ? null : policies === undefined ? (
        <p class="empty" role="status">
          There is no draft in this tab: a draft of the view “What if” lives only as long as its tab. Choose other
          policies above.
        </p>
      ) : (
        <Explanation model={model} connection={parsed.connection} choice={values.policies} policies={policies} />
      )}
    </>
  );
}

/** Undefined where there is no draft. */
function sourceOf(choice: PolicyChoice): PolicySource | undefined {
  if (choice !== 'what-if') return { kind: choice };
  const text = draft.value?.text;
  return text === undefined ? undefined : { kind: 'draft', text };
}

interface ExplanationProps {
  readonly model: Model;
  readonly connection: AskedConnection;
  readonly choice: PolicyChoice;
  readonly policies: PolicySource;
}

function Explanation({ model, connection, choice, policies }: ExplanationProps) {
  const { reply, waiting } = useReply(model.document, { kind: 'explain', policies, connection });
  if (reply === undefined || waiting) return <p role="status">Asking the policies …</p>;
  if (reply.kind === 'failed') {
    return (
      <p class="empty" role="alert">
        Nobody can say: {reply.reason}.
      </p>
    );
  }
  if (reply.kind !== 'explained') return null;
  const { explained } = reply;
  const observed = model.connectionById.get(connectionKey(connection));
  return (
    <>
      <VerdictPanel connection={connection} explained={explained} choice={choice} observed={observed} />
      <MendPanel
        key={connectionText(connection)}
        model={model}
        connection={connection}
        verdict={explained.verdict}
        observed={observed}
        policies={policies}
        choice={choice}
      />
      <Steps model={model} groups={explained.groups} choice={choice} />
    </>
  );
}
