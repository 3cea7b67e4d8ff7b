// Draws a scene: open groups at the back, then lines, boxes, and the numbers and ports on lines.
import { drawable, fitNote, fitText, wrapText } from '../../../report/map/drawn-text.ts';
import { neighbourId } from '../../../report/map/focus-scene.ts';
import { alertsOf } from '../../../report/map/group-scene.ts';
import { MAP_CLASSES, MAP_STYLES } from '../../../report/map/map-class.ts';
import type { Scene, SceneBox, SceneLine } from '../../../report/map/scene.ts';
import type { Enlargement } from './map-viewport.ts';

/** Boxes have titles, the panel lists lines: what is drawn is not read a second time. */
const UNREAD = { 'aria-hidden': true } as const;

/** On a map that is drawn small, more would hide each other and the boxes. */
const MOST_NUMBERS = 30;

export interface MapDrawingProps {
  readonly scene: Scene;
  /** Id of a box or a line; the empty text for none. */
  readonly selected: string;
  /** Id of the box under the pointer, or where the keyboard is: its lines stand out while nothing is selected. */
  readonly pointed: string;
  /** The box that Tab leads to. */
  readonly tabStop: string | undefined;
  /** Ids of boxes that a search found. */
  readonly found: ReadonlySet<string>;
  readonly dimSystem: boolean;
  /** Of all text: the smaller the map is drawn, the larger, and the less of it. */
  readonly enlarge: Enlargement;
}

export function MapDrawing({ scene, selected, pointed, tabStop, found, dimSystem, enlarge }: MapDrawingProps) {
  const { boxes, lines, captions } = scene;
  const parents = new Map(boxes.map(({ id, parent }) => [id, parent]));
  const about = selected === '' ? pointed : selected;
  const touches = ({ id, from, to }: SceneLine) =>
    about !== '' &&
    [id, from, to, neighbourId(from), neighbourId(to), parents.get(from), parents.get(to)].includes(about);
  const touched = lines.filter(touches).length;
  const anyTouched = touched > 0;
  const lineClass = (line: SceneLine) => {
    if (anyTouched && touches(line)) return line.id === selected ? 'active chosen' : 'active';
    if (anyTouched) return 'faded';
    return dimSystem && line.system ? 'faded' : '';
  };
  const box = (item: SceneBox) => (
    <Box
      key={item.id}
      box={item}
      selected={neighbourId(item.id) === selected}
      tabStop={item.id === tabStop}
      found={found.has(neighbourId(item.id))}
      enlarge={enlarge}
    />
  );
  const isRead = (line: SceneLine) => enlarge < 1.8 || (selected !== '' && touched <= MOST_NUMBERS && touches(line));
  return (
    <g style={{ '--enlarge': enlarge }}>
      <Markers />
      {boxes.filter(({ kind }) => kind === 'open').map(box)}
      <g {...UNREAD}>
        {lines.map((line) => (
          <Line key={line.id} line={line} state={lineClass(line)} />
        ))}
      </g>
      {boxes.filter(({ kind }) => kind !== 'open').map(box)}
      <g {...UNREAD}>
        {lines.filter(isRead).map((line) => (
          <LineText key={line.id} line={line} state={lineClass(line)} />
        ))}
        {captions.map(({ x, y, text }) => (
          <text key={text + x} class="map-caption" x={x} y={y}>
            {text}
          </text>
        ))}
      </g>
    </g>
  );
}

function Markers() {
  return (
    <defs>
      {MAP_CLASSES.map((mapClass) => (
        <marker
          key={mapClass}
          id={`to-${mapClass}`}
          class={`fill-${mapClass}`}
          viewBox="0 0 10 10"
          refX="9"
          refY="5"
          markerWidth="11"
          markerHeight="11"
          markerUnits="userSpaceOnUse"
          orient="auto"
        >
          <path d="M0 0L10 5L0 10z" />
        </marker>
      ))}
    </defs>
  );
}

interface BoxProps {
  readonly box: SceneBox;
  readonly selected: boolean;
  readonly tabStop: boolean;
  readonly found: boolean;
  readonly enlarge: Enlargement;
}

/** From line to line of a name, of the size of its letters. */
const LINE = 1.2;
const FONT = { closed: 15, open: 15, node: 13, rest: 13 } as const;

