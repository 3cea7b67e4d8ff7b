// The part of the project's lock file that one dependency needs, as a project of its own that `npm ci` installs.
import { z } from 'zod';

const packageSchema = z.looseObject({
  version: z.string(),
  dependencies: z.record(z.string(), z.string()).optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});
const lockSchema = z.object({
  lockfileVersion: z.literal(3),
  packages: z.record(z.string(), z.looseObject({})),
});

type LockedPackage = z.infer<typeof packageSchema>;

export interface LockedProject {
  readonly manifest: string;
  readonly lock: string;
}

/** Texts of `package.json` and `package-lock.json`: the locked version of `name` and all below it, for every platform. */
export function lockSubset(lockText: string, name: string): LockedProject {
  const { packages } = lockSchema.parse(JSON.parse(lockText));
  const found = new Map<string, LockedPackage>();
  collect(packages, `node_modules/${name}`, found);
  const version = found.get(`node_modules/${name}`)?.version ?? '';
  const root = { name: 'flowfence-function', version: '0.0.0', private: true, dependencies: { [name]: version } };
  const sorted = [...found].sort(([left], [right]) => (left < right ? -1 : 1));
  const lock = {
    name: root.name,
    version: root.version,
    lockfileVersion: 3,
    requires: true,
    packages: Object.fromEntries([['', root], ...sorted]),
  };
  return { manifest: toText(root), lock: toText(lock) };
}

function collect(packages: Readonly<Record<string, unknown>>, path: string, found: Map<string, LockedPackage>): void {
  if (found.has(path)) return;
  const entry = packageSchema.safeParse(packages[path]);
  if (!entry.success) throw new Error(`the lock file has no ${path}: run npm install`);
  found.set(path, withoutDev(entry.data));
  const { dependencies = {}, optionalDependencies = {} } = entry.data;
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies }))
    collect(packages, resolvePath(packages, path, name), found);
}

/** As Node looks packages up: beside the package itself, then in every folder above. */
function resolvePath(packages: Readonly<Record<string, unknown>>, from: string, name: string): string {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (path in packages || folder === '') return path;
  }
}

function withoutDev({ dev: _dev, devOptional: _devOptional, ...entry }: LockedPackage): LockedPackage {
  return entry;
}

function toText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
