// One function's code as one ES module, built so that the same sources give the same bytes on every machine.
import { build } from 'esbuild';
import { NATIVE_MODULE } from './native-modules.ts';

/** The oldest Node.js that runs the tests: what it runs, the managed runtime runs too. */
const TARGET = 'node20';

/** Parts of packages that are CommonJS ask for Node's own modules by `require`, which ES modules do not have. */
const BANNER = [
  "import { createRequire as createRequireOfBundle } from 'node:module';",
  "import { dirname as dirnameOfBundle } from 'node:path';",
  "import { fileURLToPath as pathOfBundle } from 'node:url';",
  'const require = createRequireOfBundle(import.meta.url);',
  'const __filename = pathOfBundle(import.meta.url);',
  'const __dirname = dirnameOfBundle(__filename);',
].join('\n');

export interface CodeInput {
  readonly projectFolder: string;
  /** Of the entry, below the project's folder. */
  readonly entry: string;
  readonly outFile: string;
}

export interface BuiltCode {
  /** Whether the code asks for DuckDB, so that its binding must lie beside it. */
  readonly native: boolean;
  /** The project's own files that went in, in order of paths. */
  readonly sources: readonly string[];
}

export async function buildCode({ projectFolder, entry, outFile }: CodeInput): Promise<BuiltCode> {
  const { metafile } = await build({
    absWorkingDir: projectFolder,
    entryPoints: [entry],
    outfile: outFile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: TARGET,
    mainFields: ['module', 'main'],
    external: [NATIVE_MODULE],
    banner: { js: BANNER },
    legalComments: 'none',
    metafile: true,
    logLevel: 'silent',
  });
  const [output] = Object.values(metafile.outputs);
  return {
    native: output?.imports.some(({ path, external }) => external === true && path === NATIVE_MODULE) ?? false,
    sources: Object.keys(metafile.inputs)
      .filter((path) => !path.includes('node_modules/'))
      .sort(),
  };
}
