// A second reading of Calico's selectors: every comparison becomes T or F, then the text is boiled down to one of them.

type Labels = Readonly<Record<string, string>>;

const COMPARISON =
  /([\w./-]+)[ \t]*(==|!=|not[ \t]+in|in|contains|starts[ \t]+with|ends[ \t]+with)[ \t]*("[^"]*"|'[^']*'|\{[^}]*\})/g;

/** `all`, `global`: what those two say of the thing with the labels. */
export function selectorHolds(text: string, labels: Labels, { all = true, global = false } = {}): boolean {
  let rest = text.trim() === '' ? 'all()' : text;
  rest = rest.replace(COMPARISON, (_whole, key: string, operator: string, right: string) =>
    letter(compares(labels[key], operator.replace(/[ \t]+/, ' '), right)),
  );
  rest = rest.replace(/has\([ \t]*([\w./-]+)[ \t]*\)/g, (_whole, key: string) => letter(labels[key] !== undefined));
  rest = rest.replace(/all\([ \t]*\)/g, letter(all)).replace(/global\([ \t]*\)/g, letter(global));
  rest = rest.replace(/[ \t]/g, '');
  while (rest.includes('(')) {
    const before = rest;
    rest = rest.replace(/\(([^()]*)\)/g, (_whole, inner: string) => letter(flat(inner)));
    if (rest === before) break;
  }
  return flat(rest);
}

/** Without parentheses. */
function flat(text: string): boolean {
  return text.split('||').some((term) => term.split('&&').every(literal));
}

function literal(text: string): boolean {
  if (!/^!*[TF]$/.test(text)) throw new Error(`the oracle cannot read ${text}`);
  return (text.length % 2 === 1) === text.endsWith('T');
}

function compares(value: string | undefined, operator: string, right: string): boolean {
  const texts = [...right.matchAll(/"([^"]*)"|'([^']*)'/g)].map((match) => match[1] ?? match[2] ?? '');
  const [text = ''] = texts;
  if (operator === '!=' || operator === 'not in') return value === undefined || !texts.includes(value);
  if (value === undefined) return false;
  if (operator === 'contains') return value.includes(text);
  if (operator === 'starts with') return value.startsWith(text);
  if (operator === 'ends with') return value.endsWith(text);
  return texts.includes(value);
}

function letter(value: boolean): string {
  return value ? 'T' : 'F';
}
