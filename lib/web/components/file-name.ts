// A name for a file that is saved, made of text that may come from the report.

const MAX_LENGTH = 120;

/** No folders, control characters, directions of writing or leading dots; `flowfence` where nothing is left. */
export function safeFileName(name: string): string {
  const kept = name.replace(/[^\p{L}\p{N}._ -]+/gu, '-').replace(/^[.-]+/, '');
  return kept.slice(0, MAX_LENGTH) || 'flowfence';
}
