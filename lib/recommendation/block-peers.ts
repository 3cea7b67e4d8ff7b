// Outside addresses as the fewest blocks that are exactly these addresses on exactly these ports.
import { cidrsToSet, setToCidrs } from '../net/address-set.ts';
import { type Cidr, cidrContainsCidr, compareCidrs, formatCidr } from '../net/cidr.ts';
import { groupByPorts, mergeNeeds, type Need, type PortNeeds, portNeeds } from './port-needs.ts';

export interface Block {
  readonly cidr: Cidr;
  readonly ports: PortNeeds;
}

/** Sorted by family and address. Needs of pods are passed over. */
export function coverBlocks(needs: readonly Need[]): readonly Block[] {
  return groupByPorts(withoutNested(blocksOf(needs)))
    .flatMap(coverGroup)
    .sort((left, right) => compareCidrs(left.cidr, right.cidr));
}

function blocksOf(needs: readonly Need[]): readonly Block[] {
  const byBlock = new Map<string, { readonly cidr: Cidr; readonly needs: Need[] }>();
  for (const need of needs) {
    if (need.peer.kind !== 'blocks') continue;
    for (const cidr of need.peer.blocks) {
      const known = byBlock.get(formatCidr(cidr)) ?? { cidr, needs: [] };
      known.needs.push(need);
      byBlock.set(formatCidr(cidr), known);
    }
  }
  return [...byBlock.values()].map(({ cidr, needs: own }) => ({ cidr, ports: portNeeds(own) }));
}

/** A block inside a wider one with the same port would be a rule that nothing needs: its connections move there. */
function withoutNested(blocks: readonly Block[]): readonly Block[] {
  const wide: Block[] = [];
  const widths = new Set(blocks.map(({ cidr }) => `${cidr.family}/${cidr.prefix}`));
  const families = new Set(blocks.map(({ cidr }) => cidr.family));
  if (widths.size === families.size) return blocks;
  for (const block of [...blocks].sort((left, right) => left.cidr.prefix - right.cidr.prefix)) {
    const rest = new Map(block.ports);
    for (const [index, outer] of wide.entries()) {
      if (!cidrContainsCidr(outer.cidr, block.cidr)) continue;
      const shared = [...rest].filter(([port]) => outer.ports.has(port));
      wide[index] = { ...outer, ports: mergeNeeds([outer.ports, new Map(shared)]) };
      for (const [port] of shared) rest.delete(port);
    }
    if (rest.size > 0) wide.push({ cidr: block.cidr, ports: rest });
  }
  return wide;
}

/** Blocks are nested or apart, so that each lies in exactly one block of the cover. */
function coverGroup(group: readonly Block[]): readonly Block[] {
  return setToCidrs(cidrsToSet(group.map(({ cidr }) => cidr))).map((cidr) => {
    const inside = group.filter((block) => cidrContainsCidr(cidr, block.cidr));
    return { cidr, ports: mergeNeeds(inside.map(({ ports }) => ports)) };
  });
}
