// The worker's reply to a question, for a component: the last one stays until the next is there.
import { useEffect, useState } from 'preact/hooks';
import type { ReportDocument } from '../../report/document.ts';
import { askWorker } from './ask-worker.ts';
import type { Ask, Reply } from './messages.ts';

export interface Replied {
  readonly reply: Reply | undefined;
  /** Whether `reply` is not to the question yet. */
  readonly waiting: boolean;
}

/** Undefined asks nothing. `delayMilliseconds`: for questions that change with every key. */
export function useReply(document: ReportDocument, ask: Ask | undefined, delayMilliseconds = 0): Replied {
  const key = JSON.stringify(ask);
  const [replied, setReplied] = useState<{ readonly key: string | undefined; readonly reply: Reply }>();
  useEffect(() => {
    if (ask === undefined) return;
    let current = true;
    const timer = setTimeout(async () => {
      const reply = await askWorker(document, ask);
      if (current) setReplied({ key, reply });
    }, delayMilliseconds);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [document, key, delayMilliseconds]);
  if (ask === undefined) return { reply: undefined, waiting: false };
  return { reply: replied?.reply, waiting: replied?.key !== key };
}
