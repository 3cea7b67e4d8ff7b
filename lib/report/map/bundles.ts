// Links put together: one bundle for each ordered pair of ends that are drawn.
import { compareBy, compareNumber, compareText } from '../../base/order.ts';
import { type ClassCounts, gravestOf, gravity, type MapClass, noCounts, totalOf } from './map-class.ts';
import type { MapLink } from './map-links.ts';

export interface Bundle {
  /** `namespace shop -> outside external`. */
  readonly id: string;
  /** Ids of a group or a node; both the same for what stays inside. */
  readonly from: string;
  readonly to: string;
  readonly counts: ClassCounts;
  readonly total: number;
  /** The gravest class in it. */
  readonly class: MapClass;
  /** Of the cluster's own allowed traffic only. */
  readonly system: boolean;
  /** In the order of the graph. */
  readonly links: readonly MapLink[];
}

export interface BundleInput {
  readonly links: readonly MapLink[];
  /** The end that stands for the side of a link; undefined where none is drawn. */
  readonly endOf: (link: MapLink, side: 'client' | 'server') => string | undefined;
  readonly isSystem: (link: MapLink) => boolean;
}

export function bundleId(from: string, to: string): string {
  return `${from} -> ${to}`;
}

/** By the ids of their ends. */
export function bundleLinks({ links, endOf, isSystem }: BundleInput): readonly Bundle[] {
  const groups = new Map<string, { readonly from: string; readonly to: string; readonly links: MapLink[] }>();
  for (const link of links) {
    const [from, to] = [endOf(link, 'client'), endOf(link, 'server')];
    if (from === undefined || to === undefined) continue;
    const id = bundleId(from, to);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, { from, to, links: [link] });
    else group.links.push(link);
  }
  const bundles = [...groups].map(([id, { from, to, links: own }]): Bundle => {
    const counts = noCounts();
    for (const link of own) counts[link.class] += 1;
    const system = own.every(isSystem);
    return { id, from, to, counts, total: totalOf(counts), class: gravestOf(counts), system, links: own };
  });
  return bundles.sort(
    compareBy(
      ({ from }) => from,
      ({ to }) => to,
    ),
  );
}

/** Those of the lowest rank, then the gravest, those with most of their gravest class, the heaviest; in the order given. */
export function heaviestBundles(
  bundles: readonly Bundle[],
  most: number,
  rankOf: (bundle: Bundle) => number = () => 0,
): readonly Bundle[] {
  if (bundles.length <= most) return bundles;
  const ranked = [...bundles].sort(
    (left, right) =>
      compareNumber(rankOf(left), rankOf(right)) ||
      compareNumber(gravity(left.class), gravity(right.class)) ||
      compareNumber(right.counts[right.class], left.counts[left.class]) ||
      compareNumber(right.total, left.total) ||
      compareText(left.id, right.id),
  );
  const kept = new Set(ranked.slice(0, most));
  return bundles.filter((bundle) => kept.has(bundle));
}

/** What asks for attention first, then by id. */
export function gravestFirst(bundles: readonly Bundle[]): readonly Bundle[] {
  return [...bundles].sort(
    (left, right) => compareNumber(gravity(left.class), gravity(right.class)) || compareText(left.id, right.id),
  );
}

/** `TCP/8080, UDP/53`, then how many more; ports in order of number. */
export function portsText(links: readonly MapLink[], most: number): string {
  const ports = new Map(links.map(({ protocol, port }) => [`${protocol}/${port}`, { protocol, port }]));
  const sorted = [...ports].sort(
    ([, left], [, right]) => compareNumber(left.port, right.port) || compareText(left.protocol, right.protocol),
  );
  const shown = sorted.slice(0, most).map(([text]) => text);
  return [shown.join(', '), ...(sorted.length > most ? [`+${sorted.length - most}`] : [])].join(' ');
}
