// What a caller may choose, and the choices each profile starts from.

export type Profile = 'sample' | 'test' | 'bench';

export interface GeneratorOptions {
  readonly profile?: Profile;
  readonly seed?: number;
  /** Name of a format, or `mixed`: each file one of several. */
  readonly format?: string;
  readonly hours?: number;
  readonly workloads?: number;
  readonly namespaces?: number;
  readonly nodes?: number;
  readonly objectsPerSlot?: number;
  readonly snapshotMinutes?: number;
  /** Longest aggregation interval in seconds. */
  readonly interval?: number;
  readonly damage?: boolean;
  readonly truncatedObject?: boolean;
  readonly header?: boolean;
  readonly nodeLocalDns?: boolean;
  /** Multiplies how often everything talks. */
  readonly rate?: number;
}

export interface Settings extends Required<GeneratorOptions> {
  readonly from: number;
  readonly to: number;
  readonly cluster: string;
  readonly account: string;
  readonly region: string;
  readonly vpcId: string;
}

const COMMON = {
  seed: 1,
  format: 'v5',
  namespaces: 6,
  interval: 60,
  truncatedObject: false,
  header: true,
  nodeLocalDns: false,
  rate: 1,
  damage: true,
} as const;

const PROFILES: Readonly<Record<Profile, Omit<Required<GeneratorOptions>, 'profile'>>> = {
  sample: { ...COMMON, hours: 4, workloads: 18, nodes: 4, objectsPerSlot: 1, snapshotMinutes: 10 },
  bench: {
    ...COMMON,
    format: 'bench',
    hours: 1,
    workloads: 540,
    namespaces: 40,
    nodes: 100,
    objectsPerSlot: 1,
    snapshotMinutes: 30,
    damage: false,
  },
  test: { ...COMMON, hours: 1, workloads: 36, nodes: 6, objectsPerSlot: 3, snapshotMinutes: 10 },
};

/** 2026-11-01T00:00:00Z. */
const WINDOW_START = 1_793_491_200;

export function settle(options: GeneratorOptions): Settings {
  const profile = options.profile ?? 'test';
  const merged = { ...PROFILES[profile], ...options, profile };
  return {
    ...merged,
    from: WINDOW_START,
    to: WINDOW_START + Math.round(merged.hours * 3600),
    cluster: profile === 'sample' ? 'boutique' : `sim-${merged.seed}`,
    account: '111122223333',
    region: 'eu-central-1',
    vpcId: 'vpc-0a1b2c3d4e5f60718',
  };
}
