// Where the system's Chromium is, or where CHROMIUM says it is.
import { existsSync } from 'node:fs';

const USUAL_PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Undefined where there is none. */
export const BROWSER_PATH = process.env.CHROMIUM ?? USUAL_PATHS.find((path) => existsSync(path));
