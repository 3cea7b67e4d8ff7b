// The Services of a snapshot, as far as questions that name one need them.
import { compareBy } from '../base/order.ts';
import type { EndpointSlice, Service } from '../sources/kubernetes-objects.ts';
import type { ReportService } from './document.ts';

/** By namespace and name. Slices are kept for Services that select no pods themselves. */
export function toReportServices(
  services: readonly Service[],
  slices: readonly EndpointSlice[],
): readonly ReportService[] {
  return services
    .map(({ meta, selector, clusterAddresses, externalAddresses, ports }): ReportService => {
      const { namespace, name } = meta;
      const own = slices.filter((slice) => slice.meta.namespace === namespace && slice.serviceName === name);
      const endpoints = own.flatMap((slice) =>
        slice.ports.map(({ protocol, port }) => ({
          ...{ protocol, port },
          addresses: slice.endpoints.flatMap(({ addresses }) => addresses),
        })),
      );
      return {
        ...{ namespace, name, addresses: clusterAddresses },
        ...(externalAddresses.length === 0 ? {} : { externalAddresses }),
        ...(selector === undefined ? {} : { selector }),
        ports: ports.map(({ protocol, port, targetPort }) => ({ protocol, port, targetPort })),
        ...(selector === undefined && endpoints.length > 0 ? { endpoints } : {}),
      };
    })
    .sort(
      compareBy(
        ({ namespace }) => namespace,
        ({ name }) => name,
      ),
    );
}
