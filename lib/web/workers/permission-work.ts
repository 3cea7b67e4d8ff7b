// Asks about permissions that nobody used, pair by pair, as many as a page can; the rest is counted, never guessed.
import { endpointKey } from '../../connections/connection.ts';
import type { ReportConnection } from '../../report/document.ts';
import {
  type PermissionPair,
  type PermissionQuestion,
  type PermissionSide,
  permissionPairs,
  type QuestionSpace,
  questionOf,
} from '../../report/permissions.ts';
import type { Reply } from './messages.ts';
import type { Work } from './work.ts';

/** Some seconds of work. */
const MOST_QUESTIONS = 400_000;
/** What is found beyond this is counted and not listed. */
export const MOST_LISTED = 50_000;
const QUESTIONS_A_STEP = 200;
const PAIRS_A_STEP = 20_000;

export interface AskedQuestions {
  readonly asked: number;
  /** Beyond what can be asked in a page. */
  readonly notAsked: number;
}

export interface QuestionWork {
  readonly space: QuestionSpace;
  /** Whether the pair is asked about at all. */
  readonly isAbout: (pair: PermissionPair) => boolean;
  readonly ask: (question: PermissionQuestion) => void;
  /** What is known after so many questions. */
  readonly partial: (sums: AskedQuestions) => Reply;
  /** For tests. */
  readonly mostQuestions?: number;
}

export function* askQuestions({
  space,
  isAbout,
  ask,
  partial,
  mostQuestions = MOST_QUESTIONS,
}: QuestionWork): Work<AskedQuestions> {
  const isUsed = usedPorts(space.connections);
  const pairs = [];
  let total = 0;
  let seen = 0;
  for (const pair of permissionPairs(space)) {
    seen += 1;
    if (seen % PAIRS_A_STEP === 0) yield { done: 0, total: 0, unit: 'question' };
    if (!isAbout(pair)) continue;
    if (total < mostQuestions) pairs.push(pair);
    total += pair.server.ports.length - isUsed(pair).size;
  }
  const wanted = Math.min(total, mostQuestions);
  const notAsked = total - wanted;
  let asked = 0;
  for (const pair of pairs) {
    const used = isUsed(pair);
    for (const entry of pair.server.ports) {
      if (asked === wanted || used.has(`${entry.protocol}/${entry.port}`)) continue;
      asked += 1;
      ask(questionOf(pair.client, pair.server, entry));
      if (asked % QUESTIONS_A_STEP !== 0) continue;
      const sums = { asked, notAsked };
      yield { done: asked, total: wanted, unit: 'question', partial: () => partial(sums) };
    }
  }
  return { asked, notAsked };
}

const NONE: ReadonlySet<string> = new Set();

/** Ports that the server of a pair was used on by its client: each is among the ports to ask about. */
function usedPorts(
  connections: readonly Pick<ReportConnection, 'client' | 'server' | 'protocol' | 'port'>[],
): (pair: PermissionPair) => ReadonlySet<string> {
  const used = new Map<string, Map<string, Set<string>>>();
  for (const { client, server, protocol, port } of connections) {
    const key = endpointKey(client);
    const servers = used.get(key) ?? new Map<string, Set<string>>();
    used.set(key, servers);
    const ports = servers.get(endpointKey(server)) ?? new Set();
    servers.set(endpointKey(server), ports.add(`${protocol}/${port}`));
  }
  return ({ client, server }) => used.get(client.key)?.get(server.key) ?? NONE;
}

/** What is so of a side, found out once for each. */
export function rememberSides(isSo: (side: PermissionSide) => boolean): (side: PermissionSide) => boolean {
  const known = new Map<PermissionSide, boolean>();
  return (side) => {
    const found = known.get(side) ?? isSo(side);
    known.set(side, found);
    return found;
  };
}
