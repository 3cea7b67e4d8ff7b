// What a function is, as its template says.
export interface FunctionConfig {
  readonly name: string;
  /** The folder of the bundle. */
  readonly taskRoot: string;
  /** file.export, as `index.handler`. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** A command that runs the process, as `taskset -c 0`. */
  readonly wrapper?: readonly string[];
}
