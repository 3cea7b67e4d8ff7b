// Questions that people ask a report in SQL: docs/report.md shows them, and a test asks them of the sample.

export interface Question {
  readonly question: string;
  readonly sql: string;
}

export const QUESTIONS: readonly Question[] = [
  {
    question: 'Which connections would the current policies block, by whom, and since when are they seen?',
    sql: `SELECT c.client, c.server, c.protocol, c.port, v.egress_by, v.ingress_by, c.first_seen
FROM connections c JOIN verdicts v USING (connection)
WHERE v.policy_set = 'current' AND NOT v.allowed AND v.unknown IS NULL AND c.outcome IN ('established', 'oneway')
ORDER BY c.first_seen;`,
  },
  {
    question: 'Which recommended entries rest on the fewest connections?',
    sql: `SELECT policy, direction, peer, ports, json_array_length(connections) AS needed_by
FROM rule_usage WHERE purpose = 'observed' ORDER BY needed_by, policy, direction, peer LIMIT 10;`,
  },
  {
    question: 'How many records are in no connection, and why?',
    sql: `SELECT subject AS reason, records FROM coverage WHERE aspect = 'unattributed' ORDER BY records DESC;`,
  },
  {
    question: 'What does the recommendation leave out, and why?',
    sql: `SELECT left_out AS reason, count(*) AS connections, sum(records) AS records
FROM connections WHERE NOT kept GROUP BY reason ORDER BY connections DESC;`,
  },
  {
    question: 'Which outside addresses does a workload talk to?',
    sql: `SELECT c.client, e.cidr, c.protocol, c.port, c.records, c.last_seen
FROM connections c JOIN endpoints e ON e.endpoint = c.server
WHERE e.kind = 'external' AND c.client LIKE 'workload shop/%' AND c.outcome = 'established'
ORDER BY c.client, e.cidr;`,
  },
  {
    question: 'Which pairs of workloads may talk without any log showing it?',
    sql: `SELECT detail->>'left' AS left_workload, detail->>'right' AS right_workload, (detail->>'share')::DOUBLE AS share
FROM coverage WHERE aspect = 'same-node-pair' AND (detail->>'always')::BOOLEAN ORDER BY left_workload, right_workload;`,
  },
];
