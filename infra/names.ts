// The functions by their folder in `functions/`, and the names they have in the account.
export const FUNCTION_NAMES = ['ingest', 'list-hours', 'rollup', 'analyze', 'notify', 'plan-backfill', 'api'] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];

/** Names in the account start with the deployment's, so that several deployments lie side by side. */
export const nameInAccount = (deployment: string, part: string): string => `${deployment}-${part}`;

/** `list-hours` as part of logical ids: `ListHours`. */
export const idOf = (name: string): string =>
  name
    .split(/[-.]/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
