// Parts of the events that functions send one another through the state machines.
import { z } from 'zod';
import { isExecutionName, isRunName } from '../../lib/pipeline/stored/keys.ts';
import { nameSchema } from './settings-schema.ts';

/** RFC 3339 with any offset, as seconds since the epoch. */
export const timeSchema = z.iso.datetime({ offset: true }).transform((text) => Math.floor(Date.parse(text) / 1000));

export const executionSchema = z.string().refine(isExecutionName, 'no name of an execution');

/** `s3://bucket/key`. */
export const locationSchema = z
  .string()
  .max(2048)
  .regex(/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/./, 'no s3://bucket/key');

export const runSchema = z.object({ cluster: nameSchema, run: z.string().refine(isRunName, 'no run') });
