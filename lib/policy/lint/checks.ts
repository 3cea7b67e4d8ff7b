// Every check of lint, in the order of docs/lint.md.
import { ANY_BLOCK } from './any-block.ts';
import { API_NOT_ENFORCED, POLICY_REFUSED } from './api-support.ts';
import { BLOCK_FAMILY, BLOCK_UNSUPPORTED } from './block-support.ts';
import { BLOCK_MISSES_CLUSTER, BLOCK_OPENS_CLUSTER, BLOCK_UNCLEAR } from './blocks-in-cluster.ts';
import { DENIAL_WINS, DENIALS_ISOLATE } from './cilium-precedence.ts';
import { DNS_BLOCKED } from './dns.ts';
import { DUPLICATE } from './duplicates.ts';
import { NO_SUCH_NAMESPACE, PEER_SELECTS_NOTHING, SELECTS_NOTHING } from './empty-selection.ts';
import { EXCEPT } from './exceptions.ts';
import { EXCLUDING_SELECTOR } from './excluding-selectors.ts';
import { HEALTH_CHECKS } from './health-checks.ts';
import { HOST_NETWORK } from './host-network.ts';
import { IDLE_EXCEPT } from './idle-exceptions.ts';
import { TOO_MANY_BLOCKS, TOO_MANY_POLICIES, TOO_MANY_PORTS } from './limits.ts';
import type { LintCheck } from './lint-check.ts';
import { MISLEADING_NAME } from './misleading-names.ts';
import { ORDER_CONFLICT } from './order-conflicts.ts';
import { ISOLATES_MORE, UNDECLARED_RULES } from './policy-types.ts';
import { PORT_NAME_UNDECLARED } from './port-names.ts';
import { END_PORT, NAMED_PORT, SCTP } from './port-support.ts';
import { HOST_BITS, NOT_EVALUATED } from './said-at-reading.ts';
import { SERVICE_BLOCK } from './service-blocks.ts';
import { SERVICE_PORT } from './service-ports.ts';
import { VOLATILE_SELECTOR } from './volatile-selector.ts';

/** What has no effect; addresses; ports; selectors; directions; the cluster around; readers of policies. */
export const LINT_CHECKS: readonly LintCheck[] = [
  API_NOT_ENFORCED,
  POLICY_REFUSED,
  NOT_EVALUATED,
  HOST_NETWORK,
  TOO_MANY_POLICIES,
  TOO_MANY_BLOCKS,
  TOO_MANY_PORTS,
  BLOCK_MISSES_CLUSTER,
  BLOCK_OPENS_CLUSTER,
  BLOCK_UNCLEAR,
  ANY_BLOCK,
  SERVICE_BLOCK,
  BLOCK_UNSUPPORTED,
  BLOCK_FAMILY,
  EXCEPT,
  IDLE_EXCEPT,
  HOST_BITS,
  END_PORT,
  SCTP,
  NAMED_PORT,
  PORT_NAME_UNDECLARED,
  SERVICE_PORT,
  SELECTS_NOTHING,
  PEER_SELECTS_NOTHING,
  NO_SUCH_NAMESPACE,
  VOLATILE_SELECTOR,
  EXCLUDING_SELECTOR,
  ISOLATES_MORE,
  UNDECLARED_RULES,
  DNS_BLOCKED,
  HEALTH_CHECKS,
  ORDER_CONFLICT,
  DENIALS_ISOLATE,
  DENIAL_WINS,
  MISLEADING_NAME,
  DUPLICATE,
];
