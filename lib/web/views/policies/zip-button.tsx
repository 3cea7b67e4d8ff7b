// Saves recommended policies as `flowfence policies` writes them: a file each and a kustomization.yaml, in one zip.
import { useState } from 'preact/hooks';
import { saveFile } from '../../components/download-button.tsx';
import type { Model } from '../../data/model.ts';
import { askOnce } from '../../workers/ask-worker.ts';

export interface ZipButtonProps {
  readonly model: Model;
  readonly label: string;
  /** All where undefined. */
  readonly namespace?: string;
}

export function ZipButton({ model, label, namespace }: ZipButtonProps) {
  const [problem, setProblem] = useState<string>();
  const save = async (): Promise<void> => {
    const reply = await askOnce(model.document, { kind: 'zip', ...(namespace === undefined ? {} : { namespace }) });
    setProblem(reply.kind === 'failed' ? reply.reason : undefined);
    if (reply.kind !== 'zip') return;
    saveFile(`${namespace ?? 'recommended'}-policies.zip`, new Blob([reply.bytes], { type: 'application/zip' }));
  };
  return (
    <>
      <button type="button" title="A file for each policy, and a kustomization.yaml" onClick={() => void save()}>
        {label}
      </button>
      {problem === undefined ? null : <span role="alert">Not saved: {problem}.</span>}
    </>
  );
}
