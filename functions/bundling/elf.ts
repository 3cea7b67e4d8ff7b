// Which processor a native library was built for, as its own header says.
import { open } from 'node:fs/promises';

export type Architecture = 'arm64' | 'x64';

/** e_machine of the ELF specification: EM_X86_64 and EM_AARCH64. */
const MACHINES: Readonly<Record<number, Architecture>> = { 62: 'x64', 183: 'arm64' };
const HEADER_BYTES = 20;
const MACHINE_OFFSET = 18;

/** Undefined where the file is no library of either. */
export async function architectureOf(path: string): Promise<Architecture | undefined> {
  const handle = await open(path, 'r');
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    await handle.read(header, 0, HEADER_BYTES, 0);
    return header.toString('latin1', 0, 4) === '\x7fELF' ? MACHINES[header.readUInt16LE(MACHINE_OFFSET)] : undefined;
  } finally {
    await handle.close();
  }
}
