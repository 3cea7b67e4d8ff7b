// Puts a text on the clipboard, and says whether that worked.
import { useState } from 'preact/hooks';

export interface CopyButtonProps {
  readonly label: string;
  readonly text: () => string;
  /** While there is nothing to copy yet. */
  readonly disabled?: boolean;
}

const SAID = { idle: '', copied: 'copied', refused: 'the browser refused to copy' } as const;

export function CopyButton({ label, text, disabled = false }: CopyButtonProps) {
  const [state, setState] = useState<keyof typeof SAID>('idle');
  const copy = async (): Promise<void> => {
    // Absent where the page is neither a file nor from localhost.
    const clipboard: Clipboard | undefined = navigator.clipboard;
    const written = clipboard?.writeText(text()).then(
      () => true,
      () => false,
    );
    setState((await written) === true ? 'copied' : 'refused');
  };
  return (
    <span class="copy">
      <button type="button" onClick={copy} disabled={disabled}>
        {label}
      </button>{' '}
      <span role="status">{SAID[state]}</span>
    </span>
  );
}
