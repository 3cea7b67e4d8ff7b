// The keyboard in the table of connections: arrows go from row to row, and closing a detail leads back to its row.

/** The button of the row that is open, else the table itself: the row may be filtered out or out of sight. */
export function focusRow(table: HTMLElement | null): void {
  const row = table?.querySelector<HTMLElement>('tr[aria-current="true"] button');
  (row ?? table?.querySelector<HTMLElement>('[role="region"]'))?.focus();
}

/** Rows around the one in focus are in the page, also in long tables. */
export function moveBetweenRows(event: KeyboardEvent): void {
  const { key, target } = event;
  if ((key !== 'ArrowDown' && key !== 'ArrowUp') || !(target instanceof HTMLButtonElement)) return;
  const row = target.closest<HTMLElement>('tr[data-index]');
  const next = key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling;
  const button = next?.querySelector<HTMLButtonElement>('button.open-row');
  if (button === null || button === undefined) return;
  event.preventDefault();
  button.focus();
}
