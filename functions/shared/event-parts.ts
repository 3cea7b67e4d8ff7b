// Parts of the events that functions send one another through the state machines.
import { z } from 'zod';
import { nameSchema } from './settings-schema.ts';

/** RFC 3339 with any offset, as seconds since the epoch. */
export const timeSchema = z.iso.datetime({ offset: true }).transform((text) => Math.floor(Date.parse(text) / 1000));

/** As a state machine's executions are named by default, or by hand within what a key may hold. */
export const executionSchema = z
  .string()
  .regex(/^[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?$/, 'letters, digits, dots and dashes, at most 63');

/** `s3://bucket/key`. */
export const locationSchema = z
  .string()
  .max(2048)
  .regex(/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/./, 'no s3://bucket/key');

export const runSchema = z.object({ cluster: nameSchema, run: z.string().regex(/^\d{8}T\d{6}Z-[0-9a-f]{16}$/) });
