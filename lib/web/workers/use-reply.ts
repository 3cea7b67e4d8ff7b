// The worker's reply to a question, for a component: the last one stays until the next is there.
import { useEffect, useState } from 'preact/hooks';
import type { ReportDocument } from '../../report/document.ts';
import { askWorker } from './ask-worker.ts';
import type { Ask, Progress, Reply } from './messages.ts';

export interface Replied {
  /** While `waiting`, that to the last question, or what is known so far. */
  readonly reply: Reply | undefined;
  /** What `reply` answers. */
  readonly answered: Ask | undefined;
  readonly waiting: boolean;
  /** Of what is waited for, once the worker told. */
  readonly progress: Progress | undefined;
}

interface Told {
  readonly key: string;
  readonly answer: Pick<Replied, 'reply' | 'answered'>;
  /** Undefined at the end. */
  readonly progress: Progress | undefined;
}

const NO_ANSWER = { reply: undefined, answered: undefined };

/** Undefined asks nothing. `delayMilliseconds`: for questions that change with every key. */
export function useReply(document: ReportDocument, ask: Ask | undefined, delayMilliseconds = 0): Replied {
  const key = keyOf(ask);
  const [told, setTold] = useState<Told>();
  useEffect(() => {
    if (ask === undefined) return;
    let forget: () => void = () => undefined;
    const timer = setTimeout(() => {
      forget = askWorker(document, ask, {
        onProgress: (progress, partial) =>
          setTold((last) => {
            const answer = partial === undefined ? (last?.answer ?? NO_ANSWER) : { reply: partial, answered: ask };
            return { key, answer, progress };
          }),
        onReply: (reply) => setTold({ key, answer: { reply, answered: ask }, progress: undefined }),
      });
    }, delayMilliseconds);
    return () => {
      clearTimeout(timer);
      forget();
    };
  }, [document, key, delayMilliseconds]);
  if (ask === undefined) return { ...NO_ANSWER, waiting: false, progress: undefined };
  const isOwn = told?.key === key;
  const progress = isOwn ? told.progress : undefined;
  return { ...(told?.answer ?? NO_ANSWER), waiting: !isOwn || progress !== undefined, progress };
}

/** Drafts of megabytes are told apart by number. */
function keyOf(ask: Ask | undefined): string {
  return JSON.stringify(ask, (name, value: unknown) => (name === 'text' ? textNumber(String(value)) : value)) ?? '';
}

const REMEMBERED_TEXTS = 8;
let texts: readonly { readonly text: string; readonly number: number }[] = [];
let numbered = 0;

function textNumber(text: string): number {
  const known = texts.find((entry) => entry.text === text);
  if (known !== undefined) return known.number;
  numbered += 1;
  texts = [...texts, { text, number: numbered }].slice(-REMEMBERED_TEXTS);
  return numbered;
}
