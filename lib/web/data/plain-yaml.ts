// Writes policies as YAML, the same bytes as `formatPolicyYaml`, many times faster where all their texts are plain.
import { formatPolicyYaml } from '../../recommendation/manifest-yaml.ts';
import type { PolicyManifest } from '../../report/document.ts';

/** Of thousands of policies almost all are of this shape; the others are left to the one that knows all of YAML. */
export function policyYaml(manifest: PolicyManifest): string {
  const lines: string[] = [];
  return writeMap(manifest, '', '', lines) ? `${lines.join('\n')}\n` : formatPolicyYaml(manifest);
}

/** Begins with a letter, and is no word that YAML 1.1 takes for a truth value or null, as `yes` and `off` are, or number, as `e1`. */
const PLAIN = /^(?!(?:y|n|yes|no|on|off|true|false|null|e[0-9]+)$)[a-z][a-z0-9./_-]*$/i;
/** A width beyond which nothing is folded, and a key would be written in another way. */
const MOST_KEY_LENGTH = 100;

/** `first` is what stands before the first key instead of the indent. False where it is not plain. */
function writeMap(map: object, indent: string, first: string, lines: string[]): boolean {
  const entries = Object.entries(map);
  if (entries.length === 0) return false;
  return entries.every(([key, value]: readonly [string, unknown], index) => {
    if (!PLAIN.test(key) || key.length > MOST_KEY_LENGTH) return false;
    const head = `${index === 0 ? first : indent}${key}:`;
    const text = scalar(value);
    if (text !== undefined) {
      lines.push(`${head} ${text}`);
      return true;
    }
    if (typeof value !== 'object' || value === null) return false;
    lines.push(Object.keys(value).length === 0 ? `${head} ${Array.isArray(value) ? '[]' : '{}'}` : head);
    if (Object.keys(value).length === 0) return true;
    return Array.isArray(value)
      ? writeList(value, `${indent}  `, lines)
      : writeMap(value, `${indent}  `, `${indent}  `, lines);
  });
}

function writeList(list: readonly unknown[], indent: string, lines: string[]): boolean {
  return list.every((item) => {
    const text = scalar(item);
    if (text !== undefined) {
      lines.push(`${indent}- ${text}`);
      return true;
    }
    const isMap = typeof item === 'object' && item !== null && !Array.isArray(item);
    return isMap && writeMap(item, `${indent}  `, `${indent}- `, lines);
  });
}

/** Undefined where it is no scalar, or none that is plain. */
function scalar(value: unknown): string | undefined {
  if (typeof value === 'string') return PLAIN.test(value) ? value : undefined;
  if (typeof value === 'number')
    return Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0) ? String(value) : undefined;
  return typeof value === 'boolean' ? String(value) : undefined;
}
