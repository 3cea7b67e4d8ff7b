// The app: storage, compute and, where it is asked for, the API; and cdk-nag's AWS Solutions pack to check it.
import { App, type Environment, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ApiStack } from './api/api-stack.ts';
import { ComputeStack } from './compute/compute-stack.ts';
import { FEATURE_FLAGS } from './feature-flags.ts';
import { type FunctionName, idOf } from './names.ts';
import type { InfraSettings } from './settings-schema.ts';
import { StorageStack } from './storage/storage-stack.ts';

export interface AppParts {
  readonly settings: InfraSettings;
  /** The folder with the code of a function. */
  readonly codeFolder: (name: FunctionName) => string;
  /** Where the templates and assets go. */
  readonly outFolder?: string;
}

export const buildApp = ({ settings, codeFolder, outFolder }: AppParts): App => {
  const app = new App({
    analyticsReporting: false,
    postCliContext: FEATURE_FLAGS,
    ...(outFolder === undefined ? {} : { outdir: outFolder }),
  });
  const id = idOf(settings.name.replaceAll('-', '.'));
  const props = { env: environmentOf(settings) };
  const storageStack = new StorageStack(app, `${id}Storage`, settings, {
    ...props,
    terminationProtection: true,
    description: 'flowfence: buckets, key and queue; what must outlive a deployment of code',
  });
  const { storage } = storageStack;
  const compute = new ComputeStack(
    app,
    `${id}Compute`,
    { settings, storage, codeFolder },
    {
      ...props,
      description: 'flowfence: functions, state machines, schedules and alarms',
    },
  );
  compute.addStackDependency(storageStack);
  if (settings.api !== undefined)
    new ApiStack(
      app,
      `${id}Api`,
      { settings, storage, codeFolder, api: settings.api, alarmTopicArn: compute.alarmTopicArn },
      {
        ...props,
        description: 'flowfence: the API',
      },
    ).addStackDependency(compute);
  Tags.of(app).add('application', settings.name);
  return app;
};

/** What the pack finds and nobody acknowledged ends the synthesis. */
export const checkApp = (app: App): App => {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { verbose: true }));
  return app;
};

const environmentOf = ({ account, region }: InfraSettings): Environment => ({
  ...(account === undefined ? {} : { account }),
  ...(region === undefined ? {} : { region }),
});
