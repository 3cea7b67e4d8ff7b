// What a view is to the frame around it.
import type { ComponentType } from 'preact';
import type { Model } from '../data/model.ts';
import type { ViewName } from '../state/page-address.ts';

export interface ViewProps {
  readonly model: Model;
}

export interface ViewEntry {
  readonly name: ViewName;
  /** In the navigation and as the heading of the view. */
  readonly title: string;
  readonly component: ComponentType<ViewProps>;
}
