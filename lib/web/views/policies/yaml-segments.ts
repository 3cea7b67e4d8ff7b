// A policy's YAML cut into its rules, so that each can stand beside what it is for.
import { isMap, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Direction } from '../../../policy/model.ts';

/** Lines of the text without their line feeds; all segments together are the text. */
export type YamlSegment =
  | { readonly kind: 'head'; readonly lines: readonly string[] }
  | { readonly kind: 'rule'; readonly direction: Direction; readonly rule: number; readonly lines: readonly string[] };

/** In the order of the text; one head where nothing of it is a rule. */
export function yamlSegments(yaml: string): readonly YamlSegment[] {
  const lines = yaml.replace(/\n$/, '').split('\n');
  const segments: YamlSegment[] = [];
  let next = 0;
  const headTo = (line: number): void => {
    if (line > next) segments.push({ kind: 'head', lines: lines.slice(next, line) });
  };
  for (const { direction, rule, first, last } of ruleLines(yaml)) {
    headTo(first);
    segments.push({ kind: 'rule', direction, rule, lines: lines.slice(first, last + 1) });
    next = last + 1;
  }
  headTo(lines.length);
  return segments;
}

/** 0-based lines, both inclusive. */
interface RuleLines {
  readonly direction: Direction;
  readonly rule: number;
  readonly first: number;
  readonly last: number;
}

function ruleLines(yaml: string): readonly RuleLines[] {
  const counter = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: counter, logLevel: 'silent' });
  const found: RuleLines[] = [];
  for (const direction of ['ingress', 'egress'] as const) {
    const rules: unknown = isMap(document.contents) ? document.getIn(['spec', direction], true) : undefined;
    if (!isSeq(rules) || rules.flow === true) continue;
    for (const [rule, item] of rules.items.entries()) {
      const range = isMap(item) ? item.range : undefined;
      if (range === undefined || range === null) continue;
      // The end of a block is where the next entry's dash or the end of the text is: the line before is its last.
      const last = counter.linePos(Math.max(range[0], range[1] - 1)).line - 1;
      found.push({ direction, rule, first: counter.linePos(range[0]).line - 1, last });
    }
  }
  return found.sort((left, right) => left.first - right.first);
}
