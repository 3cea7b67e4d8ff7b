// The map in its frame: what is in sight, and the buttons and keys that move it.
import type { RefObject } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { neighbourId } from '../../../report/map/focus-scene.ts';
import type { Scene } from '../../../report/map/scene.ts';
import type { Rect } from '../../../report/map/shapes.ts';
import { MapDrawing } from './map-drawing.tsx';
import { useMapGestures } from './map-gestures.ts';
import { stepFrom } from './map-steps.ts';
import { enlargement, fitted, panned, type Size, seenFirst, showing, zoomed } from './map-viewport.ts';

export interface MapCanvasProps {
  readonly scene: Scene;
  readonly label: string;
  readonly selected: string;
  readonly found: ReadonlySet<string>;
  readonly dimSystem: boolean;
  readonly onSelect: (id: string) => void;
  /** Id of a group or a node. */
  readonly onEnter: (id: string) => void;
  readonly onBack: () => void;
}

const ZOOM_BUTTON = 1.4;
const CENTRE = { x: 0.5, y: 0.5 };
const HELP =
  'Arrow keys go from box to box, Enter opens one, Space selects it, Escape goes back; + and − zoom, 0 shows all. Drag and wheel do the same.';

export function MapCanvas({ scene, label, selected, found, dimSystem, onSelect, onEnter, onBack }: MapCanvasProps) {
  const svg = useRef<SVGSVGElement>(null);
  const size = useSize(svg);
  const whole: Rect = { x: 0, y: 0, width: scene.width, height: scene.height };
  const [moved, setMoved] = useState<{ readonly scene: string; readonly view: Rect }>();
  // Moved by hand, it stays where it is, until the drawing itself has another size.
  const sceneSize = `${scene.width} ${scene.height}`;
  const view = moved?.scene === sceneSize ? moved.view : fitted(seenFirst(whole, scene.first, size), size);
  const show = (next: Rect) => setMoved({ scene: sceneSize, view: next });
  const [reached, setReached] = useState('');
  const [pointed, setPointed] = useState('');
  const tabStop = scene.boxes.find(({ id }) => id === reached)?.id ?? scene.boxes[0]?.id;
  const fit = () => show(fitted(whole, size));
  const zoom = (factor: number, at = CENTRE) => show(zoomed(view, size, factor, at));
  const refocus = useFocusKept(svg);
  useMapGestures(svg, {
    select: (id) => onSelect(neighbourId(id)),
    enter: (id) => {
      refocus(neighbourId(id));
      onEnter(neighbourId(id));
    },
    back: () => {
      refocus(reached);
      onBack();
    },
    step: (id, key) => {
      const from = scene.boxes.find((box) => box.id === id);
      const next = from === undefined ? undefined : stepFrom(scene.boxes, from, key);
      if (next !== undefined) boxElement(svg.current, next.id)?.focus();
    },
    point: setPointed,
    reached: (id) => {
      setReached(id);
      const box = scene.boxes.find((candidate) => candidate.id === id);
      if (box === undefined) return;
      const next = showing(view, box);
      if (next !== view) show(next);
    },
    pan: (dx, dy) => show(panned(view, size, dx, dy)),
    zoom,
    fit,
  });
  // Moving the view must not draw hundreds of boxes anew.
  const enlarge = enlargement(size.width / view.width);
  const drawing = useMemo(
    () => (
      <MapDrawing
        scene={scene}
        selected={selected}
        pointed={pointed}
        tabStop={tabStop}
        found={found}
        dimSystem={dimSystem}
        enlarge={enlarge}
      />
    ),
    [scene, selected, pointed, tabStop, found, dimSystem, enlarge],
  );
  return (
    <div class="map-frame">
      <div class="map-sheet">
        {/* biome-ignore lint/a11y/useSemanticElements: boxes of a picture are no fieldset. */}
        <svg
          ref={svg}
          class="map-canvas"
          role="group"
          aria-label={`${label}. ${HELP}`}
          viewBox={`${view.x} ${view.y} ${view.width} ${view.height}`}
        >
          {drawing}
        </svg>
        <div class="map-buttons no-print">
          <button type="button" aria-label="Zoom in" title="Zoom in (+)" onClick={() => zoom(ZOOM_BUTTON)}>
            +
          </button>
          <button type="button" aria-label="Zoom out" title="Zoom out (−)" onClick={() => zoom(1 / ZOOM_BUTTON)}>
            −
          </button>
          <button type="button" title="Show all of the map (0)" onClick={fit}>
            Fit
          </button>
        </div>
      </div>
      <p class="map-help quiet no-print">{HELP}</p>
    </div>
  );
}

/** A box that is opened is drawn in another place: the keyboard must not lose it. Gives the way to name it. */
function useFocusKept(svg: RefObject<SVGSVGElement | null>): (boxId: string) => void {
  const wanted = useRef<string | undefined>(undefined);
  useLayoutEffect(() => {
    const id = wanted.current;
    if (id === undefined) return;
    wanted.current = undefined;
    if (document.activeElement !== document.body) return;
    const box = boxElement(svg.current, id) ?? svg.current?.querySelector<SVGElement>('[data-box]');
    box?.focus();
  });
  return (boxId) => {
    wanted.current = boxId;
  };
}

/** Ids may hold any character: they are compared, never put into a selector. */
function boxElement(svg: SVGSVGElement | null, id: string): SVGElement | undefined {
  const boxes = svg?.querySelectorAll<SVGElement>('[data-box]') ?? [];
  return [...boxes].find(({ dataset }) => dataset.box === id);
}

/** Before it is measured, about what it will be. */
function useSize(svg: { readonly current: SVGSVGElement | null }): Size {
  const [size, setSize] = useState<Size>({ width: 1000, height: 640 });
  useLayoutEffect(() => {
    const element = svg.current;
    if (element === null) return undefined;
    const measure = () => {
      const { width, height } = element.getBoundingClientRect();
      if (width > 0 && height > 0)
        setSize((old) => (old.width === width && old.height === height ? old : { width, height }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [svg]);
  return size;
}
