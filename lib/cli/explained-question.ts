// What `explain` asks the policies of a report; names that cannot be asked about end the command.
import type { PolicyQuery } from '../policy/model.ts';
import { type Asked, type Asking, explainedQuestion as questionOf } from '../report/explained-question.ts';
import { UnusableError } from './exit.ts';

export interface ExplainedQuestion {
  /** `shop/web -> shop/api TCP/8080`. */
  readonly text: string;
  readonly queries: readonly PolicyQuery[];
}

export function explainedQuestion(asked: Asked, asking: Omit<Asking, 'mostPairs'>): ExplainedQuestion {
  const found = questionOf(asked, asking);
  switch (found.kind) {
    case 'question':
      return found;
    case 'unusable':
      throw new UnusableError(`--${found.end}`, found.reason, found.mend);
    case 'too-many':
      throw new UnusableError('--to', `${found.pairs} pairs of pods are too many`, 'name one workload or address');
  }
}
