// Lines of YAML in colours, to read and to select.
import { yamlTokens } from './yaml-tokens.ts';
import './yaml.css';

export function YamlLines({ text }: { readonly text: string }) {
  const lines = text.replace(/\n$/, '').split('\n');
  return (
    <pre class="yaml">
      <code>
        {lines.map((line, index) => (
          // Lines have no name but their place.
          <YamlLine key={index} line={line} isLast={index === lines.length - 1} />
        ))}
      </code>
    </pre>
  );
}

/** With its line feed, so that copied text is the text. */
export function YamlLine({ line, isLast = false }: { readonly line: string; readonly isLast?: boolean }) {
  return (
    <>
      {yamlTokens(line).map(({ kind, text }, index) => (
        <span key={index} class={`yaml-${kind}`}>
          {text}
        </span>
      ))}
      {isLast ? '' : '\n'}
    </>
  );
}
