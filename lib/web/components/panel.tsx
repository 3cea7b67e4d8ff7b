// A part of a view with a heading, that a reader can jump to.
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

export interface PanelProps {
  readonly title: string;
  /** Beside the heading: buttons or a link to more. */
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Panel({ title, actions, children }: PanelProps) {
  const id = useId();
  return (
    <section class="panel" aria-labelledby={id}>
      <div class="panel-head">
        <h2 id={id}>{title}</h2>
        {actions === undefined ? null : <div class="panel-actions">{actions}</div>}
      </div>
      {children}
    </section>
  );
}
