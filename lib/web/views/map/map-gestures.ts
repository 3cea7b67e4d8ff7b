// Mouse, touch and keys on the map, each put into what it asks for.

import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { STEPS, type StepKey } from './map-steps.ts';

export interface MapActions {
  /** Id of a box or a line; the empty text for none. */
  readonly select: (id: string) => void;
  /** Opens or closes a group, or brings a node into focus. */
  readonly enter: (boxId: string) => void;
  readonly back: () => void;
  readonly step: (boxId: string, key: StepKey) => void;
  readonly reached: (boxId: string) => void;
  /** The box under the pointer or with the keyboard's focus; the empty text for none. */
  readonly point: (boxId: string) => void;
  /** By pixels of the screen. */
  readonly pan: (dx: number, dy: number) => void;
  /** `at`: parts of the element, 0 to 1. */
  readonly zoom: (factor: number, at?: { readonly x: number; readonly y: number }) => void;
  readonly fit: () => void;
}

/** A pointer that moves less has clicked, not dragged. */
const DRAG_PIXELS = 5;
const ZOOM_STEP = 1.25;

export function useMapGestures(svg: RefObject<SVGSVGElement | null>, actions: MapActions): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const element = svg.current;
    if (element === null) return undefined;
    const ending = new AbortController();
    listen(element, () => latest.current, ending.signal);
    return () => ending.abort();
  }, [svg]);
}

function listen(element: SVGSVGElement, actions: () => MapActions, signal: AbortSignal): void {
  listenToPointer(element, actions, signal);
  element.addEventListener('dblclick', ({ target }) => enterAt(target, actions()), { signal });
  element.addEventListener('keydown', (event) => onKey(event, actions()), { signal });
  element.addEventListener(
    'focusin',
    ({ target }) => {
      const box = boxAt(target);
      // A click must not move what was clicked on.
      if (box === undefined || !(target instanceof Element) || !target.matches(':focus-visible')) return;
      actions().reached(box);
      actions().point(box);
    },
    { signal },
  );
  element.addEventListener('focusout', () => actions().point(''), { signal });
  const onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    const { left, top, width, height } = element.getBoundingClientRect();
    const at = { x: (event.clientX - left) / width, y: (event.clientY - top) / height };
    actions().zoom(Math.exp(-event.deltaY / 500), at);
  };
  element.addEventListener('wheel', onWheel, { signal, passive: false });
}

function listenToPointer(element: SVGSVGElement, actions: () => MapActions, signal: AbortSignal): void {
  let from: { readonly x: number; readonly y: number } | undefined;
  let dragged = false;
  element.addEventListener(
    'pointerdown',
    ({ clientX, clientY, button }) => {
      if (button !== 0) return;
      from = { x: clientX, y: clientY };
      dragged = false;
    },
    { signal },
  );
  const onMove = ({ clientX, clientY, pointerId }: PointerEvent): void => {
    if (from === undefined) return;
    const [dx, dy] = [clientX - from.x, clientY - from.y];
    if (!dragged && Math.hypot(dx, dy) < DRAG_PIXELS) return;
    if (!dragged) element.setPointerCapture(pointerId);
    dragged = true;
    from = { x: clientX, y: clientY };
    actions().pan(dx, dy);
  };
  const onEnd = (): void => {
    from = undefined;
  };
  element.addEventListener('pointermove', onMove, { signal });
  // A finger that only rests on a box has not asked for anything yet.
  const onOver = ({ target, pointerType }: PointerEvent): void => {
    if (pointerType !== 'touch') actions().point(boxAt(target) ?? '');
  };
  element.addEventListener('pointerover', onOver, { signal });
  element.addEventListener('pointerleave', () => actions().point(''), { signal });
  element.addEventListener('pointerup', onEnd, { signal });
  element.addEventListener('pointercancel', onEnd, { signal });
  const onClick = ({ target }: MouseEvent): void => {
    if (dragged) return;
    actions().select(boxAt(target) ?? lineAt(target) ?? '');
  };
  element.addEventListener('click', onClick, { signal });
}

function enterAt(target: EventTarget | null, { enter }: MapActions): void {
  const box = boxAt(target);
  if (box !== undefined) enter(box);
}

function onKey(event: KeyboardEvent, actions: MapActions): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const box = boxAt(event.target);
  const does = keyAction(event.key, box, actions);
  if (does === undefined) return;
  event.preventDefault();
  does();
}

function keyAction(key: string, box: string | undefined, actions: MapActions): (() => void) | undefined {
  if (key === '+' || key === '=') return () => actions.zoom(ZOOM_STEP);
  if (key === '-') return () => actions.zoom(1 / ZOOM_STEP);
  if (key === '0') return actions.fit;
  if (key === 'Escape') return actions.back;
  if (box === undefined) return undefined;
  if (key === 'Enter') return () => actions.enter(box);
  if (key === ' ') return () => actions.select(box);
  return isStep(key) ? () => actions.step(box, key) : undefined;
}

function isStep(key: string): key is StepKey {
  return Object.hasOwn(STEPS, key);
}

function boxAt(target: EventTarget | null): string | undefined {
  return target instanceof Element ? target.closest<SVGElement>('[data-box]')?.dataset.box : undefined;
}

function lineAt(target: EventTarget | null): string | undefined {
  return target instanceof Element ? target.closest<SVGElement>('[data-line]')?.dataset.line : undefined;
}
