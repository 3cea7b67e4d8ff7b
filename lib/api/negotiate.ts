// Which of the media types that a route can answer with a client accepts (RFC 9110, section 12.5.1).
import { Refused } from './problem.ts';

interface Range {
  readonly type: string;
  readonly quality: number;
}

/** The first offered type is the usual one, and wins among equals. Throws 406 where none is accepted. */
export function negotiate(accept: string | undefined, offered: readonly string[]): string {
  if (accept === undefined || accept.trim() === '') return offered[0] ?? '';
  const ranges = accept.split(',').flatMap(readRange);
  const best = offered.reduce<{ readonly type: string; readonly quality: number }>(
    (chosen, type) => {
      const quality = qualityOf(type, ranges);
      return quality > chosen.quality ? { type, quality } : chosen;
    },
    { type: '', quality: 0 },
  );
  if (best.quality > 0) return best.type;
  throw new Refused(406, `this can be had as ${offered.join(' or ')}`);
}

function readRange(text: string): readonly Range[] {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const [, weight] =
    parameters.map((parameter) => /^q\s*=\s*([01](?:\.\d{0,3})?)$/.exec(parameter)).find(Boolean) ?? [];
  return type === '' ? [] : [{ type, quality: weight === undefined ? 1 : Number(weight) }];
}

/** That of the most specific range: "the most specific reference has precedence". */
function qualityOf(type: string, ranges: readonly Range[]): number {
  const [family] = type.split('/');
  for (const wanted of [type, `${family}/*`, '*/*']) {
    const found = ranges.find((range) => range.type === wanted);
    if (found !== undefined) return found.quality;
  }
  return 0;
}
