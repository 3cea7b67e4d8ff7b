// The stacks of an assembly, as `cdk synth` writes it: their resources with every reference resolved.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNT, REGION } from '../cloud.ts';
import { isObject, type Json, type JsonObject, parseJson } from '../states/json.ts';
import { type Names, resolve } from './resolve.ts';

export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
  readonly metadata: JsonObject;
  /** What `Ref` gives. */
  readonly ref: string;
}

interface Template {
  readonly stack: string;
  readonly resources: Readonly<Record<string, JsonObject>>;
  readonly outputs: JsonObject;
  readonly parameters: JsonObject;
}

export function readStacks(assembly: string): readonly Resource[] {
  const files = readdirSync(assembly).filter((name) => name.endsWith('.template.json'));
  const templates = files.sort().map((file) => readTemplate(assembly, file));
  const namesOf = (template: Template): Names => makeNames(template, (name) => exportedBy(templates, name, namesOf));
  return templates.flatMap((template) => {
    const names = namesOf(template);
    return Object.entries(template.resources).map(([logicalId, resource]) => ({
      logicalId,
      type: String(resource.Type),
      properties: asObject(resolve(resource.Properties ?? {}, names)),
      metadata: asObject(resource.Metadata),
      ref: String(names.ref(logicalId)),
    }));
  });
}

function readTemplate(assembly: string, file: string): Template {
  const template = asObject(parseJson(readFileSync(join(assembly, file), 'utf8')));
  const resources = asObject(template.Resources);
  return {
    stack: file.replace('.template.json', ''),
    resources: Object.fromEntries(Object.entries(resources).map(([id, value]) => [id, asObject(value)])),
    outputs: asObject(template.Outputs),
    parameters: asObject(template.Parameters),
  };
}

function asObject(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function exportedBy(templates: readonly Template[], name: string, namesOf: (template: Template) => Names): Json {
  for (const template of templates) {
    for (const output of Object.values(template.outputs)) {
      const exported = asObject(asObject(output).Export).Name;
      if (exported !== undefined && resolve(exported, namesOf(template)) === name) {
        return resolve(asObject(output).Value, namesOf(template));
      }
    }
  }
  throw new Error(`no stack exports ${name}`);
}

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Region': REGION,
  'AWS::AccountId': ACCOUNT,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** The property that names a resource of the type. */
const NAMED_BY: Readonly<Record<string, string>> = {
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
};

function makeNames(template: Template, exported: Names['exported']): Names {
  const names: Names = {
    exported,
    ref: (id) => {
      if (id === 'AWS::StackName') return template.stack;
      if (Object.hasOwn(PSEUDO, id)) return PSEUDO[id] ?? '';
      const parameter = template.parameters[id];
      if (parameter !== undefined) return asObject(parameter).Default ?? '';
      const name = nameOf(id);
      const type = String(template.resources[id]?.Type);
      if (type === 'AWS::SQS::Queue') return `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${name}`;
      return type === 'AWS::SNS::Topic' || type === 'AWS::StepFunctions::StateMachine' ? arnOf(type, name) : name;
    },
    attribute: (id, attribute) => {
      const type = String(template.resources[id]?.Type);
      return /Arn$/.test(attribute) ? arnOf(type, nameOf(id)) : nameOf(id);
    },
  };
  const nameOf = (id: string): string => {
    const resource = template.resources[id];
    if (resource === undefined) throw new Error(`${template.stack} has no ${id}`);
    const named = asObject(resource.Properties)[NAMED_BY[String(resource.Type)] ?? ''];
    // What the template does not name, CloudFormation names after the stack and the resource.
    return named === undefined ? `${template.stack}-${id}`.toLowerCase().slice(0, 63) : String(resolve(named, names));
  };
  return names;
}

function arnOf(type: string, name: string): string {
  const place = `${REGION}:${ACCOUNT}`;
  switch (type) {
    case 'AWS::S3::Bucket':
      return `arn:aws:s3:::${name}`;
    case 'AWS::SQS::Queue':
      return `arn:aws:sqs:${place}:${name}`;
    case 'AWS::SNS::Topic':
      return `arn:aws:sns:${place}:${name}`;
    case 'AWS::Lambda::Function':
      return `arn:aws:lambda:${place}:function:${name}`;
    case 'AWS::StepFunctions::StateMachine':
      return `arn:aws:states:${place}:stateMachine:${name}`;
    default:
      return `arn:aws:other:${place}:${name}`;
  }
}
