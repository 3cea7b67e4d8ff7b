// News for people: short, the gravest first, and what to do next.
import type { News } from './news.ts';

export interface NewsMessage {
  /** One line of printable ASCII, at most 100 characters, as the subject of an e-mail has to be. */
  readonly subject: string;
  readonly text: string;
}

/** `link`: where the report is, or how to fetch it. */
export function formatNews(_news: News, _link: string): NewsMessage {
  throw new Error('to be written');
}
