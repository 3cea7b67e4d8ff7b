// What the report says about why a connection is allowed or blocked: a clause for each side, with the policies to look at.
import type { ReportDirectionVerdict, ReportVerdict } from '../../../report/document.ts';
import type { ModelConnection } from '../../data/model.ts';

export interface SideReason {
  readonly direction: 'egress' | 'ingress';
  /** Whose side it is, for people. */
  readonly subject: string;
  /** Stands between the subject and the policies. */
  readonly clause: string;
  /** `namespace/name`, in the order of the report. */
  readonly policies: readonly string[];
}

/** Egress of the client, then ingress of the server. */
export function verdictReasons({ client, server }: ModelConnection, verdict: ReportVerdict): readonly SideReason[] {
  const side = (direction: 'egress' | 'ingress', subject: string): SideReason => {
    const { by } = verdict[direction];
    return { direction, subject, clause: clauseOf(verdict[direction]), policies: by };
  };
  return [side('egress', client.text), side('ingress', server.text)];
}

function clauseOf({ isolated, allowed, by, unknown }: ReportDirectionVerdict): string {
  if (unknown !== undefined) return `nobody can say (${unknown})`;
  if (!allowed) return by.length > 0 ? 'blocked by' : 'blocked, as nothing allows it';
  if (by.length > 0) return 'allowed by';
  return isolated ? 'allowed' : 'allowed, as no policy isolates it';
}
