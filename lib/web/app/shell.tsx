// The frame: what the report is about, the navigation, and the view that the address names.
import { useEffect, useRef } from 'preact/hooks';
import { ErrorBoundary } from '../components/error-boundary.tsx';
import type { Model } from '../data/model.ts';
import { currentAddress } from '../state/location.ts';
import { VIEWS } from '../views/views.ts';
import { Footer } from './footer.tsx';
import { Header } from './header.tsx';
import { Navigation } from './navigation.tsx';

export function Shell({ model }: { readonly model: Model }) {
  const { view } = currentAddress();
  const entry = VIEWS.find(({ name }) => name === view);
  const heading = useFocusOnChange(view);
  useTitle(entry?.title, model.document.cluster);
  if (entry === undefined) return null;
  const { component: View, title } = entry;
  return (
    <>
      <button type="button" class="skip-link" onClick={() => heading.current?.focus()}>
        Skip to the view
      </button>
      <Header document={model.document} />
      <Navigation />
      <main class="page-main">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        <ErrorBoundary key={view}>
          <View model={model} />
        </ErrorBoundary>
      </main>
      <Footer />
    </>
  );
}

/**
 * A new view is announced and read from its heading on, as a new page would be; the first one is left to the browser. A
 * view that a link opened at one of its parts has the focus there already.
 */
function useFocusOnChange(view: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(view);
  useEffect(() => {
    if (shown.current === view) return;
    shown.current = view;
    const main = heading.current?.parentElement;
    const focused = document.activeElement;
    if (main?.contains(focused) === true && focused !== heading.current) return;
    heading.current?.focus();
    scrollTo({ top: 0 });
  }, [view]);
  return heading;
}

/** Tabs, bookmarks and the history tell the views of several reports apart by it. */
function useTitle(view: string | undefined, cluster: string): void {
  useEffect(() => {
    if (view !== undefined) document.title = `${view} · ${cluster} · flowfence report`;
  }, [view, cluster]);
}
