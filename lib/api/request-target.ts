// Refuses request targets that could mean one path here and another elsewhere.
import { problem } from './problem.ts';

/**
 * As it came over the wire, before anything normalised it: `%2e%2e` is a `..` to every URL parser. Names in paths need no
 * percent-encoding, so that one that has it is refused. Undefined where it is in order.
 */
export function refuseTarget(target: string): Response | undefined {
  const [, path = '', query = ''] = /^([^?]*)\??(.*)$/s.exec(target) ?? [];
  if (path.includes('%') || path.includes('\\') || /\/\.{1,2}(\/|$)/.test(path) || path.includes('//')) {
    return problem(400, 'paths consist of letters, digits, dots, dashes and single slashes, none of them encoded');
  }
  return isDecodable(query) ? undefined : problem(400, 'the query is not percent-encoded UTF-8');
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