function Box({ box, selected, tabStop, found, enlarge }: BoxProps) {
  const { x, y, width, height, kind, groupKind, label } = box;
  const classes = ['map-box', kind, groupKind === 'namespace' ? '' : 'outside', selected ? 'selected' : ''];
  return (
    // biome-ignore lint/a11y/useSemanticElements: HTML has no button that can be drawn in a picture.
    <g
      class={[...classes, found ? 'found' : ''].filter((name) => name !== '').join(' ')}
      role="button"
      // Attributes of SVG are told apart by case.
      tabindex={tabStop ? 0 : -1}
      aria-pressed={selected}
      aria-expanded={kind === 'open' || kind === 'closed' ? kind === 'open' : undefined}
      data-box={box.id}
    >
      {/* Its name, also for assistive technology. */}
      <title>{drawable(label)}</title>
      <rect x={x} y={y} width={width} height={height} rx="6" />
      <BoxText box={box} enlarge={enlarge} />
      {kind === 'closed' ? <Alerts box={box} enlarge={enlarge} /> : null}
      {isMarked(box) ? (
        <text
          class="map-alert fill-blocked"
          {...UNREAD}
          x={x + width - 6 - 14 * enlarge}
          y={y + height / 2 + 5 * enlarge}
        >
          {MAP_STYLES.blocked.icon}
        </text>
      ) : null}
    </g>
  );
}

function isMarked({ kind, counts }: SceneBox): boolean {
  return kind === 'node' && counts.blocked > 0;
}

/** A long name has a second line, in the place of the note. */
function BoxText({ box, enlarge }: { readonly box: SceneBox; readonly enlarge: Enlargement }) {
  const { x, y, width, height, kind, title, note } = box;
  const small = kind === 'node' || kind === 'rest';
  const font = FONT[kind] * enlarge;
  const room = width - (isMarked(box) ? 20 + 20 * enlarge : 24);
  const isLarge = enlarge >= 1.8;
  const lines = isLarge || (small && note !== '') ? [fitText(title, room, font)] : wrapText(title, room, font);
  const hasNote = note !== '' && !isLarge && lines.length === 1;
  const alone = height / 2 + 5 * enlarge - ((lines.length - 1) * LINE * font) / 2;
  const top = y + (small ? (hasNote ? 6 + font : alone) : 10 + font);
  return (
    <>
      {lines.map((line, index) => (
        <text key={`${index} ${line}`} class="map-title" {...UNREAD} x={x + 12} y={top + index * LINE * font}>
          {line}
        </text>
      ))}
      {hasNote ? (
        <text class="map-note" {...UNREAD} x={x + 12} y={top + 4 + 14 * enlarge}>
          {fitNote(note, width - 24, 12 * enlarge)}
        </text>
      ) : null}
    </>
  );
}

/** Large letters have room for the word of one class, else for the signs, which the legend explains. */
function Alerts({ box, enlarge }: { readonly box: SceneBox; readonly enlarge: Enlargement }) {
  const alerts = alertsOf(box);
  const withWords = enlarge === 1 || alerts.length === 1;
  return (
    <text class="map-alert" {...UNREAD} x={box.x + 12} y={box.y + box.height - 14}>
      {alerts.map((mapClass, index) => (
        <tspan key={mapClass} class={`fill-${mapClass}`} dx={index === 0 ? 0 : 8}>
          {MAP_STYLES[mapClass].icon} {box.counts[mapClass]}
          {withWords ? ` ${mapClass}` : ''}
        </tspan>
      ))}
    </text>
  );
}

interface LineProps {
  readonly line: SceneLine;
  readonly state: string;
}

/** The second path is what a pointer meets: thin lines are hard to hit. */
function Line({ line, state }: LineProps) {
  const { id, from, to, path, width, label, class: mapClass } = line;
  return (
    <g class={`map-line ${state}`} data-line={id} data-from={from} data-to={to}>
      <title>{drawable(label)}</title>
      <path
        class={`stroke-${mapClass}`}
        d={path}
        stroke-width={width}
        stroke-dasharray={MAP_STYLES[mapClass].dash}
        marker-end={`url(#to-${mapClass})`}
      />
      <path class="map-hit" d={path} />
    </g>
  );
}

function LineText({ line: { id, text, textX, textY, textAnchor, class: mapClass }, state }: LineProps) {
  if (text === '') return null;
  return (
    <text
      class={`map-number fill-${mapClass} ${state}`}
      data-line={id}
      x={textX}
      y={textY + 4}
      text-anchor={textAnchor}
    >
      {text}
    </text>
  );
}
