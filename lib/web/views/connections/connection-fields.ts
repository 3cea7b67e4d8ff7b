// The parameters of the view of connections: filters, order, columns and the row that is open.
import { EVIDENCE } from '../../../connections/connection.ts';
import { VERDICT_CLASSES } from '../../../report/verdict-class.ts';
import { choicesField, sortField, textField, type UrlField } from '../../state/url-fields.ts';
import { OUTCOMES, PROTOCOLS, SIDE_KINDS } from './connection-facets.ts';

/** In their order. The client names the row and is always there. */
export const COLUMN_NAMES = [
  ...['client', 'server', 'port', 'verdict', 'recommended', 'outcome'],
  ...['evidence', 'records', 'bytes', 'packets', 'first-seen', 'last-seen', 'left-out'],
] as const;

export const USUAL_COLUMNS = ['server', 'port', 'verdict', 'recommended', 'bytes'];

/** The columns beside the client; the usual ones are left out of the address, and none of them is `none`. */
export const columnsField: UrlField<readonly string[]> = {
  parse: (text) => (text === '' ? USUAL_COLUMNS : known(text.split(','))),
  format: (names) => {
    const chosen = known(names);
    return chosen.join() === known(USUAL_COLUMNS).join() ? '' : chosen.join(',') || 'none';
  },
};

function known(names: readonly string[]): readonly string[] {
  return COLUMN_NAMES.filter((name) => name !== 'client' && names.includes(name));
}

/** The id of a connection is two names of three parts, each up to 253 characters. */
const MAX_ID_LENGTH = 4000;
const idField: UrlField<string> = {
  parse: (text) => text.slice(0, MAX_ID_LENGTH),
  format: (id) => id.slice(0, MAX_ID_LENGTH),
};

export const CONNECTION_FIELDS = {
  q: textField,
  namespace: textField,
  /** Ids of places of the map: of the client, and of the server. */
  from: idField,
  to: idField,
  verdict: choicesField(VERDICT_CLASSES),
  recommended: choicesField(VERDICT_CLASSES),
  outcome: choicesField(OUTCOMES),
  protocol: choicesField(PROTOCOLS),
  evidence: choicesField(EVIDENCE),
  client: choicesField(SIDE_KINDS),
  server: choicesField(SIDE_KINDS),
  sort: sortField<string>(COLUMN_NAMES),
  columns: columnsField,
  row: idField,
};
