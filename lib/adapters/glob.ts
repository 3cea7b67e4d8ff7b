// Patterns of keys: `*`, `?`, `**`, `[a-z]`, `{a,b}`, as for files; only `**` crosses a `/`.

const SPECIAL = /[*?[{]/;

export function hasGlob(text: string): boolean {
  return SPECIAL.test(text);
}

/** What every fitting key begins with. */
export function literalStart(pattern: string): string {
  const first = pattern.search(SPECIAL);
  return first < 0 ? pattern : pattern.slice(0, first);
}

export function globPattern(pattern: string): RegExp {
  const fits = alternatives(pattern).map(toSource).join('|');
  return new RegExp(`^(?:${fits})$`, 'su');
}

/** `a{b,c}d` is `abd` and `acd`; braces may stand in braces. */
function alternatives(pattern: string): readonly string[] {
  const open = pattern.indexOf('{');
  if (open < 0) return [pattern];
  const parts: string[] = [];
  let depth = 0;
  let from = open + 1;
  for (let at = open; at < pattern.length; at += 1) {
    const character = pattern[at];
    if (character === '{') depth += 1;
    if (character === ',' && depth === 1) {
      parts.push(pattern.slice(from, at));
      from = at + 1;
    }
    if (character !== '}') continue;
    depth -= 1;
    if (depth > 0) continue;
    parts.push(pattern.slice(from, at));
    return parts.flatMap((part) => alternatives(pattern.slice(0, open) + part + pattern.slice(at + 1)));
  }
  // A brace that nothing closes means itself.
  return alternatives(pattern.slice(open + 1)).map((rest) => `${pattern.slice(0, open)}\u0000${rest}`);
}

function toSource(pattern: string): string {
  let source = '';
  for (let at = 0; at < pattern.length; at += 1) {
    const rest = pattern.slice(at);
    const stars = /^\*\*(\/|$)/.exec(rest);
    if (stars !== null && (at === 0 || pattern[at - 1] === '/')) {
      source += stars[1] === '/' ? '(?:[^/]+/)*' : '.+';
      at += stars[0].length - 1;
      continue;
    }
    const set = /^\[(!|\^)?(\]?[^\]]*)\]/.exec(rest);
    if (set !== null) {
      source += `(?!/)[${set[1] === undefined ? '' : '^'}${(set[2] ?? '').replace(/[\\\]^[]/g, '\\$&')}]`;
      at += set[0].length - 1;
      continue;
    }
    source += oneCharacter(pattern[at] ?? '');
  }
  return source;
}

function oneCharacter(character: string): string {
  if (character === '*') return '[^/]*';
  if (character === '?') return '[^/]';
  if (character === '\u0000') return '\\{';
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}
