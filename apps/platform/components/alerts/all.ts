import { DASHBOARDS } from '../dashboards/addresses.ts';
import type { AlertGroup, AlertScope } from './alert.ts';
import { argocdAlerts, secretAlerts } from './argocd.ts';
import { certificateAlerts, servedCertificateAlerts } from './certificates.ts';
import { dataAlerts, logAlerts } from './data.ts';
import { endingAlerts } from './endings.ts';
import { environmentAlerts } from './environments.ts';
import { generatorAlerts } from './generator.ts';
import { nodeAlerts } from './node.ts';

/** Every alert there is something to watch for. */
export function alertGroups(scope: AlertScope): readonly AlertGroup[] {
  return [
    {
      name: 'node',
      title: 'The server',
      dashboard: DASHBOARDS.platform,
      alerts: nodeAlerts,
    },
    {
      name: 'environments',
      title: 'Environments',
      dashboard: DASHBOARDS.environments,
      alerts: [...environmentAlerts, ...endingAlerts(scope.oldAfterDays)],
    },
    {
      name: 'pipeline',
      title: 'From the pull request to the cluster',
      dashboard: DASHBOARDS.platform,
      alerts: [...generatorAlerts, ...argocdAlerts, ...(scope.externalSecrets ? secretAlerts : [])],
    },
    {
      name: 'data',
      title: 'Metrics, logs and volumes',
      dashboard: DASHBOARDS.platform,
      alerts: [...dataAlerts, ...(scope.logs ? logAlerts : [])],
    },
    {
      name: 'certificates',
      title: 'Certificates',
      dashboard: DASHBOARDS.platform,
      alerts: [...servedCertificateAlerts, ...(scope.certificates ? certificateAlerts : [])],
    },
  ];
}
