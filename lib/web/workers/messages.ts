// What the page asks the evaluator in its worker, and what it answers: plain data that can be sent between them.
import type { Diagnostic } from '../../base/diagnostic.ts';
import type { ConnectionProtocol, Endpoint } from '../../connections/connection.ts';
import type { Explanation } from '../../policy/explain.ts';
import type { VerdictKind } from '../../policy/model.ts';
import type { PolicyManifest, ReportDocument, ReportVerdict } from '../../report/document.ts';
import type { PermissionQuestion } from '../../report/permissions.ts';
import type { VerdictClass } from '../../report/verdict-class.ts';

/** `draft`: text that somebody edits, any number of documents. */
export type PolicySource =
  | { readonly kind: 'current' }
  | { readonly kind: 'recommended' }
  | { readonly kind: 'draft'; readonly text: string };

export interface AskedConnection {
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly protocol: ConnectionProtocol;
  readonly port: number;
}

export type Ask =
  | { readonly kind: 'simulate'; readonly before: PolicySource; readonly after: PolicySource }
  | {
      readonly kind: 'permissions';
      readonly before: PolicySource;
      readonly after: PolicySource;
      /** Only connections with a side in it; all where undefined. */
      readonly namespace?: string;
    }
  | { readonly kind: 'explain'; readonly policies: PolicySource; readonly connection: AskedConnection }
  | { readonly kind: 'mend'; readonly policies: PolicySource; readonly connection: AskedConnection }
  | { readonly kind: 'subjects'; readonly policies: PolicySource }
  | { readonly kind: 'unused'; readonly policies: PolicySource };

/** An object of the draft that no verdict knows of. */
export interface PassedOver {
  readonly kind: string;
  readonly line: number | undefined;
}

export interface JudgedConnection {
  readonly before: VerdictClass;
  readonly after: VerdictClass;
  readonly verdict: ReportVerdict;
}

export interface Simulation {
  /** Where a document cannot be read nobody can say what it would do: there are no verdicts then. */
  readonly isReadable: boolean;
  /** Of the policies after, in the order of their text. */
  readonly diagnostics: readonly Diagnostic[];
  readonly passedOver: readonly PassedOver[];
  readonly policies: number;
  /** In the order of the report's connections, one for each; none where the text is not readable. */
  readonly connections: readonly JudgedConnection[];
  /** Connections whose verdict before is not the report's: the page knows less of the cluster than the analysis did. */
  readonly differFromReport: number;
}

export interface ChangedPermission extends AskedConnection {
  readonly before: VerdictKind;
  readonly after: VerdictKind;
}

export interface PermissionChanges {
  /** Never observed; in order of client, server, port. */
  readonly changed: readonly ChangedPermission[];
  readonly asked: number;
  /** Beyond what can be asked in a page. */
  readonly notAsked: number;
}

/** Pods that fare alike in every step stand together. */
export interface ExplainedGroup {
  readonly pods: number;
  readonly explanation: Explanation;
  /** As `flowfence explain` prints it. */
  readonly text: string;
}

export interface Explained {
  readonly verdict: ReportVerdict;
  readonly groups: readonly ExplainedGroup[];
  readonly diagnostics: readonly Diagnostic[];
}

/** `policies`: what to add, each with the rules that are needed and no other. `none`: why nothing can be named. */
export type Mend =
  | {
      readonly kind: 'add';
      readonly policies: readonly PolicyManifest[];
      /** `namespace/name` of the recommended policies that they are taken from. */
      readonly from: readonly string[];
      /** Other observed connections that change when they are added. */
      readonly others: { readonly allowed: number; readonly blocked: number; readonly unknown: number };
    }
  | { readonly kind: 'none'; readonly reason: string };

/** Ids of the workloads that each policy selects, or may select; by the name of the policy. */
export type Subjects = ReadonlyMap<string, readonly string[]>;

/** Allowed by a rule and never observed; in order of client, server, port. */
export interface UnusedPermissions {
  readonly unused: readonly PermissionQuestion[];
  /** Whether every question was asked, and not only as many as a page can. */
  readonly whole: boolean;
}

/** `failed`: the question cannot be answered, and why. */
export type Reply =
  | { readonly kind: 'simulation'; readonly simulation: Simulation }
  | { readonly kind: 'permissions'; readonly changes: PermissionChanges }
  | { readonly kind: 'explained'; readonly explained: Explained }
  | { readonly kind: 'mend'; readonly mend: Mend }
  | { readonly kind: 'subjects'; readonly subjects: Subjects }
  | { readonly kind: 'unused'; readonly found: UnusedPermissions }
  | { readonly kind: 'failed'; readonly reason: string };

/** `number` tells which question a reply is to. */
export type ToWorker =
  | { readonly kind: 'report'; readonly document: ReportDocument }
  | { readonly kind: 'ask'; readonly number: number; readonly ask: Ask };

export interface FromWorker {
  readonly number: number;
  readonly reply: Reply;
}
