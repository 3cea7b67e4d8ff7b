// JSON text that every database takes: without U+0000 and halves of surrogate pairs, which hostile input may carry.

/** Both are shown as the replacement character; an escaped backslash before `u` is no escape. */
export function soundJson(value: unknown): string {
  return JSON.stringify(value).replace(/\\\\|\\u(?:0000|d[89a-f][0-9a-f]{2})/g, (found) =>
    found === '\\\\' ? found : '\\ufffd',
  );
}
