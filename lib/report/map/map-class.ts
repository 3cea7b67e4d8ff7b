// What the lines of the map stand for: the classes of observed connections, and what is allowed and nobody used.
import { VERDICT_CLASSES } from '../verdict-class.ts';

/** In the order in which they are listed. */
export const MAP_CLASSES = [...VERDICT_CLASSES, 'unused'] as const;
export type MapClass = (typeof MAP_CLASSES)[number];

export interface MapStyle {
  readonly word: string;
  /** One sentence for a tooltip or legend. */
  readonly meaning: string;
  /** A character that differs in shape. */
  readonly icon: string;
  /** `stroke-dasharray`: lines differ without colour. */
  readonly dash: string;
}

export const MAP_STYLES: Readonly<Record<MapClass, MapStyle>> = {
  blocked: {
    word: 'would be blocked',
    meaning: 'observed and answered, and these policies would block it',
    icon: '✕',
    dash: '7 4',
  },
  unknown: {
    word: 'unknown',
    meaning: 'observed, and nobody can say whether these policies allow it',
    icon: '?',
    dash: '2 4',
  },
  allowed: {
    word: 'allowed',
    meaning: 'observed, and these policies allow it',
    icon: '✓',
    dash: '',
  },
  attempt: {
    word: 'attempt',
    meaning: 'tried and never answered, or refused by the cloud: no need, whatever the policies say',
    icon: '↛',
    dash: '10 3 2 3',
  },
  unused: {
    word: 'allowed, unused',
    meaning: 'a rule of these policies allows it, and it was never observed',
    icon: '+',
    dash: '1 6',
  },
};

/** Which class a line shows that stands for several: what asks for attention comes first. */
const BY_GRAVITY: readonly MapClass[] = ['blocked', 'unknown', 'unused', 'allowed', 'attempt'];

export type ClassCounts = Readonly<Record<MapClass, number>>;

export function noCounts(): Record<MapClass, number> {
  return { blocked: 0, unknown: 0, allowed: 0, attempt: 0, unused: 0 };
}

export function totalOf(counts: ClassCounts): number {
  return MAP_CLASSES.reduce((sum, mapClass) => sum + counts[mapClass], 0);
}

/** `allowed` where nothing is counted. */
export function gravestOf(counts: ClassCounts): MapClass {
  return BY_GRAVITY.find((mapClass) => counts[mapClass] > 0) ?? 'allowed';
}

/** The smaller the graver. */
export function gravity(mapClass: MapClass): number {
  return BY_GRAVITY.indexOf(mapClass);
}

/** `3 would be blocked, 41 allowed`. */
export function countsText(counts: ClassCounts): string {
  const parts = MAP_CLASSES.filter((mapClass) => counts[mapClass] > 0);
  return parts.map((mapClass) => `${counts[mapClass]} ${MAP_STYLES[mapClass].word}`).join(', ') || 'none';
}
