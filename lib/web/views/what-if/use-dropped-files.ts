// Policy files that are dropped on the view or chosen, read into the draft in the order of their names.
import { useState } from 'preact/hooks';
import { compareBy } from '../../../base/order.ts';
import type { Model } from '../../data/model.ts';
import { loadDraft } from './draft.ts';

const MOST_BYTES = 16 * 1024 * 1024;

export interface DroppedFiles {
  /** Whether files are held over the view. */
  readonly dropping: boolean;
  readonly handlers: {
    readonly onDragOver: (event: DragEvent) => void;
    readonly onDragLeave: (event: DragEvent) => void;
    readonly onDrop: (event: DragEvent) => void;
  };
  /** Why the last files were not read. */
  readonly problem: string | undefined;
  readonly openFiles: (files: FileList | null) => void;
}

export function useDroppedFiles(model: Model, onRead: () => void): DroppedFiles {
  const [dropping, setDropping] = useState(false);
  const [problem, setProblem] = useState<string | undefined>();
  const openFiles = async (list: FileList | null): Promise<void> => {
    const files = [...(list ?? [])].sort(compareBy(({ name }) => name));
    if (files.length === 0) return;
    const bytes = files.reduce((sum, { size }) => sum + size, 0);
    if (bytes > MOST_BYTES) {
      setProblem(`These files have ${bytes} bytes, more than ${MOST_BYTES}: use flowfence check for them.`);
      return;
    }
    const texts = await readAll(files);
    setProblem(texts === undefined ? 'The browser could not read these files: open them again.' : undefined);
    if (texts === undefined) return;
    loadDraft(model, joinDocuments(texts), 'files');
    onRead();
  };
  return {
    dropping,
    problem,
    openFiles: (files) => void openFiles(files),
    handlers: {
      onDragOver: (event) => {
        if (event.dataTransfer?.types.includes('Files') !== true) return;
        event.preventDefault();
        setDropping(true);
      },
      onDragLeave: (event) => {
        if (event.target === event.currentTarget) setDropping(false);
      },
      onDrop: (event) => {
        if (event.dataTransfer?.types.includes('Files') !== true) return;
        event.preventDefault();
        setDropping(false);
        void openFiles(event.dataTransfer.files);
      },
    },
  };
}

async function readAll(files: readonly File[]): Promise<readonly string[] | undefined> {
  try {
    return await Promise.all(files.map((file) => file.text()));
  } catch {
    return undefined;
  }
}

/** Each file begins a document of its own; JSON is YAML. */
function joinDocuments(texts: readonly string[]): string {
  return texts.map((text) => (text === '' || text.endsWith('\n') ? text : `${text}\n`)).join('---\n');
}
