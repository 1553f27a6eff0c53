import type { View } from '../../feedback/view.ts';
import type { Assets } from '../assets.ts';
import { CapacityBars, type Usage } from './capacity-bars.tsx';
import { EnvironmentTable } from './environment-table.tsx';
import { FilterForm } from './filter-form.tsx';
import { Frame } from './frame.tsx';
import { HealthParts, type HealthBody } from './health-parts.tsx';
import { listOf } from './list.ts';
import type { ListQuery } from './list-query.ts';
import { Pager } from './pager.tsx';
import { StateFilter } from './state-filter.tsx';
import { WaitingQueue } from './waiting-queue.tsx';

export type ListPageProps = {
  readonly views: readonly View[];
  readonly query: ListQuery;
  readonly usage: Usage | undefined;
  readonly health: HealthBody;
  readonly now: Date;
  readonly assets: Assets;
};

/** The page of all environments. */
export function ListPage({ views, query, usage, health, now, assets }: ListPageProps) {
  const list = listOf(views, query);
  const projects = [...new Set(views.map(({ key }) => key.project))].sort();
  return (
    <Frame title="Preview environments" assets={assets} events="/events">
      <h1 class="unseen">Preview environments</h1>
      <div class="overview">
        <CapacityBars usage={usage} />
        <WaitingQueue views={views} now={now} />
        <HealthParts health={health} />
      </div>
      <StateFilter list={list} query={query} />
      <FilterForm query={query} projects={projects} />
      <EnvironmentTable list={list} query={query} now={now} />
      <Pager list={list} query={query} />
    </Frame>
  );
}
