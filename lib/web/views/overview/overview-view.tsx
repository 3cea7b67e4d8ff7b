// The overview: what would break, what was read, what is wrong, what is recommended, and what nobody can know from these logs.
import type { ViewProps } from '../view.ts';
import { AnswerPanel } from './answer-panel.tsx';
import { CoveragePanel } from './coverage-panel.tsx';
import { FindingsPanel } from './findings-panel.tsx';
import { LimitsPanel } from './limits-panel.tsx';
import { ReadPanel } from './read-panel.tsx';
import { RecommendationPanel } from './recommendation-panel.tsx';
import { VerdictsPanel } from './verdicts-panel.tsx';
import './overview.css';

export function OverviewView({ model }: ViewProps) {
  return (
    <>
      <AnswerPanel model={model} />
      <div class="overview-columns">
        <VerdictsPanel model={model} />
        <ReadPanel document={model.document} />
      </div>
      <FindingsPanel findings={model.findings} />
      <RecommendationPanel model={model} />
      <CoveragePanel document={model.document} />
      <LimitsPanel />
    </>
  );
}
