// The log sources of the settings as the pipeline takes them: where they lie, and the columns of objects without a header.
import type { LogSource } from '../../lib/pipeline/stored/tools.ts';
import { UnusableInputError, unusable } from '../../lib/pipeline/unusable.ts';
import { checkLayout, type Layout, parseDeclaredFormat } from '../../lib/sources/flow-log-layout.ts';
import type { LogsSettings } from './settings-schema.ts';

/** `ownBucket`: of the deployment, where it has one. */
export function toLogSource({ name, bucket, prefix, format }: LogsSettings, ownBucket: string | undefined): LogSource {
  const holder = bucket ?? ownBucket;
  if (holder === undefined)
    throw unusable(`log source ${name}`, 'it names no bucket, and the deployment has none', 'set LOG_BUCKET');
  const location = `s3://${holder}/${prefix}`;
  return format === undefined ? { name, location } : { name, location, declared: declaredLayout(format, name) };
}

function declaredLayout(format: string, name: string): Layout {
  const place = `format of log source ${name}`;
  const layout = parseDeclaredFormat(format, place);
  if ('code' in layout) throw new UnusableInputError(layout);
  const problem = checkLayout(layout, { source: place });
  if (problem !== undefined) throw new UnusableInputError(problem);
  return layout;
}

export function logSourceNamed(sources: readonly LogSource[], name: string): LogSource {
  const found = sources.find((source) => source.name === name);
  if (found === undefined) throw unusable(`log source ${name}`, 'not in the settings', 'name one of the settings');
  return found;
}

/** Of those that hold the key, the one with the longest location, as one may lie within another. */
export function logSourceOf(sources: readonly LogSource[], key: string): LogSource | undefined {
  const holding = sources.filter(({ location }) => key.startsWith(location));
  return holding.toSorted((left, right) => right.location.length - left.location.length)[0];
}
