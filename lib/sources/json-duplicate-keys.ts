// The first key that stands twice in one object of a JSON text: parsers differ on which of the two counts.

/** Offset of the second occurrence; undefined where every key is alone. The text must be valid JSON. */
export function findDuplicateKey(text: string): { readonly key: string; readonly offset: number } | undefined {
  // Of each object that is open around the offset its keys so far; arrays have none.
  const open: (Set<string> | undefined)[] = [];
  let keyComes = false;
  for (let offset = 0; offset < text.length; offset++) {
    switch (text[offset]) {
      case '"': {
        const end = endOfString(text, offset);
        const keys = keyComes ? open.at(-1) : undefined;
        if (keys !== undefined) {
          const key = unquote(text.slice(offset, end + 1));
          if (keys.has(key)) return { key, offset };
          keys.add(key);
          keyComes = false;
        }
        offset = end;
        break;
      }
      case '{':
        open.push(new Set());
        keyComes = true;
        break;
      case '[':
        open.push(undefined);
        break;
      case '}':
      case ']':
        open.pop();
        keyComes = false;
        break;
      case ',':
        keyComes = open.at(-1) !== undefined;
        break;
    }
  }
  return undefined;
}

/** Where the string that begins at `start` ends: at the next quote that an even number of backslashes precedes. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text[end - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}

/** Equal keys may be written with different escapes. */
function unquote(quoted: string): string {
  return quoted.includes('\\') ? String(JSON.parse(quoted)) : quoted.slice(1, -1);
}
