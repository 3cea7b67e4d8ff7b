#!/usr/bin/env node
// The published command: registers the TypeScript loader and hands over to lib/cli/main.ts.
import { register } from 'tsx/esm/api';

register();
await import('../lib/cli/main.ts');
