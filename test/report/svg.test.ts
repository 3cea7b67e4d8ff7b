// The map as an SVG file: whole, well-formed whatever the names are, and the same bytes for the same report.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatSvg } from '../../lib/report/formats/svg.ts';
import { MAP_CLASSES } from '../../lib/report/map/map-class.ts';
import { HOSTILE_NAMES, hostileDocument } from '../web/hostile-document.ts';
import { largeDocument } from './map/large-document.ts';
import { sampleDocument } from './sample-document.ts';

/** Names of elements in order of their tags; throws where tags do not nest or text has bare markup. */
function elements(svg: string): readonly string[] {
  const open: string[] = [];
  const names: string[] = [];
  const rest = svg.replace(/<(\/?)([a-z]+)((?: [\w:-]+="[^"<]*")*)\s*(\/?)>/gi, (_, end, name, __, empty) => {
    if (end === '/') {
      if (open.pop() !== name) throw new Error(`</${name}> closes another element`);
    } else {
      names.push(name);
      if (empty === '') open.push(name);
    }
    return '';
  });
  if (open.length > 0 || /[<]/.test(rest)) throw new Error('markup is left');
  if (/&(?!(?:amp|lt|gt|quot);)/.test(rest)) throw new Error('a bare &');
  return names;
}

describe('the SVG of a report', () => {
  it('names the cluster, opens the namespaces and has a line for each pair', () => {
    const svg = formatSvg(sampleDocument());

    expect(svg).toContain('<title>prod: observed connections under the current policies</title>');
    expect(svg).toContain('<title>web to api: 1 would be blocked, 1 allowed</title>');
    expect(svg).toContain('>Outside addresses<');
    expect(elements(svg).filter((name) => name === 'marker')).toHaveLength(MAP_CLASSES.length);
    expect(svg.endsWith('</svg>\n')).toBe(true);
  });

  it('is well-formed and shows names as text, whatever they are', () => {
    const svg = formatSvg(hostileDocument());
    const names = elements(svg);

    expect(new Set(names)).toEqual(new Set(['svg', 'title', 'style', 'marker', 'path', 'rect', 'text', 'g']));
    expect(names.filter((name) => name === 'rect').length).toBeGreaterThan(HOSTILE_NAMES.length);
    // What XML 1.0 does not allow: control characters other than tab and line ends.
    expect(/[^\P{Cc}\n]/u.test(svg)).toBe(false);
  });

  it('asks for nothing from elsewhere', () => {
    const svg = formatSvg(hostileDocument()).replaceAll('http://www.w3.org/2000/svg', '');

    expect(svg).not.toMatch(/(?:href|src)="|url\((?!#to-)|@import/);
  });

  it('has the same bytes twice, and opens what fits of a large cluster', () => {
    const svg = formatSvg(largeDocument());

    expect(formatSvg(largeDocument())).toBe(svg);
    expect(svg).toMatch(/\d+ of \d+ lines drawn/);
    expect(svg.length).toBeLessThan(600_000);
  });

  it('has the colours of the page in light', () => {
    const theme = readFileSync('lib/web/styles/theme.css', 'utf8');
    const svg = formatSvg(sampleDocument());

    for (const mapClass of MAP_CLASSES) {
      const colour = new RegExp(`--verdict-${mapClass}: (#[0-9a-f]{6})`).exec(theme)?.[1];
      expect(svg).toContain(`<marker id="to-${mapClass}"`);
      expect(svg.split(`id="to-${mapClass}"`)[1]?.split('</marker>')[0]).toContain(`fill="${colour}"`);
    }
  });
});
