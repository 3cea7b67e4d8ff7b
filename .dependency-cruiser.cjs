// Who may import whom: data flows right, imports point left. Each rule carries its reason, so that a break explains itself.
const STAGES = ['base', 'net', 'sources', 'identity', 'connections', 'policy', 'recommendation', 'report', 'pipeline'];
const SHELLS = ['adapters', 'cli', 'api', 'web'];
const PURE = `^lib/(${STAGES.join('|')})/`;
const DRIVERS = '(@duckdb|@aws-sdk|@aws-lambda-powertools|@kubernetes/client-node|commander|hono|@hono|tsx)';

const leftOnly = STAGES.map((stage, index) => ({
  name: `left-only-${stage}`,
  comment:
    `${stage} may know only what is left of it (${STAGES.slice(0, index).join(', ') || 'nothing'}): a stage that reaches ` +
    'right cannot be read, tested or reused without the whole tool. Move the shared word left, or the logic right.',
  severity: 'error',
  from: { path: `^lib/${stage}/` },
  to: { path: `^lib/(${[...STAGES.slice(index + 1), ...SHELLS].join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...leftOnly,
    {
      name: 'pure-stages-no-node',
      comment:
        'Stages and pipeline run unchanged in the command line, in Lambda and in the browser, and the same input must give ' +
        'the same bytes: files, clocks and processes come in through lib/pipeline/ports.ts.',
      severity: 'error',
      from: { path: PURE },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'pure-stages-no-drivers',
      comment:
        'A stage may write SQL as a value, never run it: a driver in a stage takes it out of the browser and makes its tests ' +
        'need a database.',
      severity: 'error',
      from: { path: PURE },
      to: { path: `node_modules/${DRIVERS}(/|$)` },
    },
    {
      name: 'drivers-in-adapters-only',
      comment:
        'One place knows each driver: replacing it, limiting its memory or mending its faults must not mean searching the tree.',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/adapters/' },
      to: { path: 'node_modules/(@duckdb|@aws-sdk|@kubernetes/client-node)(/|$)' },
    },
    {
      name: 'io-in-adapters-only',
      comment:
        'Untrusted bytes enter through lib/adapters alone, where back-pressure, limits and whole-or-absent writes are kept.',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/adapters/' },
      to: { dependencyTypes: ['core'], path: '^(node:)?(fs|fs/promises|zlib|stream|stream/promises|readline|readline/promises|http|https|net|child_process)$' },
    },
    {
      name: 'adapters-know-no-shell',
      comment: 'The shells (cli, api, web) choose adapters, not the other way round: an adapter must serve all of them.',
      severity: 'error',
      from: { path: '^lib/adapters/' },
      to: { path: '^lib/(cli|api|web)/' },
    },
    {
      name: 'shells-stay-apart',
      comment: 'api runs on Lambda and web in the browser: neither may pull in the command line or each other’s platform.',
      severity: 'error',
      from: { path: '^lib/(api|web)/' },
      to: { path: '^lib/cli/' },
    },
    {
      name: 'web-is-pure',
      comment:
        'The page is built for the browser out of pure stages: nothing that reads files, drives the pipeline or needs Node can ' +
        'be in it.',
      severity: 'error',
      from: { path: '^lib/web/' },
      to: { path: '^lib/(pipeline|adapters|cli|api)/' },
    },
    {
      name: 'web-no-node',
      comment: 'There is no Node in the browser: what a view needs of it must come with the report.',
      severity: 'error',
      from: { path: '^lib/web/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'web-is-built',
      comment:
        'What serves or exports the page takes the built file: an import of its sources would bring the browser’s parts, which ' +
        'are installed for the build only, into the command line.',
      severity: 'error',
      from: { path: '^(lib|bin)/', pathNot: '^lib/web/' },
      to: { path: '^lib/web/' },
    },
    {
      name: 'functions-are-shells',
      comment:
        'A function parses its event, calls the pipeline and maps the result: logic in it would run on Lambda alone, untried by the ' +
        'command line. It reaches no driver of data, only adapters, and nothing of the command line or of the page’s sources.',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '^lib/(cli|web)/|node_modules/(@duckdb|@aws-sdk/client-s3|commander)(/|$)' },
    },
    {
      name: 'infra-stands-alone',
      comment:
        'What describes the deployment must synthesise without the product’s code: of the functions it knows the folder and the shape ' +
        'of their settings.',
      severity: 'error',
      from: { path: '^infra/' },
      to: { path: '^(lib|bin)/|^functions/(?!shared/settings-schema)' },
    },
    {
      name: 'nobody-imports-deployment',
      comment: 'The library and the command line know nothing of where they are deployed.',
      severity: 'error',
      from: { path: '^(lib|bin)/' },
      to: { path: '^(functions|infra)/' },
    },
    {
      name: 'no-test-or-examples-in-product',
      comment: 'Generators and oracles must stay independent of what they check, and out of what is shipped.',
      severity: 'error',
      from: { pathNot: '^(test|examples)/' },
      to: { path: '^(test|examples)/' },
    },
    {
      name: 'independent-oracles',
      comment:
        'An oracle that shares code with what it checks agrees with its mistakes: test/generator and test/oracle import nothing of lib.',
      severity: 'error',
      from: { path: '^test/(generator|oracle)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^lib/' },
    },
    {
      name: 'no-cycles',
      comment: 'Files of a cycle cannot be understood one at a time.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'A file that nothing uses is either dead or not wired up: delete it or use it.',
      severity: 'error',
      from: { orphan: true, path: '^(lib|functions)/', pathNot: '\\.d\\.ts$|^functions/[^/]+/handler\\.ts$' },
      to: {},
    },
    {
      name: 'resolvable',
      comment: 'An import that does not resolve escapes every other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'], exportsFields: ['exports'], conditionNames: ['import', 'node', 'types'] },
  },
};
