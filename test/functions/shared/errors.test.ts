// What becomes of errors: those that pass have the name that state machines retry.
import { describe, expect, it } from 'vitest';
import { IngestError, RetryableError, toStructured } from '../../../functions/shared/errors.ts';
import { LocationError } from '../../../lib/adapters/location-error.ts';
import { unusable } from '../../../lib/pipeline/unusable.ts';

const named = (name: string, parts: object = {}) => Object.assign(new Error('said so'), { name }, parts);
const nameOf = (error: unknown) => (error instanceof Error ? error.name : typeof error);

describe('errors as callers are told', () => {
  it.each([
    ['a store that asks to slow down', new LocationError('s3://b/k', 'busy', 'try again', 'unavailable')],
    ['a connection that broke', named('Error', { code: 'ECONNRESET' })],
    ['a service that fails', named('InternalError', { $metadata: { httpStatusCode: 503 } })],
    ['throttling', named('ThrottlingException', { $metadata: { httpStatusCode: 400 } })],
    ['what one of these caused', new Error('outer', { cause: named('TimeoutError') })],
  ])('%s can be tried again', (_what, error) => {
    const told = toStructured(error);

    expect(nameOf(told)).toBe('RetryableError');
    expect(told).toMatchObject({ cause: error, message: error.message });
  });

  it.each([
    ['a role that may not read', new LocationError('s3://b/k', 'denied', 'allow it', 'denied'), 'LocationError'],
    ['input that must be mended', unusable('x', 'wrong', 'mend it'), 'UnusableInputError'],
    ['a refusal', named('ValidationException', { $metadata: { httpStatusCode: 400 } }), 'ValidationException'],
    ['a defect', new TypeError('x is undefined'), 'TypeError'],
    ['a thrown text', 'no error', 'string'],
  ])('%s stays what it is', (_what, error, name) => {
    expect(toStructured(error)).toBe(error);
    expect(nameOf(error)).toBe(name);
  });

  it('a batch that failed lists its keys, whatever failed it', () => {
    const error = new IngestError(['s3://b/1', 's3://b/2'], new RetryableError('slow'));

    expect(toStructured(error)).toBe(error);
    expect(error.name).toBe('IngestError');
    expect(error.message).toBe('2 objects are not read, the first because: slow; ["s3://b/1","s3://b/2"]');
  });
});
