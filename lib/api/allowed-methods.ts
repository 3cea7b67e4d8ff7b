// Which methods a path takes, by the routes that the application has.

interface Route {
  readonly method: string;
  /** With parameters as `:name`. */
  readonly path: string;
}

/** HEAD beside GET; none where nothing is at the path. Sorted. */
export function allowedMethods(routes: readonly Route[], path: string): readonly string[] {
  const methods = routes
    .filter((route) => route.method !== 'ALL' && matches(route.path, path))
    .flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  return [...new Set(methods)].sort();
}

function matches(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const found = path.split('/');
  return (
    wanted.length === found.length &&
    wanted.every((part, index) => (part.startsWith(':') ? found[index] !== '' : part === found[index]))
  );
}
