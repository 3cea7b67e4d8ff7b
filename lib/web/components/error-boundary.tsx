// Keeps a view that breaks from taking the page with it.
import type { ComponentChildren } from 'preact';
import { useErrorBoundary } from 'preact/hooks';

export function ErrorBoundary({ children }: { readonly children: ComponentChildren }) {
  const [error] = useErrorBoundary();
  if (error === undefined) return <>{children}</>;
  const message = error instanceof Error ? error.message : String(error);
  return (
    <p class="empty" role="alert">
      This view cannot be shown ({message}). The others and `flowfence export --format json` have the same facts.
    </p>
  );
}
