// What the pipeline needs from the outside: a SQL engine, log objects and a place for files. Adapters implement it.
import type { Diagnostic } from '../base/diagnostic.ts';

export type SqlValue = string | number | boolean | null;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** One connection to one database; statements run in turn. */
export interface SqlSession {
  run(sql: string): Promise<void>;
  /** Integers come as numbers; one beyond 2^53 throws. */
  rows(sql: string): Promise<readonly SqlRow[]>;
  close(): void;
}

/** A database in memory (with a spill folder) within a stated memory limit. */
export interface SqlEngine {
  session(): Promise<SqlSession>;
  close(): void;
}

/** A flow-log object as listed, not opened. `etag` changes when the content does. */
export interface ObjectInfo {
  readonly key: string;
  readonly bytes: number;
  readonly etag: string;
  readonly lastModifiedSeconds: number;
}

/** An object brought to local disk as plain text or Parquet, its gzip checked to the last byte. */
export type LocalObject =
  | {
      readonly kind: 'text';
      readonly path: string;
      readonly firstLine: string | undefined;
      /** The compressed stream ended early: what came before the cut is sound, the last line is not whole. */
      readonly truncated: boolean;
      /** Whether all bytes are ASCII, as in every sound flow log; DuckDB's reader fails on some others. */
      readonly ascii: boolean;
    }
  | { readonly kind: 'parquet'; readonly path: string }
  | { readonly kind: 'unreadable'; readonly diagnostic: Diagnostic };

/** What was opened, as it is now: its content and ETag may be newer than what was listed. */
export type OpenedObject = LocalObject & { readonly object: ObjectInfo };

/** Reads a location: a file, a folder (recursively), a glob, a prefix of a bucket. Lists are sorted by key. */
export interface ObjectSource {
  list(location: string): Promise<readonly ObjectInfo[]>;
  /** Plain text of a small object (snapshot, policy), gunzipped. */
  readText(key: string): Promise<string>;
  /** Brings a log object to disk below `folder`; `release` removes what it made. */
  open(object: ObjectInfo, folder: string): Promise<OpenedObject>;
  release(local: LocalObject, object: ObjectInfo): Promise<void>;
}

/** Part of a listing, by the names below the location: after `after`, before `before`, both exclusive, in byte order. */
export interface ListRange {
  readonly after?: string;
  readonly before?: string;
}

export type StoredContent =
  | { readonly kind: 'text'; readonly text: string; readonly contentType: string }
  | { readonly kind: 'file'; readonly path: string; readonly contentType: string };

/** `absent`: only where nothing is under the key; `unchanged`: only over the content with this ETag. */
export type WriteCondition = { readonly kind: 'absent' } | { readonly kind: 'unchanged'; readonly etag: string };

/** A source that can be written to: a bucket, or a folder. A write is whole or absent. */
export interface ObjectStore extends ObjectSource {
  /** Objects below a folder or prefix that ends with `/`, without those of `range`; sorted by key; nothing there is an empty list. */
  listBelow(location: string, range?: ListRange): Promise<readonly ObjectInfo[]>;
  /** Undefined where nothing is under the key. */
  info(key: string): Promise<ObjectInfo | undefined>;
  /** Brings the bytes as they are to local disk; fails where they do not come whole. */
  download(key: string, path: string): Promise<ObjectInfo>;
  /** False where the condition does not hold; then nothing is written. */
  write(key: string, content: StoredContent, condition?: WriteCondition): Promise<boolean>;
  /** Done as well where nothing is there. */
  remove(key: string): Promise<void>;
}

export interface FileFingerprint {
  readonly bytes: number;
  readonly sha256: string;
}

/** Line-wise rewriting of a text file on local disk, and small files for the steps to hand on. */
export interface WorkFiles {
  /** A new empty folder that `removeFolder` deletes. */
  makeFolder(name: string): Promise<string>;
  removeFolder(path: string): Promise<void>;
  ensureFolder(path: string): Promise<void>;
  makePath(...parts: readonly string[]): string;
  list(folder: string): Promise<readonly string[]>;
  writeText(path: string, text: AsyncIterable<string> | Iterable<string>): Promise<void>;
  writeBytes(path: string, bytes: Uint8Array): Promise<void>;
  /** Size and SHA-256, hexadecimal, of a file as it is. */
  fingerprint(path: string): Promise<FileFingerprint>;
  /** Moves onto the final name in one step, replacing what is there. */
  publish(from: string, to: string): Promise<void>;
  /** The lines of a text in batches, without line feeds; bytes that are no UTF-8 come as U+FFFD. */
  lines(path: string): AsyncIterable<readonly string[]>;
  /** Whether the last line of the text ends with a line feed; true for an empty text. */
  endsWhole(path: string): Promise<boolean>;
}

/** Long work tells how far it is; the terminal shows it, a Lambda logs it. */
export interface Progress {
  step(name: string, done: number, total: number): void;
}

/** Digest of the text as hexadecimal, for file names derived from keys. */
export type Digest = (text: string) => string;
