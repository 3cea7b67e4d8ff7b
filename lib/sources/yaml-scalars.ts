// Plain YAML scalars as the tools of Kubernetes take them, where YAML 1.2 takes them differently.
import { type ParsedNode, Scalar, visit, type Document as YamlDocument } from 'yaml';

// kubectl and the API server read YAML 1.1: "yes" is true, "0100" the number 64, "1_000" the number 1000
// (yaml.org/type/bool.html and int.html; sigs.k8s.io/yaml, goyaml.v2/resolve.go).
const TRUE = /^(?:y|Y|yes|Yes|YES|on|On|ON)$/;
const FALSE = /^(?:n|N|no|No|NO|off|Off|OFF)$/;
const INTEGER = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/** Changes the document: its plain scalars without a tag, keys among them. */
export function settlePlainScalars(document: YamlDocument.Parsed<ParsedNode>): void {
  visit(document, {
    Scalar: (_, scalar) => {
      if (scalar.type !== Scalar.PLAIN || scalar.tag !== undefined || scalar.source === undefined) return;
      const value = plainValue(scalar.source);
      if (value !== undefined) scalar.value = value;
    },
  });
}

/** What a plain text means to those tools; undefined where both versions of YAML agree. */
export function plainValue(source: string): boolean | number | string | undefined {
  if (TRUE.test(source)) return true;
  if (FALSE.test(source)) return false;
  if (!/^[-+.0-9]/.test(source)) return undefined;
  const plain = source.replaceAll('_', '');
  const [, sign, digits] = INTEGER.exec(plain) ?? [];
  if (digits !== undefined) return (sign === '-' ? -1 : 1) * integerOf(digits);
  if (!FLOAT.test(plain)) return undefined;
  // "080" is no octal number, and so a decimal one; a number that is too large is text.
  return Number.isFinite(Number(plain)) ? Number(plain) : source;
}

function integerOf(digits: string): number {
  const octal = /^0[oO]?([0-7]+)$/.exec(digits)?.[1];
  return octal === undefined ? Number(digits) : Number.parseInt(octal, 8);
}
