// CodeMirror as the page uses it: YAML in colours, marked lines, undo; Tab leaves it, as the keyboard must not be caught.
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { EditorState, type Extension, RangeSetBuilder, StateEffect, StateField, type Text } from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  GutterMarker,
  gutter,
  highlightActiveLine,
  keymap,
  lineNumbers,
  ViewPlugin,
} from '@codemirror/view';
import type { DiagnosticLevel } from '../../../base/diagnostic.ts';
import { yamlTokens } from '../../components/yaml-tokens.ts';

/** `line` is 1-based; beyond the text it is left out. */
export interface LineMark {
  readonly line: number;
  readonly level: DiagnosticLevel;
  readonly message: string;
}

export interface Editor {
  readonly replace: (text: string) => void;
  readonly mark: (marks: readonly LineMark[]) => void;
  readonly goTo: (line: number) => void;
  readonly destroy: () => void;
}

export interface EditorOptions {
  readonly text: string;
  readonly label: string;
  readonly onChange: (text: string) => void;
}

export function createEditor(parent: HTMLElement, { text, label, onChange }: EditorOptions): Editor {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        highlightActiveLine(),
        keymap.of([...defaultKeymap, ...historyKeymap]),
        // Editable text takes focus by itself; said in words, checkers of accessibility know it too.
        EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString());
        }),
        yamlColours,
        markedLines,
      ],
    }),
  });
  return {
    replace: (next) => {
      if (next === view.state.doc.toString()) return;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next }, selection: { anchor: 0 } });
    },
    mark: (marks) => view.dispatch({ effects: setMarks.of(marks) }),
    goTo: (line) => {
      const from = view.state.doc.line(Math.max(1, Math.min(line, view.state.doc.lines))).from;
      view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
      view.focus();
    },
    destroy: () => view.destroy(),
  };
}

const yamlColours: Extension = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = colours(view);
    }
    update({ view, docChanged, viewportChanged }: { view: EditorView; docChanged: boolean; viewportChanged: boolean }) {
      if (docChanged || viewportChanged) this.decorations = colours(view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

function colours({ state, visibleRanges }: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { from, to } of visibleRanges) {
    for (let line = state.doc.lineAt(from); ; line = state.doc.line(line.number + 1)) {
      let at = line.from;
      for (const { kind, text } of yamlTokens(line.text)) {
        builder.add(at, at + text.length, Decoration.mark({ class: `yaml-${kind}` }));
        at += text.length;
      }
      if (line.to >= to || line.number === state.doc.lines) break;
    }
  }
  return builder.finish();
}

const setMarks = StateEffect.define<readonly LineMark[]>();

class LevelMarker extends GutterMarker {
  readonly entry: LineMark;
  constructor(entry: LineMark) {
    super();
    this.entry = entry;
  }
  override toDOM(): Node {
    const { level, message } = this.entry;
    const node = document.createElement('span');
    node.className = `line-mark line-mark-${level}`;
    node.textContent = { error: '✕', warning: '!', info: 'i' }[level];
    node.title = message;
    return node;
  }
}

const marks = StateField.define<readonly LineMark[]>({
  create: () => [],
  update: (value, transaction) =>
    transaction.effects.reduce((last, effect) => (effect.is(setMarks) ? effect.value : last), value),
});

const markedLines: Extension = [
  marks,
  gutter({
    class: 'line-marks',
    lineMarker: (view, line) => {
      const number = view.state.doc.lineAt(line.from).number;
      const entry = view.state.field(marks).find((mark) => mark.line === number);
      return entry === undefined ? null : new LevelMarker(entry);
    },
    lineMarkerChange: (update) => update.startState.field(marks) !== update.state.field(marks),
  }),
  EditorView.decorations.compute([marks, 'doc'], (state) => lineColours(state.doc, state.field(marks))),
];

function lineColours(text: Text, entries: readonly LineMark[]): DecorationSet {
  const grave = entries.filter(({ level, line }) => level !== 'info' && line >= 1 && line <= text.lines);
  const lines = [...new Set(grave.map(({ line }) => line))].sort((left, right) => left - right);
  return Decoration.set(lines.map((line) => Decoration.line({ class: 'marked-line' }).range(text.line(line).from)));
}
