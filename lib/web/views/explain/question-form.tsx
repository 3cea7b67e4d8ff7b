// The question: client, server, port and policies, to type or to choose.
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { ConnectionProtocol } from '../../../connections/connection.ts';
import { POLICY_CHOICES, type PolicyChoice } from '../../data/explain-address.ts';
import type { Model } from '../../data/model.ts';
import { draft } from '../what-if/draft.ts';
import { endpointLabel, type QuestionTexts } from './question.ts';

type Values = QuestionTexts & { readonly policies: PolicyChoice };

export interface QuestionFormProps {
  readonly model: Model;
  readonly values: Values;
  readonly problems: Readonly<Partial<Record<'client' | 'server' | 'port', string>>>;
  readonly onAsk: (values: Partial<Values>) => void;
}

const POLICY_WORDS: Readonly<Record<PolicyChoice, string>> = {
  current: 'current policies',
  recommended: 'recommended policies',
  'what-if': 'the draft of What if',
};

const PROTOCOLS: readonly ConnectionProtocol[] = ['TCP', 'UDP', 'SCTP'];

export function QuestionForm({ model, values, problems, onAsk }: QuestionFormProps) {
  const names = useId();
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const data = new FormData(event.currentTarget);
    const text = (name: string) => String(data.get(name) ?? '');
    const protocol = PROTOCOLS.find((candidate) => candidate === text('protocol')) ?? 'TCP';
    onAsk({ client: text('client'), server: text('server'), port: text('port'), protocol });
  };
  return (
    // A new question from a link begins with its own values.
    <form class="question no-print" key={`${values.client} ${values.server} ${values.port}`} onSubmit={submit}>
      <Field label="client" problem={problems.client}>
        {(described) => (
          <input
            {...described}
            name="client"
            list={names}
            placeholder="namespace/name or address"
            defaultValue={endpointLabel(model, values.client)}
          />
        )}
      </Field>
      <Field label="server" problem={problems.server}>
        {(described) => (
          <input
            {...described}
            name="server"
            list={names}
            placeholder="namespace/name or address"
            defaultValue={endpointLabel(model, values.server)}
          />
        )}
      </Field>
      <Field label="port" problem={problems.port}>
        {(described) => (
          <input {...described} name="port" class="port" inputMode="numeric" defaultValue={values.port} />
        )}
      </Field>
      <label class="field">
        protocol
        <select name="protocol" defaultValue={values.protocol}>
          {PROTOCOLS.map((protocol) => (
            <option key={protocol} value={protocol} selected={protocol === values.protocol}>
              {protocol}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        policies
        <select
          value={values.policies}
          onChange={(event) => {
            const chosen = event.currentTarget.value;
            onAsk({ policies: POLICY_CHOICES.find((choice) => choice === chosen) ?? 'current' });
          }}
        >
          {POLICY_CHOICES.filter(
            (choice) => choice !== 'what-if' || draft.value !== undefined || values.policies === choice,
          ).map((choice) => (
            <option key={choice} value={choice}>
              {POLICY_WORDS[choice]}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" class="primary">
        Explain
      </button>
      <datalist id={names}>
        {model.endpoints
          .filter(({ endpoint }) => endpoint.kind !== 'unknown')
          .map(({ id }) => (
            <option key={id} value={endpointLabel(model, id)} />
          ))}
      </datalist>
    </form>
  );
}

interface Described {
  readonly id: string;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string | undefined;
  readonly spellcheck: false;
  readonly autocomplete: 'off';
}

interface FieldProps {
  readonly label: string;
  readonly problem: string | undefined;
  readonly children: (described: Described) => ComponentChildren;
}

function Field({ label, problem, children }: FieldProps) {
  const id = useId();
  const problemId = `${id}-problem`;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({
        id,
        'aria-invalid': problem !== undefined,
        'aria-describedby': problem === undefined ? undefined : problemId,
        spellcheck: false,
        autocomplete: 'off',
      })}
      {problem === undefined ? null : (
        <span id={problemId} class="problem">
          {problem}
        </span>
      )}
    </div>
  );
}
