// Reads the frame of a Cilium policy: which kind it is, what it is called, and where its specifications stand.
import type { CiliumScope } from './cilium-endpoints.ts';
import {
  type Cursor,
  checkFields,
  isAbsent,
  itemsOf,
  propertyOf,
  reportInvalid,
  reportMissing,
} from './manifest-reader.ts';
import { checkMetadata, readNamespaceName, readObjectName, trustedNamespace } from './object-meta.ts';

export interface CiliumObject {
  /** `CiliumNetworkPolicy namespace/name`, with `?` for what is not readable. */
  readonly name: string;
  /** `?` where the namespace is not readable, which is then reported. */
  readonly scope: CiliumScope;
  /** Whether a namespaced policy leaves its namespace out. */
  readonly lacksNamespace: boolean;
  /** `spec`, then each of `specs`: Cilium takes both. */
  readonly specs: readonly Cursor[];
}

const ROOT_FIELDS = ['apiVersion', 'kind', 'metadata', 'spec', 'specs', 'status'];
const API_VERSION = 'cilium.io/v2';
const DEFAULT_NAMESPACE = 'default';
const CLUSTERWIDE_KIND = 'CiliumClusterwideNetworkPolicy';

/** Undefined for an object of another kind. Reports what is wrong with the frame. */
export function readCiliumObject(root: Cursor): CiliumObject | undefined {
  const kind = propertyOf(root, 'kind').value;
  if (kind !== 'CiliumNetworkPolicy' && kind !== CLUSTERWIDE_KIND) return undefined;
  checkFields(root, ROOT_FIELDS);
  const apiVersion = propertyOf(root, 'apiVersion');
  if (apiVersion.value !== API_VERSION) reportInvalid(apiVersion, API_VERSION);
  const metadata = propertyOf(root, 'metadata');
  checkMetadata(metadata);
  const name = readObjectName(propertyOf(metadata, 'name')) ?? '?';
  const specs = specsOf(root);
  if (specs.length === 0) reportMissing(root, 'one of spec, specs');
  const namespace = propertyOf(metadata, 'namespace');
  if (kind === CLUSTERWIDE_KIND) {
    if (!isAbsent(namespace) && namespace.value !== '')
      reportInvalid(namespace, 'absent: the policy is for the whole cluster');
    return { name: `${kind} ${name}`, scope: undefined, lacksNamespace: false, specs };
  }
  readNamespaceName(namespace);
  // Without metadata the namespace is not left out but not known.
  const known = trustedNamespace(metadata);
  const scope = known === undefined ? '?' : (known.name ?? DEFAULT_NAMESPACE);
  const lacksNamespace = known !== undefined && known.name === undefined;
  return { name: `${kind} ${scope}/${name}`, scope, lacksNamespace, specs };
}

/** Names of policies are unique: one of several specifications is named by its place in `specs`. */
export function titleOfSpec({ name, specs }: CiliumObject, { path }: Cursor): string {
  return specs.length === 1 || path === 'spec' ? name : `${name} ${path}`;
}

function specsOf(root: Cursor): readonly Cursor[] {
  const spec = propertyOf(root, 'spec');
  return [...(isAbsent(spec) ? [] : [spec]), ...(itemsOf(propertyOf(root, 'specs')) ?? [])];
}
