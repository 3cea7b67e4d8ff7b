// The four classes of connections, as every report shows them: see lib/report/verdict-class.ts.
export { VERDICT_CLASSES, type VerdictClass, verdictClass } from '../../report/verdict-class.ts';
