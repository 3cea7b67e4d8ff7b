// Light or dark: what the system asks for, or what the reader chose, which the address of the page keeps.
import { effect } from '@preact/signals';
import { currentAddress } from '../state/location.ts';
import { choiceField } from '../state/url-fields.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export const themeField = choiceField(THEMES);

/** Keeps the page in the theme of its address. */
export function applyTheme(root: HTMLElement): void {
  effect(() => {
    const theme = themeField.parse(currentAddress().parameters.get('theme') ?? '');
    if (theme === 'system') delete root.dataset.theme;
    else root.dataset.theme = theme;
  });
}
