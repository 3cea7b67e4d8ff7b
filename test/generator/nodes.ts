// Worker nodes of the simulated cluster: interfaces with their own addresses, and the addresses they can give to pods.
import type { NetworkInterface, Node } from './model.ts';
import type { Settings } from './options.ts';
import { at, type Random } from './random.ts';

const ZONES = ['a', 'b', 'c'] as const;

/** Addresses of one interface that pods may get; the primary address is never among them. */
export interface AddressPool {
  readonly node: Node;
  readonly eni: NetworkInterface;
  readonly addresses: readonly string[];
}

export interface Fleet {
  readonly nodes: readonly Node[];
  readonly pools: readonly AddressPool[];
  /** Takes an address of a zone's subnet that nobody has. */
  readonly takeAddress: (zone: number) => string;
  readonly makeInterface: (request: {
    readonly zone: number;
    readonly instanceId: string;
    readonly primary: string;
  }) => NetworkInterface;
}

export function buildFleet(settings: Settings, podsPerNode: number, random: Random): Fleet {
  const takeAddress = addressSource(random.fork('addresses'));
  const makeInterface = interfaceMaker(settings, random.fork('interfaces'));
  const pools: AddressPool[] = [];
  const nodes = Array.from({ length: settings.nodes }, (_, index) => {
    const zone = index % ZONES.length;
    const instanceId = `i-${random.hex(17)}`;
    const interfaceCount = index === 0 ? 3 : random.int(2, 3);
    const interfaces = Array.from({ length: interfaceCount }, () =>
      makeInterface({ zone, instanceId, primary: takeAddress(zone) }),
    );
    const node = makeNode(settings, { zone, instanceId, interfaces, age: random.int(1, 40) * 86_400 });
    const size = Math.ceil((podsPerNode * 1.3) / (interfaceCount - (index === 0 ? 1 : 0))) + 2;
    // The first node keeps a spare interface: it has an address of its own and never a pod.
    for (const eni of index === 0 ? interfaces.slice(0, -1) : interfaces) {
      pools.push({ node, eni, addresses: Array.from({ length: size }, () => takeAddress(zone)) });
    }
    return node;
  });
  return { nodes, pools, takeAddress, makeInterface };
}

function makeNode(
  settings: Settings,
  facts: {
    readonly zone: number;
    readonly instanceId: string;
    readonly interfaces: readonly NetworkInterface[];
    readonly age: number;
  },
): Node {
  const address = at(facts.interfaces, 0).primary;
  return {
    name: `ip-${address.replaceAll('.', '-')}.${settings.region}.compute.internal`,
    zone: `${settings.region}${at(ZONES, facts.zone)}`,
    address,
    instanceId: facts.instanceId,
    interfaces: facts.interfaces,
    created: settings.from - facts.age,
  };
}

/** Each zone has one /19 of the VPC 10.0.0.0/16; low host numbers are reserved by the cloud. */
function addressSource(random: Random): (zone: number) => string {
  const taken = new Set<string>();
  return (zone) => {
    for (;;) {
      const address = `10.0.${zone * 32 + random.int(0, 31)}.${random.int(10, 250)}`;
      if (taken.has(address)) continue;
      taken.add(address);
      return address;
    }
  };
}

function interfaceMaker(settings: Settings, random: Random): Fleet['makeInterface'] {
  const subnets = ZONES.map(() => `subnet-${random.hex(17)}`);
  return ({ zone, instanceId, primary }) => ({
    id: `eni-${random.hex(17)}`,
    primary,
    subnetId: at(subnets, zone),
    azId: `euc1-az${zone + 1}`,
    instanceId,
    phase: random.int(0, settings.interval - 1),
  });
}
