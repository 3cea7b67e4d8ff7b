// A matrix as a table: clients down, servers across, and in each cell how many connections of which class.

import type { Bundle } from '../../../report/map/bundles.ts';
import { MAP_CLASSES, MAP_STYLES, type MapClass } from '../../../report/map/map-class.ts';
import { grouped } from '../../../report/words.ts';
import { Name } from '../../components/name.tsx';
import type { Matrix, MatrixSide } from './matrix.ts';

export interface MatrixTableProps {
  readonly label: string;
  readonly matrix: Matrix;
  /** Where a cell leads. */
  readonly hrefOf: (row: MatrixSide, column: MatrixSide) => string;
  /** Id of the bundle that is shown below. */
  readonly currentId: string;
}

/** Above this, names of columns stand upright. */
const MOST_LEVEL_NAMES = 7;

export function MatrixTable({ label, matrix, hrefOf, currentId }: MatrixTableProps) {
  const { rows, columns, cell } = matrix;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a scrolling part must be a named region that the keyboard can reach.
    <div
      class={columns.length > MOST_LEVEL_NAMES ? 'matrix upright' : 'matrix'}
      role="region"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows scroll it, which needs focus.
      tabIndex={0}
    >
      <table>
        <caption class="hidden-visually">{label}</caption>
        <thead>
          <tr>
            <th scope="col" class="corner">
              client ↓ to server →
            </th>
            {columns.map((column) => (
              <th key={column.id} scope="col">
                <span title={column.title}>
                  <Name text={column.title} />
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">
                <Name text={row.title} />
              </th>
              {columns.map((column) => (
                <Cell
                  key={column.id}
                  bundle={cell(row, column)}
                  label={`${row.title} to ${column.title}`}
                  href={hrefOf(row, column)}
                  currentId={currentId}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface CellProps {
  readonly bundle: Bundle | undefined;
  readonly label: string;
  readonly href: string;
  readonly currentId: string;
}

function Cell({ bundle, label, href, currentId }: CellProps) {
  if (bundle === undefined) return <td />;
  return (
    <td class={`cell-${bundle.class}`}>
      <a href={href} aria-current={bundle.id === currentId ? 'true' : undefined}>
        {/* One element that nobody sees, as there are thousands of cells. */}
        <span class="hidden-visually">{nameOf(bundle, label)}</span>
        {classesOf(bundle).map((mapClass) => (
          <span key={mapClass} aria-hidden="true" class={`verdict-${mapClass}`} title={MAP_STYLES[mapClass].word}>
            {MAP_STYLES[mapClass].icon} {grouped(bundle.counts[mapClass])}
          </span>
        ))}
      </a>
    </td>
  );
}

function classesOf({ counts }: Bundle): readonly MapClass[] {
  return MAP_CLASSES.filter((mapClass) => counts[mapClass] > 0);
}

/** `shop to kube-system: 1 would be blocked, 25 allowed`. */
function nameOf(bundle: Bundle, label: string): string {
  const counts = classesOf(bundle).map(
    (mapClass) => `${grouped(bundle.counts[mapClass])} ${MAP_STYLES[mapClass].word}`,
  );
  return `${label}: ${counts.join(', ')}`;
}
