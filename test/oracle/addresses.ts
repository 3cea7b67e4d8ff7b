// Address arithmetic of the oracle, IPv4 and IPv6, on bigints and nothing else.

/** Family and value of an address; undefined where the text is none. */
export function parseAddress(text: string): { readonly bits: 32 | 128; readonly value: bigint } | undefined {
  return text.includes(':') ? parseV6(text) : parseV4(text);
}

function parseV4(text: string): { readonly bits: 32; readonly value: bigint } | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) > 255)) return undefined;
  return { bits: 32, value: parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n) };
}

function parseV6(text: string): { readonly bits: 128; readonly value: bigint } | undefined {
  const [head = '', tail, ...rest] = text.split('::');
  if (rest.length > 0) return undefined;
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...left, ...Array.from({ length: missing }, () => '0'), ...right];
  if (groups.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return { bits: 128, value: groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n) };
}

/** Whether the CIDR's network holds the address; host bits in the CIDR do not matter. */
export function cidrHolds(cidr: string, address: string): boolean {
  const [base = '', length = ''] = cidr.split('/');
  const network = parseAddress(base);
  const host = parseAddress(address);
  if (network === undefined || host === undefined || network.bits !== host.bits || !/^\d+$/.test(length)) return false;
  const shift = BigInt(network.bits - Number(length));
  return network.value >> shift === host.value >> shift;
}
