// The settings of the deployment, as they lie beside the function's code, and what in them a name means.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { unusable } from '../../lib/pipeline/unusable.ts';
import { type ClusterSettings, type FunctionSettings, settingsSchema } from './settings-schema.ts';

/** In a bundle this module is `index.mjs`, so that the file lies beside it; `SETTINGS_FILE` names another. */
const BESIDE = fileURLToPath(new URL('settings.json', import.meta.url));

export function readSettings(path: string = process.env.SETTINGS_FILE ?? BESIDE): FunctionSettings {
  const parsed = settingsSchema.safeParse(readJson(path));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw unusable(path, `${issue?.path.join('.')}: ${issue?.message}`, 'mend the settings and deploy again');
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw unusable(path, `unreadable (${error instanceof Error ? error.message : String(error)})`, 'deploy again');
  }
}

export function clusterNamed(settings: FunctionSettings, name: string): ClusterSettings {
  const found = settings.clusters.find((cluster) => cluster.name === name);
  if (found === undefined) throw unusable(`cluster ${name}`, 'not in the settings', 'name one of the settings');
  return found;
}
