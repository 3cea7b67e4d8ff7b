// What the address of the map keeps: filters, what is open, what is in focus and what is selected.

import { SYSTEM_LAYERS } from '../../../report/map/map-links.ts';
import { VERDICT_CLASSES } from '../../../report/verdict-class.ts';
import { choiceField, choicesField, flagField, textField, type UrlField } from '../../state/url-fields.ts';

/** Ids of groups, which may hold any character. */
const groupsField: UrlField<readonly string[]> = {
  parse: (text) => (text === '' ? [] : text.split(',').flatMap(decoded)),
  format: (ids) => ids.map(encodeURIComponent).join(','),
};

/** A part that somebody broke is left out. */
function decoded(text: string): readonly string[] {
  try {
    return [decodeURIComponent(text)];
  } catch {
    return [];
  }
}

export const MAP_FIELDS = {
  policies: choiceField(['current', 'recommended']),
  /** Classes that are not shown. */
  without: choicesField(VERDICT_CLASSES),
  unused: flagField,
  port: textField,
  system: choiceField(SYSTEM_LAYERS),
  hide: groupsField,
  open: groupsField,
  /** Id of a node or of an endpoint. */
  focus: textField,
  /** Id of a box or a line. */
  select: textField,
  q: textField,
};
