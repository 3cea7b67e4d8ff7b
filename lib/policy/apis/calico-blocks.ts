// Reads lists of address blocks as Calico writes them.
import { parseAddress } from '../../net/address.ts';
import { type Cidr, cidrOf, parseCidr } from '../../net/cidr.ts';
import type { CompiledBlock } from '../compiled.ts';
import { compileBlock } from './compiled-parts.ts';
import { type Cursor, itemsOf, reportInvalid, textOf } from './manifest-reader.ts';

/** An address alone is a block of one; bits outside the prefix are ignored. Undefined where the list is absent or empty. */
export function readBlocks(cursor: Cursor): readonly CompiledBlock[] | undefined {
  const items = itemsOf(cursor);
  if (items === undefined || items.length === 0) return undefined;
  return items.flatMap((item) => {
    const cidr = readCidr(item);
    // Packets are compared, whoever holds the address.
    return cidr === undefined ? [] : [compileBlock(cidr, [], 'every-address')];
  });
}

function readCidr(cursor: Cursor): Cidr | undefined {
  const text = textOf(cursor);
  if (text === undefined) return undefined;
  const cidr = parseCidr(text);
  if (cidr !== undefined) return { family: cidr.family, base: cidr.base, prefix: cidr.prefix };
  const address = parseAddress(text);
  if (address !== undefined) return cidrOf(address, address.family === 4 ? 32 : 128);
  reportInvalid(cursor, 'a CIDR block such as 10.0.0.0/8');
  return undefined;
}
