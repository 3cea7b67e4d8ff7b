// Reads the settings file: settings, or one line that names the file, the place in it and the mend.
import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { type InfraSettings, infraSettingsSchema } from './settings-schema.ts';

export type ReadSettings =
  | { readonly kind: 'settings'; readonly settings: InfraSettings }
  | { readonly kind: 'unusable'; readonly line: string };

export const readSettings = (path: string): ReadSettings => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return unusable(path, '', 'cannot be read; copy infra/settings.example.json there and adapt it');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return unusable(
      path,
      '',
      `is no JSON (${oneLine(error instanceof Error ? error.message : String(error))}); mend it`,
    );
  }
  const parsed = infraSettingsSchema.safeParse(value);
  return parsed.success ? { kind: 'settings', settings: parsed.data } : unusable(path, ...describe(parsed.error));
};

const describe = (error: z.ZodError): readonly [string, string] => {
  const [first, ...others] = error.issues;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  const place = first === undefined ? '' : first.path.map(String).join('.');
  return [place, `${oneLine(first?.message ?? 'unusable')}${more}; docs/deploy.md lists the settings`];
};

const unusable = (path: string, place: string, message: string): ReadSettings => ({
  kind: 'unusable',
  line: `${path}: ${place === '' ? '' : `${place}: `}${message}`,
});

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
