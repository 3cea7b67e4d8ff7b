// One line of `evaluate`: what it asks, the verdict, and whether its expectation is met.
import { makeEvaluator } from '../policy/indexed/indexed-evaluator.ts';
import type { VerdictKind } from '../policy/model.ts';
import { combineVerdicts, verdictKind } from '../report/verdict.ts';
import { isObject } from '../sources/parse-documents.ts';
import { answerText } from './answer-text.ts';
import { type Fields, LineError, type LineInput, makeReadQueries, VERDICTS } from './line-queries.ts';

export interface EvaluatedLine {
  readonly text: string;
  readonly verdict: VerdictKind;
  /** The line has an `expect` that the verdict does not meet. */
  readonly unmet: boolean;
  /** Why the line could not be asked. */
  readonly error: string | undefined;
}

export type EvaluateLine = (line: string) => EvaluatedLine;

export function makeLineEvaluator(input: LineInput): EvaluateLine {
  const readQueries = makeReadQueries(input);
  const evaluate = makeEvaluator(input.policies, input.dataplane);
  return (line) => {
    const fields = parseFields(line);
    if (fields === undefined) return unusableLine({ input: line.slice(0, 200) }, 'no JSON object');
    try {
      const combined = combineVerdicts(readQueries(fields).map(evaluate));
      const { partial = false, egress, ingress } = combined;
      const verdict = verdictKind(combined);
      return answered(fields, verdict, answerText(fields, { verdict, partial, egress, ingress }));
    } catch (error) {
      if (error instanceof LineError) return unusableLine(fields, error.message);
      throw error;
    }
  };
}

function parseFields(line: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function answered({ expect }: Fields, verdict: VerdictKind, text: string): EvaluatedLine {
  const unmet = expect !== undefined && expect !== verdict && VERDICTS.includes(expect);
  return { text, verdict, unmet, error: undefined };
}

function unusableLine(fields: Fields, error: string): EvaluatedLine {
  const text = JSON.stringify({ ...fields, verdict: 'unknown', error });
  return { ...answered(fields, 'unknown', text), error };
}
