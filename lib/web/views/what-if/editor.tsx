// The editor of the draft: CodeMirror, with the lines marked that a diagnostic is about.
import { useEffect, useRef } from 'preact/hooks';
import { createEditor, type Editor, type LineMark } from './editor-state.ts';

export interface DraftEditorProps {
  readonly text: string;
  /** A new number replaces what is in the editor by `text`; what is typed changes `text` alone. */
  readonly loads: number;
  readonly marks: readonly LineMark[];
  readonly onChange: (text: string) => void;
}

export function DraftEditor({ text, loads, marks, onChange }: DraftEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | undefined>(undefined);
  const changed = useRef(onChange);
  changed.current = onChange;
  useEffect(() => {
    if (place.current === null) return;
    const created = createEditor(place.current, {
      text,
      label: 'Policies to try, as YAML',
      onChange: (next) => changed.current(next),
    });
    editor.current = created;
    return created.destroy;
    // The editor holds its text itself from here on.
  }, []);
  useEffect(() => editor.current?.replace(text), [loads]);
  useEffect(() => editor.current?.mark(marks), [marks]);
  return <div ref={place} class="draft-editor" />;
}
