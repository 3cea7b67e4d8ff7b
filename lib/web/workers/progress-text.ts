// How far the worker is, in words.
import { counted, grouped } from '../../report/words.ts';
import type { Progress } from './messages.ts';

const UNITS = {
  policy: ['policy', 'policies', 'read'],
  connection: ['connection', 'connections', 'judged'],
  question: ['question', 'questions', 'asked'],
} as const;

/** `12,000 of 20,000 connections judged` */
export function progressText({ done, total, unit }: Progress): string {
  const [one, many, participle] = UNITS[unit];
  return total === 0 ? `counting ${many} …` : `${grouped(done)} of ${counted(total, one, many)} ${participle}`;
}
