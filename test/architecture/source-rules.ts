// Rules on source text that no linter in use can state; `source-rules.test.ts` plants a break of each.

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

interface SourceRule {
  readonly name: string;
  readonly why: string;
  readonly broken: (file: SourceFile) => boolean;
}

const STAGE = /^lib\/(base|net|sources|identity|connections|policy|recommendation|report|pipeline)\//;
const MAX_LINES = 400;

function inStage(path: string): boolean {
  return STAGE.test(path);
}

/** Comments and string literals hold words, not calls. */
export function codeOnly(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g, (found) =>
    found.replace(/[^\n]/g, ' '),
  );
}

export const SOURCE_RULES: readonly SourceRule[] = [
  {
    name: 'no-clock-in-stages',
    why: 'Same input, same bytes: time comes in as data.',
    broken: ({ path, text }) =>
      inStage(path) && /\bDate\.now\b|\bperformance\.now\b|\bnew Date\(\s*\)|\bDate\(\s*\)/.test(codeOnly(text)),
  },
  {
    name: 'no-randomness-in-stages',
    why: 'Same input, same bytes: there is no randomness in a result.',
    broken: ({ path, text }) =>
      inStage(path) && /\bMath\.random\b|\brandomUUID\b|\bgetRandomValues\b/.test(codeOnly(text)),
  },
  {
    name: 'no-locale-in-stages',
    why: 'The order of a list must not depend on the machine.',
    broken: ({ path, text }) =>
      inStage(path) && /\blocaleCompare\b|\bIntl\.|\btoLocale\w*String\b/.test(codeOnly(text)),
  },
  {
    name: 'terminal-in-one-file',
    why: 'Colour, progress and NO_COLOR are kept in lib/cli/terminal.ts alone.',
    broken: ({ path, text }) =>
      path.startsWith('lib/') &&
      path !== 'lib/cli/terminal.ts' &&
      /\bprocess\s*\.\s*(stdout|stderr)\b|\bconsole\s*\./.test(codeOnly(text)),
  },
  {
    name: 'no-barrels',
    why: 'Barrels inside a package go with import cycles.',
    broken: ({ path }) => /^lib\/.*\/index\.tsx?$/.test(path),
  },
  {
    name: 'file-size',
    why: `Beyond ${MAX_LINES} lines a file has more than one responsibility.`,
    broken: ({ text }) => text.split('\n').length - 1 > MAX_LINES,
  },
  {
    name: 'states-its-responsibility',
    why: 'The first line says what the file is for; a test says it by its path.',
    broken: ({ path, text }) => !path.endsWith('.test.ts') && !/^\/\/ \S.{10,}/.test(text),
  },
  {
    name: 'kebab-case-files',
    why: 'One spelling, so that a file is found by its noun.',
    broken: ({ path }) =>
      !/^([a-z0-9-]+\/)*[a-z0-9]+(-[a-z0-9]+)*(\.(config|d|(propert(y|ies)\.)?test))?\.tsx?$/.test(path),
  },
  {
    name: 'no-focused-tests',
    why: 'A focused test silences all others.',
    broken: ({ path, text }) => path.startsWith('test/') && /\b(it|describe|test)\.only\b/.test(codeOnly(text)),
  },
];

/** `rule: path`, in the order of rules and files. */
export function brokenRules(files: readonly SourceFile[]): readonly string[] {
  return SOURCE_RULES.flatMap((rule) =>
    files.filter(rule.broken).map((file) => `${rule.name}: ${file.path} (${rule.why})`),
  );
}
