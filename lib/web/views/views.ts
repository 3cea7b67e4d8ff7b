// The views of the page, in the order of the navigation.
import { ConnectionsView } from './connections/connections-view.tsx';
import { ExplainView } from './explain/explain-view.tsx';
import { MapView } from './map/map-view.tsx';
import { MatrixView } from './matrix/matrix-view.tsx';
import { OverviewView } from './overview/overview-view.tsx';
import { PoliciesView } from './policies/policies-view.tsx';
import type { ViewEntry } from './view.ts';
import { WhatIfView } from './what-if/what-if-view.tsx';

export const VIEWS: readonly ViewEntry[] = [
  { name: 'overview', title: 'Overview', component: OverviewView },
  { name: 'map', title: 'Map', component: MapView },
  { name: 'matrix', title: 'Matrix', component: MatrixView },
  { name: 'connections', title: 'Connections', component: ConnectionsView },
  { name: 'policies', title: 'Policies', component: PoliciesView },
  { name: 'what-if', title: 'What if', component: WhatIfView },
  { name: 'explain', title: 'Explain', component: ExplainView },
];
