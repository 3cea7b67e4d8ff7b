// What the routes of the API have in common: their problems, and how they are put on the application.
import type { OpenAPIHono, z } from '@hono/zod-openapi';
import type { ApiTools } from './asked-report.ts';
import { PROBLEM_TYPE, type ProblemStatus } from './problem.ts';
import { problemSchema } from './schemas/report.ts';

export type AddRoutes = (api: OpenAPIHono, tools: ApiTools) => void;

const DESCRIPTIONS: Readonly<Partial<Record<ProblemStatus, string>>> = {
  400: 'The path, the query or the body is malformed.',
  404: 'There is nothing of this name.',
  406: 'It cannot be had as a media type that is accepted.',
  413: 'The body is larger than 1 MB, or has more than 2,000 objects.',
  415: 'The body is of a media type that is not read here.',
  422: 'It is well-formed and larger than can be answered.',
};

/** Content that may be absent leaves handlers free to answer with any `Response`. */
interface DeclaredResponse {
  readonly description: string;
  readonly content?: Readonly<Record<string, { readonly schema: z.ZodType }>>;
}

/** 400 and others. */
type DeclaredProblems = Readonly<Record<400, DeclaredResponse>>;

/** Every route may be asked in a malformed way. */
export function problems(...statuses: readonly ProblemStatus[]): DeclaredProblems {
  return { 400: declared(400), ...Object.fromEntries(statuses.map((status) => [status, declared(status)])) };
}

function declared(status: ProblemStatus): DeclaredResponse {
  return { description: DESCRIPTIONS[status] ?? '', content: { [PROBLEM_TYPE]: { schema: problemSchema } } };
}

const NOT_MODIFIED = { 304: { description: 'The client has it already, by its If-None-Match.' } };

/** Of every answer about one report. */
export const REPORT_PROBLEMS: DeclaredProblems = { ...NOT_MODIFIED, ...problems(404, 406, 422) };

export function jsonContent<T extends z.ZodType>(schema: T) {
  return { 'application/json': { schema } };
}
