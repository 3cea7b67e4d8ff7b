// What flow logs never show, so that nobody takes "not seen" for "not used".
import { Panel } from '../../components/panel.tsx';

const LIMITS: readonly string[] = [
  'Traffic between pods of one node: with most CNIs it passes no interface that the cloud watches.',
  'Which pod talked to the outside where the CNI replaces its address by the node’s (SNAT), as the AWS VPC CNI does by default.',
  'What travels inside an overlay’s tunnel: the logs show the nodes at its ends.',
  'Questions to the provider’s own DNS resolver, and traffic to its metadata service: the cloud does not log them.',
  'Packets that a policy dropped inside the node: at the server’s interface nothing was refused, nobody answered.',
  'What happened rarely and not in this window: a yearly job is not unused.',
];

export function LimitsPanel() {
  return (
    <Panel title="What this cannot see">
      <p>Not seen is not the same as not used. The logs do not show:</p>
      <ul>
        {LIMITS.map((limit) => (
          <li key={limit}>{limit}</li>
        ))}
      </ul>
    </Panel>
  );
}
