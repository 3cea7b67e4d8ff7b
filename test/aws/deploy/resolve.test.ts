// Functions of CloudFormation templates, as far as the templates of the deployment use them.
import { expect, it } from 'vitest';
import { type Names, resolve } from './resolve.ts';

/** `${name}`, as templates write variables. */
const variable = (name: string) => ['$', '{', name, '}'].join('');

const names: Names = {
  ref: (id) => `ref:${id}`,
  attribute: (id, name) => `${id}/${name}`,
  exported: (name) => `exported:${name}`,
};

it.each([
  [{ Ref: 'Bucket' }, 'ref:Bucket'],
  [{ 'Fn::GetAtt': ['Queue', 'Arn'] }, 'Queue/Arn'],
  [{ 'Fn::GetAtt': 'Queue.Arn' }, 'Queue/Arn'],
  [{ 'Fn::ImportValue': { 'Fn::Join': ['-', ['a', { Ref: 'B' }]] } }, 'exported:a-ref:B'],
  [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3']] }, 'arn:ref:AWS::Partition:s3'],
  [{ 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
  [{ 'Fn::Sub': `x-${variable('Bucket')}-${variable('Queue.Arn')}` }, 'x-ref:Bucket-Queue/Arn'],
  [{ 'Fn::Sub': variable('!Literal') }, variable('Literal')],
  [{ 'Fn::Sub': [variable('Own'), { Own: { Ref: 'B' } }] }, 'ref:B'],
  [{ a: [1, { b: { Ref: 'C' } }], left: { Ref: 'AWS::NoValue' } }, { a: [1, { b: 'ref:C' }] }],
])('%j', (value, expected) => {
  expect(resolve(value, names)).toEqual(expected);
});
