// What the steps over an object store work with: ports, and where everything lies. No clock: times come in as data.
import type { Layout } from '../../sources/flow-log-layout.ts';
import type { Digest, ObjectStore, Progress, SqlEngine, WorkFiles } from '../ports.ts';
import type { StoredPlaces } from './keys.ts';

export interface StoredTools {
  /** In memory, within the memory limit. */
  readonly engine: SqlEngine;
  readonly store: ObjectStore;
  readonly files: WorkFiles;
  readonly digest: Digest;
  readonly progress: Progress;
  readonly places: StoredPlaces;
  /** Transfers under way at once. */
  readonly parallel: number;
}

/** Where logs of one kind lie; several clusters may read one source. */
export interface LogSource {
  readonly name: string;
  /** `s3://bucket/prefix/` or a folder; ends with `/`. */
  readonly location: string;
  /** The layout of objects without a header line. */
  readonly declared?: Layout;
}
