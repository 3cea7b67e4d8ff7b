// The run whose hours are rolled up, as list-hours described it.
import { locationSchema, runSchema } from '../shared/event-parts.ts';

export const analyzeEventSchema = runSchema.extend({ plan: locationSchema });
