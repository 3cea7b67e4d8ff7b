// The keys that `--dataplane NAME,key=value` takes: what of a cluster the documents make a difference by and no export shows.
import { isVersion } from './version.ts';

export interface DataplaneOptions {
  /** Version of the cluster, `1.27.16-r30`. */
  readonly kubernetes?: string;
  /** Of every node, instead of what the export says. */
  readonly kernel?: string;
  /** Whether network policies are switched on. */
  readonly policies?: 'on' | 'off';
  /** `met`: every node meets the conditions of the documents, where the export does not show nodes. */
  readonly nodes?: 'met';
  /** Terway version that the cluster was created with. */
  readonly initial?: string;
  /** How Terway connected pods when the cluster was created. */
  readonly mode?: 'ipvlan' | 'datapath-v2' | 'veth';
  /** `all`, or names of nodes with `:` between them: not restarted, or not reset, since policies were switched on or upgraded. */
  readonly 'restart-pending'?: string;
  readonly 'reset-pending'?: string;
}

export type OptionKey = keyof DataplaneOptions;

export interface OptionWord {
  readonly key: OptionKey;
  /** As help and errors show them. */
  readonly values: string;
  readonly means: string;
  /** Names of dataplanes; undefined: every one that is not the API's own text. */
  readonly dataplanes: readonly string[] | undefined;
  readonly accepts: (value: string) => boolean;
}

const TERWAY = ['ack-terway', 'ack-terway-ebpf', 'ack-terway-iptables'] as const;
const NODE_NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

/** In the order in which a report writes them. */
export const OPTION_WORDS: readonly OptionWord[] = [
  {
    key: 'kubernetes',
    values: 'VERSION',
    means: 'version of the cluster; without it the lowest kubelet is taken as "at least"',
    dataplanes: undefined,
    accepts: isVersionText,
  },
  {
    key: 'kernel',
    values: 'VERSION',
    means: 'kernel of every node; without it what each node says of itself',
    dataplanes: ['ack-terway', 'ack-terway-ebpf', 'eks'],
    accepts: isVersionText,
  },
  {
    key: 'policies',
    values: 'on|off',
    means: 'whether network policies are switched on; exports do not show it, and without the key they are taken as on',
    dataplanes: undefined,
    accepts: oneOf('on', 'off'),
  },
  {
    key: 'nodes',
    values: 'met',
    means: 'every node meets the conditions of the documents: for exports without nodes',
    dataplanes: [...TERWAY, 'azure-npm', 'cce-tunnel', 'cce-turbo', 'cce-vpc', 'eks'],
    accepts: oneOf('met'),
  },
  {
    key: 'initial',
    values: 'VERSION',
    means: 'Terway version that the cluster was created with: it decides between eBPF and iptables for good',
    dataplanes: ['ack-terway', 'ack-terway-ebpf'],
    accepts: isVersionText,
  },
  {
    key: 'mode',
    values: 'ipvlan|datapath-v2|veth',
    means: 'how a cluster created before Terway 1.9.0 connects pods; veth is neither of the others',
    dataplanes: ['ack-terway'],
    accepts: oneOf('ipvlan', 'datapath-v2', 'veth'),
  },
  {
    key: 'restart-pending',
    values: 'all|NODE:NODE',
    means: 'nodes that were not restarted since policies were switched on without DataPath V2',
    dataplanes: TERWAY,
    accepts: isNodeList,
  },
  {
    key: 'reset-pending',
    values: 'all|NODE:NODE',
    means: 'nodes that were not reset since the cluster was upgraded in place to 1.23 or later',
    dataplanes: ['cce-tunnel'],
    accepts: isNodeList,
  },
];

/** In the order of `OPTION_WORDS`. */
export function optionWordsOf(dataplane: string): readonly OptionWord[] {
  if (dataplane === 'upstream') return [];
  return OPTION_WORDS.filter(({ dataplanes }) => dataplanes === undefined || dataplanes.includes(dataplane));
}

/** Whether the node is among those that a key lists. */
export function listsNode(list: string | undefined, name: string): boolean {
  return list !== undefined && (list === 'all' || list.split(':').includes(name));
}

/** A version and nothing that would end a part of the argument. */
export function isVersionText(value: string): boolean {
  return /^[\w.+-]+$/.test(value) && isVersion(value);
}

function oneOf(...values: readonly string[]): (value: string) => boolean {
  return (value) => values.includes(value);
}

function isNodeList(value: string): boolean {
  return value.split(':').every((name) => NODE_NAME.test(name));
}
