// Which rows of a long table are in the page: those in sight, some around them, and the one that has the focus.
import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core';
import type { RefObject } from 'preact';
import { useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';
import { type TablePiece, tablePieces } from './table-pieces.ts';

/** Up to here every row is in the page, so that searching and printing find all of them. */
const MOST_PLAIN_ROWS = 60;
/** The height that the style sheet gives rows of long tables, in CSS pixels. */
const ROW_HEIGHT = 36;
const OVERSCAN_ROWS = 6;
/** Some forty pages. */
const MOST_PRINTED_ROWS = 2000;

export interface VisibleRows {
  readonly pieces: readonly TablePiece[];
  /** Whether rows are left out. */
  readonly virtual: boolean;
  /** Of a table that is being printed: rows beyond what paper should take. */
  readonly notPrinted: number;
  readonly onFocusIn: (event: FocusEvent) => void;
  readonly onFocusOut: () => void;
}

export function useVisibleRows(count: number, scroller: RefObject<HTMLDivElement | null>): VisibleRows {
  const isPrinting = usePrinting();
  const virtual = count > MOST_PLAIN_ROWS && !isPrinting;
  const most = isPrinting ? Math.min(count, MOST_PRINTED_ROWS) : count;
  // A row that has the focus stays, else the keyboard would lose its place.
  const focused = useRef<number | undefined>(undefined);
  const [, redraw] = useReducer((times: number) => times + 1, 0);
  const options: VirtualizerOptions<HTMLDivElement, HTMLTableRowElement> = {
    count: virtual ? count : 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN_ROWS,
    initialRect: { width: 0, height: 600 },
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => redraw(undefined),
    rangeExtractor: (range) => {
      const indexes = new Set(defaultRangeExtractor(range));
      if (focused.current !== undefined && focused.current < count) indexes.add(focused.current);
      return [...indexes].sort((left, right) => left - right);
    },
  };
  const [virtualizer] = useState(() => new Virtualizer(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  const indexes = virtual
    ? virtualizer.getVirtualItems().map(({ index }) => index)
    : Array.from({ length: most }, (_, index) => index);
  return {
    pieces: tablePieces(indexes, most, ROW_HEIGHT),
    virtual,
    notPrinted: isPrinting ? count - most : 0,
    onFocusIn: ({ target }) => {
      const row = target instanceof Element ? target.closest<HTMLElement>('tr[data-index]') : null;
      focused.current = row === null ? undefined : Number(row.dataset.index);
    },
    onFocusOut: () => {
      focused.current = undefined;
    },
  };
}

/** The browser tells before it lays out the print, and waits for what that changes. */
function usePrinting(): boolean {
  const [isPrinting, setPrinting] = useState(false);
  // With the table itself, not after it is painted: printing that began in between would go unheard.
  useLayoutEffect(() => {
    const start = () => setPrinting(true);
    const end = () => setPrinting(false);
    addEventListener('beforeprint', start);
    addEventListener('afterprint', end);
    return () => {
      removeEventListener('beforeprint', start);
      removeEventListener('afterprint', end);
    };
  }, []);
  return isPrinting;
}
