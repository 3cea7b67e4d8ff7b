// One code of a diagnostic or finding as its page lists it.

export interface CodeEntry {
  readonly code: string;
  readonly meaning: string;
  readonly mend: string;
}
