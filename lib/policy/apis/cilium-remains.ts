// What a Cilium policy that cannot be read can reach at most.
import type { PolicyDocument } from '../../sources/kubernetes-objects.ts';
import type { CompiledPods, UnreadablePolicy } from '../compiled.ts';
import type { Direction } from '../model.ts';
import { EVERY_POD } from './cilium-entities.ts';
import { type CiliumObject, readCiliumObject, titleOfSpec } from './cilium-object.ts';
import { DIRECTIONS, readSubjects, SECTION_FIELDS, SPEC_FIELDS } from './cilium-spec.ts';
import { type Cursor, checkFields, isAbsent, isObject, propertyOf } from './manifest-reader.ts';

/** One for each specification: a flaw in one costs the whole object, as Cilium refuses it whole. */
export function remainsOf({ manifest }: PolicyDocument): readonly UnreadablePolicy[] {
  const root: Cursor = { value: manifest, path: '', problems: [] };
  const object = readCiliumObject(root);
  if (object === undefined) return [unreadable('?', EVERY_POD)];
  if (root.problems.length > 0) return [unreadable(object.name, podsInReach(object))];
  return object.specs.flatMap((spec) => remainsOfSpec(spec, object));
}

function remainsOfSpec(spec: Cursor, object: CiliumObject): readonly UnreadablePolicy[] {
  const name = titleOfSpec(object, spec);
  const alone: Cursor = { ...spec, problems: [] };
  if (!checkFields(alone, SPEC_FIELDS)) return [unreadable(name, podsInReach(object))];
  const selectsNodes = !isAbsent(propertyOf(alone, 'nodeSelector')) && isAbsent(propertyOf(alone, 'endpointSelector'));
  if (selectsNodes && object.scope === undefined) return [];
  const directions = DIRECTIONS.filter((direction) => mayConcern(alone, direction));
  const subjects = readSubjects(alone, object.scope);
  const isSound = alone.problems.length === 0 && subjects !== undefined;
  const reach = isSound ? subjects : podsInReach(object);
  return directions.length === 0 ? [] : [{ ...unreadable(name, reach), directions }];
}

function podsInReach({ scope }: CiliumObject): CompiledPods {
  const isKnown = scope !== undefined && scope !== '?';
  return isKnown ? { ...EVERY_POD, namespaces: { kind: 'own', namespace: scope } } : EVERY_POD;
}

/** A direction for which there is something, whatever it is. */
function mayConcern(spec: Cursor, direction: Direction): boolean {
  const defaults = propertyOf(spec, 'enableDefaultDeny');
  if (!isAbsent(defaults) && !isObject(defaults.value)) return true;
  const enabled = propertyOf(defaults, direction);
  const isEmpty = ({ value }: Cursor) =>
    value === undefined || value === null || (Array.isArray(value) && value.length === 0);
  const hasSections = !SECTION_FIELDS[direction].every((field) => isEmpty(propertyOf(spec, field)));
  return hasSections || !(isAbsent(enabled) || enabled.value === false);
}

function unreadable(name: string, subjects: CompiledPods): UnreadablePolicy {
  return { name, api: 'cilium', subjects, directions: DIRECTIONS, reason: 'cannot be read' };
}
