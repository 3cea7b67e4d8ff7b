// Retriers and catchers of a state.
// Source: Amazon States Language, "Errors".
import { errorMatches, type StatesError } from './errors.ts';
import { isList, isObject, type Json, type JsonObject } from './json.ts';

function rulesOf(value: Json | undefined): readonly JsonObject[] {
  return isList(value) ? value.filter(isObject) : [];
}

function namesOf(rule: JsonObject): readonly string[] {
  return isList(rule.ErrorEquals) ? rule.ErrorEquals.map(String) : [];
}

function numberOr(value: Json | undefined, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

export interface Retries {
  /** Seconds to wait before the next attempt; undefined where there is none. */
  next(error: StatesError): number | undefined;
}

/** Each retrier counts its own attempts. */
export function startRetries(state: JsonObject): Retries {
  const rules = rulesOf(state.Retry);
  const attempts = new Map<JsonObject, number>();
  return {
    next({ error }) {
      const rule = rules.find((one) => errorMatches(namesOf(one), error));
      if (rule === undefined) return undefined;
      const done = attempts.get(rule) ?? 0;
      if (done >= numberOr(rule.MaxAttempts, 3)) return undefined;
      attempts.set(rule, done + 1);
      const seconds = numberOr(rule.IntervalSeconds, 1) * numberOr(rule.BackoffRate, 2) ** done;
      return Math.min(seconds, numberOr(rule.MaxDelaySeconds, Number.POSITIVE_INFINITY));
    },
  };
}

export function findCatcher(state: JsonObject, { error }: StatesError): JsonObject | undefined {
  return rulesOf(state.Catch).find((one) => errorMatches(namesOf(one), error));
}
