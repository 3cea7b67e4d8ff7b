// `--format`: the declared format of logs that carry no header.
import { checkLayout, type Layout, parseDeclaredFormat } from '../sources/flow-log-layout.ts';
import { unusableInput } from './exit.ts';

export function declaredLayout(text: string): Layout {
  const layout = parseDeclaredFormat(text, '--format');
  if ('code' in layout) throw unusableInput(layout);
  const problem = checkLayout(layout, { source: '--format' });
  if (problem !== undefined) throw unusableInput(problem);
  return layout;
}
