// Reads one address block as Cilium writes it.
import { parseAddress } from '../../net/address.ts';
import { type Cidr, cidrOf, formatCidr, parseCidr } from '../../net/cidr.ts';
import { type Cursor, isObject, reportInvalid, textOf } from './manifest-reader.ts';

/** Fields of a rule that hold blocks, plain or in objects. */
const BLOCK_FIELDS = ['fromCIDR', 'fromCIDRSet', 'toCIDR', 'toCIDRSet'];

/** An address without a prefix is a block of one: "unable to parse CIDR" is only what is neither (rule_validation.go). */
export function readAddressOrPrefix(cursor: Cursor): Cidr | undefined {
  const { value } = cursor;
  const address = typeof value === 'string' ? parseAddress(value) : undefined;
  return address === undefined ? readPrefix(cursor) : cidrOf(address, address.family === 4 ? 32 : 128);
}

export function readPrefix(cursor: Cursor): Cidr | undefined {
  const text = textOf(cursor);
  if (text === undefined) return undefined;
  const cidr = parseCidr(text);
  if (cidr !== undefined) return { family: cidr.family, base: cidr.base, prefix: cidr.prefix };
  reportInvalid(cursor, 'a CIDR block such as 10.0.0.0/8');
  return undefined;
}

export interface MaskedBlock {
  readonly text: string;
  readonly used: string;
}

/** Blocks of a readable policy that are written with bits outside their prefix, in the order of the manifest. */
export function maskedBlocks(value: unknown): readonly MaskedBlock[] {
  if (Array.isArray(value)) return value.flatMap(maskedBlocks);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([field, part]) =>
    BLOCK_FIELDS.includes(field) ? textsIn(part).flatMap(maskedBlock) : maskedBlocks(part),
  );
}

function maskedBlock(text: string): readonly MaskedBlock[] {
  const cidr = parseCidr(text);
  return cidr?.hostBitsSet ? [{ text, used: formatCidr(cidr) }] : [];
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isObject(value) ? Object.values(value).flatMap(textsIn) : [];
}
