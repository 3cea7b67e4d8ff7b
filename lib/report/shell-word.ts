// One word of a command that a person may paste into a shell.

/**
 * In single quotes unless every character is plain to any shell: within them each "shall preserve the literal value"
 * (POSIX Shell Command Language, 2.2.2). A single quote itself is written outside of them.
 */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_./:@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
