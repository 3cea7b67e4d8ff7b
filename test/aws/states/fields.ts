// The fields that this interpreter knows, by the type of the state: an unknown one must fail, not be passed over.
import { runtimeError } from './errors.ts';
import { isObject, type Json, type JsonObject } from './json.ts';

const ALL = ['Type', 'Comment', 'InputPath', 'OutputPath', 'QueryLanguage'];
const NEXT = ['Next', 'End'];
const RESULT = ['Parameters', 'ResultSelector', 'ResultPath', 'Retry', 'Catch'];

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Pass: [...ALL, ...NEXT, 'Parameters', 'ResultPath', 'Result'],
  Task: [...ALL, ...NEXT, ...RESULT, 'Resource', 'TimeoutSeconds'],
  Choice: [...ALL, 'Choices', 'Default'],
  Wait: [...ALL, ...NEXT, 'Seconds', 'SecondsPath'],
  Succeed: ALL,
  Fail: ['Type', 'Comment', 'Error', 'ErrorPath', 'Cause', 'CausePath', 'QueryLanguage'],
  Parallel: [...ALL, ...NEXT, ...RESULT, 'Branches'],
  Map: [
    ...[
      ...ALL,
      ...NEXT,
      ...RESULT,
      'ItemsPath',
      'ItemSelector',
      'ItemProcessor',
      'MaxConcurrency',
      'MaxConcurrencyPath',
    ],
    ...['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label'],
    ...[
      'ToleratedFailureCount',
      'ToleratedFailureCountPath',
      'ToleratedFailurePercentage',
      'ToleratedFailurePercentagePath',
    ],
  ],
};

const PARTS: Readonly<Record<string, readonly string[]>> = {
  ItemProcessor: ['StartAt', 'States', 'ProcessorConfig', 'Comment'],
  ProcessorConfig: ['Mode', 'ExecutionType'],
  ItemReader: ['Resource', 'Parameters', 'ReaderConfig'],
  ReaderConfig: ['InputType', 'MaxItems'],
  ItemBatcher: ['MaxItemsPerBatch', 'MaxItemsPerBatchPath', 'MaxInputBytesPerBatch', 'BatchInput'],
  ResultWriter: ['Resource', 'Parameters', 'WriterConfig'],
};

export function checkState(name: string, state: JsonObject): void {
  const type = String(state.Type);
  const known = FIELDS[type];
  if (known === undefined) throw runtimeError(`${name}: no state of type ${type} is known`);
  checkFields(name, state, known);
  if (state.QueryLanguage !== undefined && state.QueryLanguage !== 'JSONPath') {
    throw runtimeError(`${name}: only JSONPath is known`);
  }
  if (type === 'Map') checkPart(name, 'ItemProcessor', state.ItemProcessor);
  for (const part of ['ItemReader', 'ItemBatcher', 'ResultWriter']) checkPart(name, part, state[part]);
}

function checkPart(name: string, part: string, value: Json | undefined): void {
  if (value === undefined) return;
  if (!isObject(value)) throw runtimeError(`${name}: ${part} is no object`);
  checkFields(`${name}.${part}`, value, PARTS[part] ?? []);
  if (part === 'ItemProcessor') checkPart(name, 'ProcessorConfig', value.ProcessorConfig);
  if (part === 'ItemReader') checkPart(name, 'ReaderConfig', value.ReaderConfig);
}

function checkFields(place: string, value: JsonObject, known: readonly string[]): void {
  const unknown = Object.keys(value).find((field) => !known.includes(field));
  if (unknown !== undefined) throw runtimeError(`${place}: this interpreter does not know the field ${unknown}`);
}
