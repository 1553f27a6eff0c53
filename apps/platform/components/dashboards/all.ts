import { capacityDashboard } from './capacity.ts';
import { environmentDashboard } from './environment.ts';
import { environmentsDashboard } from './environments.ts';
import { lifecycleDashboard } from './lifecycle.ts';
import type { DashboardModel } from './model.ts';
import { platformDashboard } from './platform-health.ts';
import type { DashboardScope } from './scope.ts';

/** Every dashboard, from the whole to the parts. */
export function dashboards(scope: DashboardScope): readonly DashboardModel[] {
  return [
    environmentsDashboard,
    environmentDashboard,
    lifecycleDashboard,
    capacityDashboard,
    platformDashboard,
  ].map((dashboard) => dashboard(scope));
}
