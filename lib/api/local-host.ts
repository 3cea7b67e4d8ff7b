// Whether a request was meant for this machine, by the Host header that its sender wrote.

const LOCAL_NAMES: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** `localhost:8080`, `127.0.0.1`, `[::1]:8080`; any port, as servers behind one tunnel differ in it. */
export function isLocalHost(host: string): boolean {
  const [, name = ''] = /^(\[[0-9a-f:]+\]|[^:[\]]+)(?::\d{1,5})?$/i.exec(host) ?? [];
  return LOCAL_NAMES.includes(name.toLowerCase());
}
