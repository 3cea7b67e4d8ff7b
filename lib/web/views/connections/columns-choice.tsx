// Which columns the table shows.
import { COLUMNS } from './connection-columns.tsx';

export interface ColumnsChoiceProps {
  readonly names: readonly string[];
  readonly onChange: (names: readonly string[]) => void;
}

export function ColumnsChoice({ names, onChange }: ColumnsChoiceProps) {
  return (
    <details class="columns-choice">
      <summary>Columns</summary>
      <fieldset>
        <legend class="hidden-visually">Columns beside the client</legend>
        {COLUMNS.filter(({ key }) => key !== 'client').map(({ key, title }) => (
          <label key={key}>
            <input
              type="checkbox"
              checked={names.includes(key)}
              onChange={({ currentTarget: { checked } }) =>
                onChange(checked ? [...names, key] : names.filter((name) => name !== key))
              }
            />{' '}
            {title}
          </label>
        ))}
      </fieldset>
    </details>
  );
}
