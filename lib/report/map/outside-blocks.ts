// Outside addresses in few blocks: dozens of single addresses would hide the map behind them.
import { compareText } from '../../base/order.ts';
import { cidrOf, compareCidrs, formatCidr, type ParsedCidr, parseCidr } from '../../net/cidr.ts';

/** Tried in turn, IPv4 and IPv6 side by side: as observed, then wider and wider. */
const PREFIXES: readonly (readonly [number, number])[] = [
  [32, 128],
  [24, 64],
  [16, 48],
  [8, 32],
  [0, 0],
];

/**
 * Block by CIDR as observed: the narrowest blocks of one width that are at most `most`. A text that is no CIDR stays as
 * it is.
 */
export function outsideBlocks(cidrs: Iterable<string>, most: number): ReadonlyMap<string, string> {
  const distinct = [...new Set(cidrs)].sort(compareText);
  const parsed = distinct.map((text): readonly [string, ParsedCidr | undefined] => [text, parseCidr(text)]);
  for (const widths of PREFIXES) {
    const blocks = new Map(parsed.map(([text, cidr]) => [text, cidr === undefined ? text : blockOf(cidr, widths)]));
    if (new Set(blocks.values()).size <= most || widths === PREFIXES.at(-1)) return blocks;
  }
  return new Map();
}

function blockOf(cidr: ParsedCidr, [v4, v6]: readonly [number, number]): string {
  const prefix = Math.min(cidr.prefix, cidr.family === 4 ? v4 : v6);
  return formatCidr(cidrOf({ family: cidr.family, value: cidr.base }, prefix));
}

/** By address; what is no CIDR comes last, by text. */
export function compareBlocks(left: string, right: string): number {
  const [a, b] = [parseCidr(left), parseCidr(right)];
  if (a !== undefined && b !== undefined) return compareCidrs(a, b);
  if (a === undefined && b === undefined) return compareText(left, right);
  return a === undefined ? 1 : -1;
}
