// The text and the order of a rule's ports.
import { type Compare, compareBy } from '../base/order.ts';
import type { PortManifest } from './manifests.ts';

/** `TCP/443`. */
export function portText({ protocol, port }: PortManifest): string {
  return `${protocol}/${port}`;
}

export const comparePorts: Compare<PortManifest> = compareBy<PortManifest>(
  ({ port }) => port,
  ({ protocol }) => protocol,
);
