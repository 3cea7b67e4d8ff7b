// Saves a text as a file, made in the page: nothing is sent anywhere.
import { safeFileName } from './file-name.ts';

export interface DownloadButtonProps {
  readonly label: string;
  readonly fileName: string;
  /** Such as `text/yaml`. */
  readonly mediaType: string;
  readonly text: () => string;
  /** While there is nothing to save yet. */
  readonly disabled?: boolean;
}

/** Long enough for any browser to have begun to read. */
const RELEASE_MILLISECONDS = 60_000;

export function DownloadButton({ label, fileName, mediaType, text, disabled = false }: DownloadButtonProps) {
  const save = (): void => saveFile(fileName, new Blob([text()], { type: `${mediaType};charset=utf-8` }));
  return (
    <button type="button" onClick={save} disabled={disabled}>
      {label}
    </button>
  );
}

export function saveFile(fileName: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = safeFileName(fileName);
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), RELEASE_MILLISECONDS);
}
