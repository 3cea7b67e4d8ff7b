// Reads CiliumCIDRGroup objects: lists of address blocks that policies refer to by name or by label.
import type { PolicyDocument } from '../../sources/kubernetes-objects.ts';
import { unreadableDiagnostics } from '../compile-diagnostics.ts';
import type { CompiledBlock } from '../compiled.ts';
import { matchesLabels, type Selector } from '../selector.ts';
import { readAddressOrPrefix } from './cilium-block.ts';
import { compileBlock } from './compiled-parts.ts';
import { type Cursor, isObject, itemsOf, propertyOf, reportInvalid } from './manifest-reader.ts';
import type { PolicyReading } from './policy-reader.ts';

export const CIDR_GROUP_KIND = 'CiliumCIDRGroup';

/** `blocks` undefined: the group cannot be read, and may hold anything. */
export interface CidrGroup {
  readonly name: string | undefined;
  readonly labels: Readonly<Record<string, string>> | undefined;
  readonly blocks: readonly CompiledBlock[] | undefined;
}

/** In the order of the documents. */
export function cidrGroupsOf(documents: readonly PolicyDocument[]): readonly CidrGroup[] {
  return documents.filter(isCidrGroup).map(({ manifest }) => readGroup({ value: manifest, path: '', problems: [] }));
}

/** A group is no policy: it is read where one refers to it, and complained about where it cannot be. */
export function readCidrGroupDocument(document: PolicyDocument): PolicyReading {
  const root: Cursor = { value: document.manifest, path: '', problems: [] };
  const name = `${CIDR_GROUP_KIND} ${readGroup(root).name ?? '?'}`;
  return { name, policies: [], unreadable: [], diagnostics: unreadableDiagnostics(document, name, root.problems) };
}

/** Undefined where the group is not among the documents or cannot be read: what it holds is not known. */
export function groupNamed(groups: readonly CidrGroup[], name: string): readonly CompiledBlock[] | undefined {
  // The last of one name counts, as for policies.
  return groups.findLast((group) => group.name === name)?.blocks;
}

/** Undefined where no group is given at all, or one that may be selected cannot be read. */
export function groupsSelected(groups: readonly CidrGroup[], selector: Selector): readonly CompiledBlock[] | undefined {
  if (groups.length === 0) return undefined;
  const chosen = groups.filter(({ labels }) => labels === undefined || matchesLabels(selector, labels));
  const blocks = chosen.map((group) => group.blocks);
  return blocks.some((one) => one === undefined) ? undefined : blocks.flatMap((one) => one ?? []);
}

function isCidrGroup({ manifest }: PolicyDocument): boolean {
  const root: Cursor = { value: manifest, path: '', problems: [] };
  const apiVersion = propertyOf(root, 'apiVersion').value;
  const isCilium = typeof apiVersion === 'string' && apiVersion.startsWith('cilium.io/');
  return isCilium && propertyOf(root, 'kind').value === CIDR_GROUP_KIND;
}

function readGroup(root: Cursor): CidrGroup {
  const metadata = propertyOf(root, 'metadata');
  const name = propertyOf(metadata, 'name');
  if (typeof name.value !== 'string' || name.value === '') reportInvalid(name, 'a name');
  const externalCidrs = propertyOf(propertyOf(root, 'spec'), 'externalCIDRs');
  const items = itemsOf(externalCidrs);
  if (items === undefined && externalCidrs.problems.length === 0) reportInvalid(externalCidrs, 'a list of blocks');
  const blocks = (items ?? []).flatMap((item) => readAddressOrPrefix(item) ?? []);
  return {
    name: typeof name.value === 'string' ? name.value : undefined,
    labels: readLabels(propertyOf(metadata, 'labels')),
    blocks: root.problems.length > 0 ? undefined : blocks.map((cidr) => compileBlock(cidr, [], 'outside')),
  };
}

function readLabels(cursor: Cursor): Readonly<Record<string, string>> | undefined {
  if (cursor.value === undefined || cursor.value === null) return {};
  if (!isObject(cursor.value)) {
    reportInvalid(cursor, 'an object');
    return undefined;
  }
  return Object.fromEntries(
    Object.keys(cursor.value).map((key) => {
      const label = propertyOf(cursor, key);
      if (typeof label.value !== 'string') reportInvalid(label, 'text');
      return [key, String(label.value)];
    }),
  );
}
