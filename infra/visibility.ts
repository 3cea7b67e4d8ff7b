// How long a message of the ingest queue is out of sight once a function has it.

interface Times {
  readonly functions: { readonly ingest: { readonly timeoutSeconds: number } };
  readonly flow: { readonly gatherSeconds: number };
}

/** "At least six times the function timeout", and the time that messages are gathered (AWS Lambda, SQS event sources). */
export const visibilitySeconds = ({ functions, flow }: Times): number =>
  6 * functions.ingest.timeoutSeconds + flow.gatherSeconds;
