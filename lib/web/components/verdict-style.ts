// How each verdict class looks and is called, everywhere alike: colour, dash, icon and word, never colour alone.
import type { VerdictClass } from '../data/verdict-class.ts';

export interface VerdictStyle {
  readonly word: string;
  /** One sentence for a tooltip or legend. */
  readonly meaning: string;
  /** A character that differs in shape. */
  readonly icon: string;
  /** `stroke-dasharray` of lines on the map. */
  readonly dash: string;
  /** CSS custom property with the colour of text and lines. */
  readonly colour: string;
}

export const VERDICT_STYLES: Readonly<Record<VerdictClass, VerdictStyle>> = {
  blocked: {
    word: 'would be blocked',
    meaning: 'observed and answered, and these policies would block it',
    icon: '✕',
    dash: '7 4',
    colour: 'var(--verdict-blocked)',
  },
  unknown: {
    word: 'unknown',
    meaning: 'observed, and nobody can say whether these policies allow it',
    icon: '?',
    dash: '2 4',
    colour: 'var(--verdict-unknown)',
  },
  allowed: {
    word: 'allowed',
    meaning: 'observed, and these policies allow it',
    icon: '✓',
    dash: '',
    colour: 'var(--verdict-allowed)',
  },
  attempt: {
    word: 'attempt',
    meaning: 'tried and never answered, or refused by the cloud: no need, whatever the policies say',
    icon: '↛',
    dash: '10 3 2 3',
    colour: 'var(--verdict-attempt)',
  },
};
