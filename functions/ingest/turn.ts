// In which order the messages of a batch are worked on, so that one that kills the function cannot keep others from being read.
import type { Message } from './event.ts';

/**
 * Messages that were received less often come first: what killed the function is among the others. As a function that is
 * killed reports nothing, those may come again all together: the first time in one direction, the second in the other, so
 * that all on both sides of one killer are read by then; after that from further places.
 */
export function inTurn(messages: readonly Message[]): readonly Message[] {
  const counts = [...new Set(messages.map(({ receiveCount }) => receiveCount))].sort((left, right) => left - right);
  return counts.flatMap((count) => {
    const equal = messages.filter(({ receiveCount }) => receiveCount === count);
    const start = (Math.floor((count - 1) / 2) * Math.ceil(equal.length / 3)) % equal.length;
    const turned = [...equal.slice(start), ...equal.slice(0, start)];
    return count % 2 === 0 ? turned.reverse() : turned;
  });
}
