// The evaluator against the expectations of Kubernetes' own end-to-end tests and of cyclonus.
import { describe, expect, it } from 'vitest';
import type { QueryProtocol } from '../../lib/policy/model.ts';
import {
  disagreements,
  type Expectation,
  type FixtureCluster,
  hasFixtures,
  MISSING,
  readFixture,
} from './conformance.ts';

interface Step extends FixtureCluster {
  readonly label: string | null;
  readonly protocol: QueryProtocol;
  readonly port: number;
  readonly expected: readonly Expectation[];
}

interface EndToEnd {
  readonly cases: readonly { readonly case: string; readonly steps: readonly Step[] }[];
}

interface Recipes {
  readonly cases: readonly (Step & { readonly recipe: readonly string[] })[];
}

interface Simple extends FixtureCluster {
  readonly steps: readonly {
    readonly protocol: QueryProtocol;
    readonly port: number;
    readonly expected: readonly { readonly src: string; readonly dst: string; readonly mark: string }[];
  }[];
}

describe.skipIf(!hasFixtures)(`kubernetes e2e (skipped where ${MISSING})`, () => {
  const { cases } = hasFixtures ? readFixture<EndToEnd>('kubernetes-e2e.json') : { cases: [] };
  const steps = cases.flatMap((one) => one.steps.map((step) => ({ name: `${one.case} ${step.label ?? ''}`, step })));

  it.each(steps)('$name', ({ step }) => {
    expect(step.expected.length).toBeGreaterThan(0);
    expect(disagreements(step, step, step.expected)).toEqual([]);
  });

  it('covers the whole file', () => {
    expect(steps.length).toBe(65);
    expect(steps.reduce((count, { step }) => count + step.expected.length, 0)).toBe(506);
  });
});

describe.skipIf(!hasFixtures)(`cyclonus recipes (skipped where ${MISSING})`, () => {
  const { cases } = hasFixtures ? readFixture<Recipes>('cyclonus-recipes.json') : { cases: [] };

  it.each(cases)('$recipe', (recipe) => {
    expect(recipe.expected.length).toBeGreaterThan(0);
    expect(disagreements(recipe, recipe, recipe.expected)).toEqual([]);
  });

  it('covers the whole file', () => {
    expect(cases.length).toBe(15);
  });
});

describe.skipIf(!hasFixtures)(`cyclonus truth table (skipped where ${MISSING})`, () => {
  const simple = hasFixtures
    ? readFixture<Simple>('cyclonus-simple.json')
    : { steps: [], pods: [], namespaces: [], policies: [] };
  // `N` marks probes of port 82, where nobody listens: the table has no policy answer for them.
  const marks: Readonly<Record<string, boolean>> = { '.': true, X: false };
  const steps = simple.steps.map((step) => ({
    ...step,
    known: step.expected.flatMap(({ src, dst, mark }) => {
      const allowed = marks[mark];
      return allowed === undefined ? [] : [{ src, dst, allowed }];
    }),
  }));

  // The recorded table applies policies to a pod's traffic with itself. The API text excepts it ("a pod cannot block
  // access to itself"), and so do we: scenario `itself`.
  const WITH_ITSELF = ['y/a -> y/a: allowed, expected denied', 'y/c -> y/c: allowed, expected denied'];

  it.each(steps.filter((step) => step.known.length > 0))('$protocol $port', (step) => {
    expect(disagreements(simple, step, step.known)).toEqual(WITH_ITSELF);
  });

  it('leaves out only the probes of a port without listener', () => {
    const known = steps.map(({ port, known, expected }) => ({ port, known: known.length, of: expected.length }));
    expect(known).toEqual([
      { port: 80, known: 81, of: 81 },
      { port: 81, known: 81, of: 81 },
      { port: 82, known: 0, of: 81 },
    ]);
  });
});
