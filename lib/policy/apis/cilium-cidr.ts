// Reads the address blocks of Cilium's rules: plain ones, ones with exceptions, and groups that are elsewhere.
import type { Address } from '../../net/address.ts';
import { type Cidr, cidrContains } from '../../net/cidr.ts';
import type { CompiledPeer } from '../compiled.ts';
import { readAddressOrPrefix, readPrefix } from './cilium-block.ts';
import { type CidrGroup, groupNamed, groupsSelected } from './cilium-cidr-groups.ts';
import { undecided } from './cilium-entities.ts';
import { compileBlock } from './compiled-parts.ts';
import { readLabelSelector } from './label-selector.ts';
import {
  type Cursor,
  checkFields,
  isAbsent,
  itemsOf,
  propertyOf,
  reportInvalid,
  reportMissing,
  textOf,
} from './manifest-reader.ts';

const CHOICES = ['cidr', 'cidrGroupRef', 'cidrGroupSelector'] as const;

/**
 * "Only connections which do not originate from the cluster or from the local host are subject to CIDR rules": nodes and
 * pods by address only with policy-cidr-match-mode, which no snapshot shows.
 */
export function readCidrPeer(cursor: Cursor): CompiledPeer | undefined {
  const cidr = readAddressOrPrefix(cursor);
  return cidr === undefined ? undefined : compileBlock(cidr, [], 'outside');
}

/** "Exactly one of CIDR, CIDRGroupRef, or CIDRGroupSelector must be set." */
export function readCidrSetPeer(cursor: Cursor, groups: readonly CidrGroup[]): CompiledPeer | undefined {
  if (!checkFields(cursor, [...CHOICES, 'except'])) return undefined;
  const given = CHOICES.filter((name) => !isAbsent(propertyOf(cursor, name)));
  const [choice] = given;
  if (choice === undefined) reportMissing(cursor, `one of ${CHOICES.join(', ')}`);
  else if (given.length > 1) reportInvalid(propertyOf(cursor, choice), `the only one of ${CHOICES.join(', ')}`);
  else return choice === 'cidr' ? readBlock(cursor) : readGroups(cursor, choice, groups);
  return undefined;
}

/** "These exceptions are only applied to the Cidr in this CIDRRule." */
function readBlock(cursor: Cursor): CompiledPeer | undefined {
  const cidr = readPrefix(propertyOf(cursor, 'cidr'));
  const except = readExceptions(cursor).map(({ hole, at }) => {
    const isInside = cidr === undefined || hole === undefined || cidrContains(cidr, baseOf(hole));
    if (!isInside) reportInvalid(at, 'inside cidr');
    return hole;
  });
  return cidr === undefined
    ? undefined
    : compileBlock(
        cidr,
        except.flatMap((hole) => hole ?? []),
        'outside',
      );
}

function readGroups(
  cursor: Cursor,
  choice: 'cidrGroupRef' | 'cidrGroupSelector',
  groups: readonly CidrGroup[],
): CompiledPeer | undefined {
  const chosen = propertyOf(cursor, choice);
  const name = choice === 'cidrGroupRef' ? textOf(chosen) : undefined;
  if (choice === 'cidrGroupRef' && name === undefined) return undefined;
  const blocks = name === undefined ? groupsSelected(groups, readLabelSelector(chosen)) : groupNamed(groups, name);
  const exceptions = readExceptions(cursor);
  if (blocks === undefined) return undecided(`CiliumCIDRGroup ${name ?? 'by labels'}, which is not given`);
  const all: CompiledPeer = { kind: 'any-of', peers: blocks };
  // "using ExceptCIDRs together with CIDRGroupRef is not supported yet"
  return exceptions.length === 0 ? all : { kind: 'all-of', peers: [all, undecided('exceptions from a group')] };
}

interface Exception {
  readonly hole: Cidr | undefined;
  readonly at: Cursor;
}

function readExceptions(cursor: Cursor): readonly Exception[] {
  return (itemsOf(propertyOf(cursor, 'except')) ?? []).map((at) => ({ hole: readPrefix(at), at }));
}

function baseOf({ family, base }: Cidr): Address {
  return { family, value: base };
}
