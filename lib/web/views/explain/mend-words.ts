// What a mend does to the other observed connections, in a clause.
import { counted } from '../../../report/words.ts';
import type { Mend } from '../../workers/messages.ts';

/** `no other observed connection changes`, or how many do and what they become. */
export function othersSentence({ allowed, blocked, unknown }: Extract<Mend, { kind: 'add' }>['others']): string {
  const total = allowed + blocked + unknown;
  if (total === 0) return 'no other observed connection changes';
  const parts = [
    ...(allowed > 0 ? [`${allowed} become allowed`] : []),
    ...(blocked > 0 ? [`${blocked} would be blocked`] : []),
    ...(unknown > 0 ? [`${unknown} become unknown`] : []),
  ];
  return `${counted(total, 'other observed connection')} ${total === 1 ? 'changes' : 'change'}: ${parts.join(', ')}`;
}
