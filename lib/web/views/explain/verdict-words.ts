// The verdict of an explained connection as sentences.

import type { Direction, VerdictKind } from '../../../policy/model.ts';
import { connectionText } from '../../../report/endpoint-text.ts';
import { verdictKind } from '../../../report/verdict.ts';
import type { PolicyChoice } from '../../data/explain-address.ts';
import type { AskedConnection, Explained } from '../../workers/messages.ts';

export const KIND_WORDS: Readonly<Record<VerdictKind, string>> = {
  allowed: 'allowed',
  denied: 'blocked',
  unknown: 'unknown',
};

export const UNDER: Readonly<Record<PolicyChoice, string>> = {
  current: 'the current policies',
  recommended: 'the recommended policies',
  'what-if': 'the draft',
};

/** `shop/web -> shop/api TCP/8080 is blocked for some pods by the current policies.` */
export function verdictSentence(connection: AskedConnection, { verdict }: Explained, choice: PolicyChoice): string {
  const text = connectionText(connection);
  switch (verdictKind(verdict)) {
    case 'allowed':
      return `${text} is allowed under ${UNDER[choice]}.`;
    case 'denied':
      return `${text} is blocked${verdict.partial === true ? ' for some pods' : ''} by ${UNDER[choice]}.`;
    case 'unknown':
      return `Nobody can say whether ${UNDER[choice]} allow ${text}.`;
  }
}

const SIDES: Readonly<Record<Direction, string>> = { egress: 'The client may send', ingress: 'The server may receive' };

/** One clause for each side, by the first pods that decide the verdict. */
export function sideSentences({ groups, verdict }: Explained): readonly string[] {
  const kind = verdictKind(verdict);
  const group = groups.find(({ explanation }) => explanation.verdict === kind) ?? groups[0];
  if (group === undefined) return [];
  return (['egress', 'ingress'] as const).map((direction) => {
    const { verdict: side } = group.explanation[direction];
    const may = { allowed: 'yes', denied: 'no', unknown: 'nobody can say' }[side.kind];
    return `${SIDES[direction]}: ${may}, ${side.reason}.`;
  });
}
