// How each verdict class is called and looks, everywhere alike: icon, word and dash beside the colour of its style sheet class.
import { MAP_STYLES, type MapStyle } from '../../report/map/map-class.ts';
import type { VerdictClass } from '../../report/verdict-class.ts';

export const VERDICT_STYLES: Readonly<Record<VerdictClass, MapStyle>> = MAP_STYLES;
