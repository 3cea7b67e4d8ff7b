// The manifest of a report: its files with size and digest, so that who fetches them knows that they are whole.
import { z } from 'zod';
import { isReportFile, isRunName, isStoredName } from './keys.ts';

export const MANIFEST_SCHEMA = 'flowfence.manifest/v1';

const count = z.int().nonnegative();

export const manifestFileSchema = z
  .object({
    /** Relative to the manifest, with `/`. */
    name: z.string().refine(isReportFile, 'is no name of a file of a report'),
    bytes: count,
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    contentType: z.string(),
  })
  .readonly();

/** What a list of reports shows without opening any. */
export const manifestSummarySchema = z
  .object({
    workloads: count,
    connections: count,
    /** Of the connections that are needs, under the current policies. */
    blocked: count,
    unknown: count,
    findings: z.object({ high: count, medium: count, low: count, info: count }).readonly(),
    policies: z.object({ current: count, recommended: count }).readonly(),
    records: count,
    attributed: count,
    /** Records whose client and server could be known; absent in manifests of before. */
    attributable: count.optional(),
  })
  .readonly();

export const manifestSchema = z
  .object({
    schema: z.literal(MANIFEST_SCHEMA),
    cluster: z.string().refine(isStoredName, 'is no name of a cluster'),
    run: z.string().refine(isRunName, 'is no run'),
    /** RFC 3339; both ends belong to the window. */
    from: z.string(),
    to: z.string(),
    /** By name. */
    files: z.array(manifestFileSchema).readonly(),
    summary: manifestSummarySchema,
  })
  .readonly();

export type Manifest = z.infer<typeof manifestSchema>;
export type ManifestFile = z.infer<typeof manifestFileSchema>;
export type ManifestSummary = z.infer<typeof manifestSummarySchema>;

export function formatManifest(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
