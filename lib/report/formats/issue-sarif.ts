// Issues as SARIF 2.1.0 for code scanning: each at the policy file that decided, else at the report.
import type { Place } from '../../base/diagnostic.ts';
import { uniqueSorted } from '../../base/order.ts';
import type { Issue, IssueList } from './issues.ts';

export interface SarifPlaces {
  /** `namespace/name` of a policy → where its document is. */
  readonly policies: ReadonlyMap<string, Place>;
  /** Where issues are shown that no policy is to blame for. */
  readonly otherwise: Place;
}

export function formatIssueSarif({ issues }: IssueList, places: SarifPlaces): string {
  const sarif = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'flowfence', rules: uniqueSorted(issues.map((issue) => issue.rule)).map((id) => ({ id })) },
        },
        results: issues.map((issue) => result(issue, places)),
      },
    ],
  };
  return `${JSON.stringify(sarif, null, 2)}\n`;
}

function result(issue: Issue, places: SarifPlaces): object {
  const place = issue.policies.flatMap((name) => places.policies.get(name) ?? [])[0] ?? places.otherwise;
  return {
    ruleId: issue.rule,
    level: issue.level,
    message: { text: `${issue.subject}: ${issue.message}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(place.source.replaceAll('\\', '/')) },
          region: { startLine: place.line ?? 1 },
        },
        logicalLocations: [{ fullyQualifiedName: issue.subject }],
      },
    ],
    // The same finding keeps its identity when lines move.
    partialFingerprints: { 'flowfence/v1': `${issue.rule}: ${issue.subject}` },
  };
}
