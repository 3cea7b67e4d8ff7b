// What the page asks the evaluator in its worker, and what it answers: plain data that can be sent between them.
import type { Diagnostic } from '../../base/diagnostic.ts';
import type { ConnectionProtocol, Endpoint } from '../../connections/connection.ts';
import type { Explanation } from '../../policy/explain.ts';
import type { VerdictKind } from '../../policy/model.ts';
import type { PolicyManifest, ReportVerdict } from '../../report/document.ts';
import type { PermissionQuestion } from '../../report/permissions.ts';
import type { VerdictClass } from '../../report/verdict-class.ts';

/** The policies that the report has. */
export type ReportedSet = 'current' | 'recommended';

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
  /** `policy`: `namespace/name`. */
  | { readonly kind: 'subjects'; readonly set: ReportedSet; readonly policy: string }
  | { readonly kind: 'unused'; readonly policies: PolicySource }
  /** The recommended policies as files with a kustomization.yaml, of one namespace or all. */
  | { readonly kind: 'zip'; readonly namespace?: string }
  /** The text of policies, one document each, as `flowfence policies` writes it; `without` is a `namespace/name`. */
  | { readonly kind: 'yaml'; readonly set: ReportedSet; readonly without?: string };

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

export interface ChangedPermission extends PermissionQuestion {
  readonly before: VerdictKind;
  readonly after: VerdictKind;
}

export interface PermissionChanges {
  /** Never observed; in order of client, server, port; not more than a page can list. */
  readonly changed: readonly ChangedPermission[];
  /** Of all that change, listed or not, by what they become. */
  readonly counts: Readonly<Record<VerdictKind, number>>;
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

/** Allowed by a rule and never observed. */
export interface UnusedPermissions {
  /** In order of client, server, port; not more than a page can list. */
  readonly unused: readonly PermissionQuestion[];
  /** Of all that are found, listed or not. */
  readonly count: number;
  readonly asked: number;
  /** Beyond what can be asked in a page. */
  readonly notAsked: number;
}

/** How far the work on a question is, in `unit`s. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly unit: 'policy' | 'connection' | 'question';
}

/** `failed`: the question cannot be answered, and why. */
export type Reply =
  | { readonly kind: 'simulation'; readonly simulation: Simulation }
  | { readonly kind: 'permissions'; readonly changes: PermissionChanges }
  | { readonly kind: 'explained'; readonly explained: Explained }
  | { readonly kind: 'mend'; readonly mend: Mend }
  /** Ids of the workloads that the policy selects, or may select, in the order of the report. */
  | { readonly kind: 'subjects'; readonly workloads: readonly string[] }
  | { readonly kind: 'unused'; readonly found: UnusedPermissions }
  | { readonly kind: 'yaml'; readonly text: string }
  | { readonly kind: 'zip'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'failed'; readonly reason: string };

/** `number` tells which question it is about. `forget`: nobody waits for its reply any more. */
export type ToWorker =
  | { readonly kind: 'report'; readonly text: string }
  | { readonly kind: 'ask'; readonly number: number; readonly ask: Ask }
  | { readonly kind: 'forget'; readonly number: number };

/** Any number of `progress`, some with what is known so far, then the reply. */
export type FromWorker =
  | { readonly kind: 'progress'; readonly number: number; readonly progress: Progress; readonly partial?: Reply }
  | { readonly kind: 'reply'; readonly number: number; readonly reply: Reply };
