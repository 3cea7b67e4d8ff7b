// A store of reports that says why it failed: who asks the API is told no more than that it did.
import type { ReportStore } from '../../lib/report/report-store.ts';
import { textOf } from '../shared/errors.ts';

export function toldStore(store: ReportStore, tell: (message: string) => void): ReportStore {
  const told = async <T>(asked: Promise<T>): Promise<T> => {
    try {
      return await asked;
    } catch (error) {
      tell(textOf(error));
      throw error;
    }
  };
  return {
    clusters: () => told(store.clusters()),
    reports: (cluster) => told(store.reports(cluster)),
    latest: (cluster) => told(store.latest(cluster)),
    document: (cluster, run) => told(store.document(cluster, run)),
    link: (cluster, run, file) => told(store.link(cluster, run, file)),
  };
}
