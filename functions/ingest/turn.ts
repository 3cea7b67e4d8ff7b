// In which order the messages of a batch are worked on, so that one that kills the function cannot keep others from being read.
import type { Message } from './event.ts';

/**
 * Messages that were received less often come first: what killed the function is among the others. Those of one count
 * begin at another place each time they come again.
 */
export function inTurn(messages: readonly Message[]): readonly Message[] {
  const counts = [...new Set(messages.map(({ receiveCount }) => receiveCount))].sort((left, right) => left - right);
  return counts.flatMap((count) => {
    const equal = messages.filter(({ receiveCount }) => receiveCount === count);
    const start = (count - 1) % equal.length;
    return [...equal.slice(start), ...equal.slice(0, start)];
  });
}
