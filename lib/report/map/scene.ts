// The map as it is drawn: boxes and lines with places, before any renderer. Lengths in CSS pixels.
import type { ClassCounts, MapClass } from './map-class.ts';
import type { GroupKind } from './map-places.ts';
import type { Rect } from './shapes.ts';

/**
 * `closed`: a group as one box. `open`: a group around its nodes. `node`: one of them, or a neighbour. `rest`: those
 * that are not drawn one by one.
 */
export type BoxKind = 'closed' | 'open' | 'node' | 'rest';

export interface SceneBox extends Rect {
  readonly id: string;
  readonly kind: BoxKind;
  readonly groupKind: GroupKind;
  /** Id of the open group that it is in. */
  readonly parent?: string;
  readonly title: string;
  /** A second line; the empty text for none. */
  readonly note: string;
  /** Of everything that begins, ends or stays in it. */
  readonly counts: ClassCounts;
  /** One sentence for those who do not see the map. */
  readonly label: string;
}

export interface SceneLine {
  /** Id of its bundle. */
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** SVG path, drawn from client to server. */
  readonly path: string;
  readonly class: MapClass;
  readonly width: number;
  readonly system: boolean;
  /** The empty text for none. */
  readonly text: string;
  readonly textX: number;
  readonly textY: number;
  readonly textAnchor: 'start' | 'middle' | 'end';
  /** One sentence: who talks to whom, and how often. */
  readonly label: string;
}

export interface SceneCaption {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

export interface Scene {
  readonly width: number;
  readonly height: number;
  /** Open groups before what is in them; else in the order of the places. */
  readonly boxes: readonly SceneBox[];
  /** The gravest class last, so that no other line hides it; else in the order of their ids. */
  readonly lines: readonly SceneLine[];
  readonly captions: readonly SceneCaption[];
  readonly drawn: SceneCount;
  /** What a frame shows where all of it could not be read: the first of these that can, else the last; mostly none. */
  readonly first: readonly Rect[];
}

/** What is drawn of what there is, and what is not drawn is part of a `rest` box or left to the tables. */
export interface SceneCount {
  readonly nodes: number;
  readonly ofNodes: number;
  readonly lines: number;
  readonly ofLines: number;
}
