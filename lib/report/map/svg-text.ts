// The map as SVG text: one file that any browser, document or ticket shows. Same scene, same bytes.

import { drawable, fitNote, fitText, wrapText } from './drawn-text.ts';
import { alertsOf } from './group-scene.ts';
import { countsText, MAP_CLASSES, MAP_STYLES, type MapClass } from './map-class.ts';
import type { Scene, SceneBox, SceneLine } from './scene.ts';

/** On white; lines and text have a contrast of 4.5 or more. */
const COLOURS: Readonly<Record<MapClass, string>> = {
  blocked: '#a63603',
  unknown: '#6b5300',
  allowed: '#00664f',
  attempt: '#5b4a8a',
  unused: '#0b57a4',
};

export interface SvgText {
  readonly title: string;
  /** Below the title, one line each. */
  readonly notes: readonly string[];
  /** In the legend; in the order of `MAP_CLASSES`. */
  readonly classes: readonly MapClass[];
}

const HEAD = 44;
const NOTE = 20;
const LEGEND = 56;
const LEAST_WIDTH = 900;

export function formatScene(scene: Scene, { title, notes, classes }: SvgText): string {
  const head = HEAD + notes.length * NOTE;
  const width = Math.max(LEAST_WIDTH, Math.ceil(scene.width));
  const height = Math.ceil(head + scene.height + LEGEND);
  const open = scene.boxes.filter(({ kind }) => kind === 'open');
  const solid = scene.boxes.filter(({ kind }) => kind !== 'open');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui, sans-serif">`,
    `<title>${escaped(title)}</title>`,
    `<style>text{unicode-bidi:isolate}.on{paint-order:stroke;stroke:#fff;stroke-width:7px;stroke-linejoin:round}</style>`,
    ...markers(),
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    text(32, 32, 18, title, { weight: 700 }),
    ...notes.map((note, index) => text(32, HEAD + 10 + index * NOTE, 13, note, { fill: '#4c5462' })),
    `<g transform="translate(0 ${head})">`,
    ...open.flatMap(boxText),
    ...scene.lines.map(lineText),
    ...solid.flatMap(boxText),
    ...scene.lines.flatMap(lineLabel),
    ...scene.captions.map(({ x, y, text: caption }) => text(x, y, 13, caption, { weight: 600 })),
    '</g>',
    ...legend(classes, height - LEGEND + 24),
    '</svg>',
    '',
  ].join('\n');
}

function markers(): readonly string[] {
  return MAP_CLASSES.map(
    (mapClass) =>
      `<marker id="to-${mapClass}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="11" markerHeight="11" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L10 5L0 10z" fill="${COLOURS[mapClass]}"/></marker>`,
  );
}

function boxText(box: SceneBox): readonly string[] {
  const { x, y, width, height, kind, groupKind, title, note, label } = box;
  const outside = groupKind === 'namespace' ? '' : ' stroke-dasharray="3 3"';
  const fill = kind === 'open' ? '#f5f6f8' : '#ffffff';
  const small = kind === 'node' || kind === 'rest';
  const size = small ? 13 : 15;
  const lines = small && note !== '' ? [fitText(title, width - 24, size)] : wrapText(title, width - 24, size);
  const hasNote = note !== '' && lines.length === 1;
  const top = y + (small ? (hasNote || lines.length > 1 ? 20 : 28) : 26);
  const alerts = alertsOf(box);
  return [
    `<g><title>${escaped(label)}</title><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6" fill="${fill}" stroke="#707a8a"${outside}/>`,
    ...lines.map((line, index) => text(x + 12, top + index * (size + 3), size, line, { weight: 600 })),
    ...(hasNote ? [text(x + 12, top + 18, 12, fitNote(note, width - 24, 12), { fill: '#4c5462' })] : []),
    ...(kind === 'closed' && alerts.length > 0 ? [alertText(x + 12, y + height - 14, box, alerts)] : []),
    '</g>',
  ];
}

function alertText(x: number, y: number, { counts }: SceneBox, alerts: readonly MapClass[]): string {
  const parts = alerts.map(
    (mapClass) => `${MAP_STYLES[mapClass].icon} ${counts[mapClass]} ${MAP_STYLES[mapClass].word}`,
  );
  return text(x, y, 12, parts.join(', '), { fill: COLOURS[alerts[0] ?? 'unknown'], weight: 600 });
}

function lineText({ path, class: mapClass, width, label }: SceneLine): string {
  const { dash } = MAP_STYLES[mapClass];
  const dashes = dash === '' ? '' : ` stroke-dasharray="${dash}"`;
  return `<path d="${path}" fill="none" stroke="${COLOURS[mapClass]}" stroke-width="${width}"${dashes} marker-end="url(#to-${mapClass})"><title>${escaped(label)}</title></path>`;
}

function lineLabel({ text: words, textX, textY, textAnchor, class: mapClass }: SceneLine): readonly string[] {
  if (words === '') return [];
  const style = { fill: COLOURS[mapClass], weight: 600, anchor: textAnchor, on: true };
  return [text(textX, textY + 4, 12, words, style)];
}

function legend(classes: readonly MapClass[], y: number): readonly string[] {
  return classes.flatMap((mapClass, index) => {
    const x = 32 + index * 190;
    const { word, dash, icon } = MAP_STYLES[mapClass];
    const dashes = dash === '' ? '' : ` stroke-dasharray="${dash}"`;
    return [
      `<path d="M${x} ${y}H${x + 36}" stroke="${COLOURS[mapClass]}" stroke-width="3"${dashes}/>`,
      text(x + 44, y + 4, 13, `${icon} ${word}`, {}),
    ];
  });
}

interface TextStyle {
  readonly fill?: string;
  readonly weight?: number;
  readonly anchor?: SceneLine['textAnchor'];
  /** Over lines: with a border of the ground's colour. */
  readonly on?: boolean;
}

function text(x: number, y: number, size: number, words: string, style: TextStyle): string {
  const { fill = '#16191f', weight = 400, anchor = 'start', on = false } = style;
  const more = `${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}${on ? ' class="on"' : ''}`;
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${fill}"${more}>${escaped(words)}</text>`;
}

function escaped(words: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return drawable(words).replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

/** A scene in one sentence, for the head of a picture. */
export function drawnText({ drawn }: Scene, counts: Parameters<typeof countsText>[0]): string {
  const { nodes, ofNodes, lines, ofLines } = drawn;
  const cut = [
    ...(nodes < ofNodes ? [`${nodes} of ${ofNodes} places drawn one by one`] : []),
    ...(lines < ofLines ? [`${lines} of ${ofLines} lines drawn`] : []),
  ];
  return [`Connections: ${countsText(counts)}`, ...cut].join('; ');
}
