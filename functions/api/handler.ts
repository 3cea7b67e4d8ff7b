// api: requests of the HTTP API, answered from the bucket of reports.

import { z } from 'zod';
import { defineFunction } from '../shared/define-function.ts';

export const handler = defineFunction({
  service: 'api',
  event: z.looseObject({ version: z.literal('2.0') }),
  run: async () => ({ statusCode: 503 }),
});
