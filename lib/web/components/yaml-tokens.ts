// One line of YAML cut into what it is made of, for colours: no parser, as a line must look the same while it is being written.

export type YamlTokenKind = 'key' | 'text' | 'number' | 'comment' | 'mark';

/** The texts of a line's tokens put together are the line. */
export interface YamlToken {
  readonly kind: YamlTokenKind;
  readonly text: string;
}

const LINE =
  /^(?<lead>\s*(?:- +)*(?:-$)?)(?:(?<key>"[^"]*"|'[^']*'|[^\s#:"'{}[\],][^:#]*?)(?<colon>\s*:)(?=\s|$))?(?<rest>.*)$/su;
/** The expression takes time in the square of the length: no policy has such lines, a hostile text may. */
const MOST_COLOURED = 1000;
const SEPARATOR = /^(---|\.\.\.)(\s|$)/;
const COMMENT = /(?:^|\s)#.*$/su;
const NUMBER = /^\s*(-?\d+(\.\d+)?|true|false|null)\s*$/;

export function yamlTokens(line: string): readonly YamlToken[] {
  if (line.length > MOST_COLOURED) return [{ kind: 'text', text: line }];
  if (SEPARATOR.test(line)) return [{ kind: 'mark', text: line }];
  const { lead = '', key = '', colon = '', rest = '' } = LINE.exec(line)?.groups ?? { rest: line };
  const comment = isQuoted(rest) ? '' : (COMMENT.exec(rest)?.[0] ?? '');
  const value = rest.slice(0, rest.length - comment.length);
  const tokens: readonly YamlToken[] = [
    { kind: 'mark', text: lead },
    { kind: 'key', text: key },
    { kind: 'mark', text: colon },
    { kind: NUMBER.test(value) ? 'number' : 'text', text: value },
    { kind: 'comment', text: comment },
  ];
  return tokens.filter(({ text }) => text !== '');
}

/** A `#` inside quotes begins no comment. */
function isQuoted(text: string): boolean {
  return /^\s*(["']).*\1\s*$/su.test(text);
}
