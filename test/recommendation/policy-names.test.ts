import { describe, expect, it } from 'vitest';
import { policyNames } from '../../lib/recommendation/policy-names.ts';
import { findSubjects } from '../../lib/recommendation/subjects.ts';
import { workload } from './records.ts';

function namesOf(...ids: readonly string[]): readonly (string | undefined)[] {
  const subjects = findSubjects(ids.map((id) => workload(id, { id: id.replaceAll('/', '.') })));
  const names = policyNames(subjects);
  return ids.map((id) => names.get(id));
}

describe('policyNames', () => {
  it.each([
    { name: "the workload's own name", ids: ['s/Deployment/web'], expected: ['web'] },
    {
      name: 'two kinds with one name',
      ids: ['s/Deployment/db', 's/StatefulSet/db'],
      expected: ['deployment-db', 'statefulset-db'],
    },
    { name: 'a name of ours', ids: ['s/Deployment/default-deny'], expected: ['deployment-default-deny'] },
    { name: 'dots are kept', ids: ['s/Deployment/a.b'], expected: ['a.b'] },
    { name: 'case and underscores are not', ids: ['s/CronTab/My_Run'], expected: ['my-run'] },
  ])('$name', ({ ids, expected }) => {
    expect(namesOf(...ids)).toEqual(expected);
  });

  it('stays apart where the prefixed name is taken as well', () => {
    const names = namesOf('s/Deployment/db', 's/StatefulSet/db', 's/Pod/deployment-db');

    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name).toMatch(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/);
  });

  it('shortens long names, each to one of its own', () => {
    const long = 'a'.repeat(80);
    const names = namesOf(`s/Deployment/${long}`, `s/Deployment/${long}b`);

    expect(names.every((name) => name?.length === 63)).toBe(true);
    expect(new Set(names).size).toBe(2);
  });
});
