// What the reader of one policy API is to the compiler.
import type { Diagnostic } from '../../base/diagnostic.ts';
import type { PolicyDocument } from '../../sources/kubernetes-objects.ts';
import type { CompiledPolicies, CompiledPolicy, UnreadablePolicy } from '../compiled.ts';

export interface PolicyReader {
  /** By group and kind: a version of the group that the reader does not know is its own unreadable policy. */
  readonly claims: (apiVersion: string, kind: string) => boolean;
  /**
   * `documents` are all that are given: policies may refer to other objects (tiers, sets of networks). `namespaces` are
   * those of the compiled policies.
   */
  readonly prepare: (
    documents: readonly PolicyDocument[],
    namespaces: CompiledPolicies['namespaces'],
  ) => (document: PolicyDocument) => PolicyReading;
}

/** What one object amounts to: mostly one policy, none for an object that only others refer to, or that is staged. */
export interface PolicyReading {
  /** Of the object, as `CompiledPolicy.name`; with `?` in it where it cannot be read. */
  readonly name: string;
  readonly policies: readonly CompiledPolicy[];
  readonly unreadable: readonly UnreadablePolicy[];
  readonly diagnostics: readonly Diagnostic[];
}
