import { renderEnvironment } from '../../../apps/environment/render.ts';
import {
  DATABASE_NAMES,
  type DatabaseName,
} from '../../../constructs/environment/databases/kinds.ts';
import { environmentId } from '../../../constructs/names.ts';
import { generousPlatform, recordOf } from '../../apps/environment/samples.ts';
import { allowance } from '../../constructs/environment/usage.ts';
import { only, type KubeObject } from '../../constructs/environment/rendered.ts';

const SHAPES = {
  'one service': 'app: {port: 8080}\n',
  'three services': 'services: {web: {}, api: {}, jobs: {route: none}}\n',
  'migrate and seed': 'services: {web: {migrate: [migrate]}, api: {}}\nseed: {command: [seed]}\n',
} as const;

/** One environment to be admitted: its objects before and after a push. */
export type QuotaCase = {
  readonly what: string;
  readonly namespace: string;
  readonly objects: readonly KubeObject[];
  /** The Deployments of the next commit, whose image does not exist: its pods stay beside the old ones. */
  readonly pushed: readonly KubeObject[];
  /** How many pods there are at most: all of them, and one more of each service. */
  readonly pods: { readonly before: number; readonly after: number };
};

/** All 32 combinations of databases, each with every shape of services. */
export function quotaCases(): QuotaCase[] {
  const combinations = Array.from({ length: 2 ** DATABASE_NAMES.length }, (_, bits) =>
    DATABASE_NAMES.filter((_name, at) => (bits >> at) % 2 === 1),
  );
  return Object.entries(SHAPES).flatMap(([shape, text], row) =>
    combinations.map((databases, bits) =>
      quotaCase(`${shape}, ${databases.join(' ') || 'no database'}`, text, databases, {
        number: String(9_000 + row * 100 + bits),
      }),
    ),
  );
}

function quotaCase(
  what: string,
  text: string,
  databases: readonly DatabaseName[],
  { number }: { number: string },
): QuotaCase {
  const written = databases.map((name) => `${name}: true`).join(', ');
  const record = recordOf(`projectId: shop\n${text}databases: {${written}}\n`);
  const names = Object.keys(record.images);
  const images = (tag: string) =>
    Object.fromEntries(names.map((name) => [name, `ghcr.io/acme/${tag}`]));
  const id = environmentId('shop', number);
  // A seed that never ends counts for as long as any can.
  const seedImage = record.config.seed && { seedImage: 'ghcr.io/acme/missing:1' };
  const at = (tag: string) =>
    renderEnvironment(
      { ...record, number, id, images: images(tag), data: { ...record.data, ...seedImage } },
      generousPlatform,
    ).objects as KubeObject[];
  const objects = at('shop:1');
  const pods = names.length + databases.length + (seedImage ? 1 : 0);
  return {
    ...{ what, namespace: id, objects },
    pushed: at('missing:2').filter(({ kind }) => kind === 'Deployment'),
    pods: { before: pods, after: pods + names.length },
  };
}

/** By which part of what is allowed nothing is ever used: 0.25 where a quarter more than the need is allowed. */
export function slackOf(
  objects: readonly KubeObject[],
  used: Readonly<Record<string, string>>,
): Record<string, number> {
  const quota = only(objects, 'ResourceQuota');
  const needed = allowance({ ...quota, spec: { hard: used } });
  return Object.fromEntries(
    Object.entries(allowance(quota)).map(([key, allowed]) => {
      const need = needed[key] ?? 0n;
      if (need === 0n) return [key, allowed === 0n ? 0 : Number.POSITIVE_INFINITY];
      return [key, Number(allowed) / Number(need) - 1];
    }),
  );
}
