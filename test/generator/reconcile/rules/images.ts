import { at, OTHER_SHA } from '../../decided-fixture.ts';
import { sampleRecord, SHA } from '../../gitops/sample-record.ts';
import { asleep, live, observed, pr, row, unknown } from '../situations.ts';

const images = {
  kind: 'missing',
  image: 'ghcr.io/acme/shop:1',
  reason: 'ghcr.io has no such image',
} as const;
const doubtful = { ...images, kind: 'unknown', reason: 'ghcr.io answers 503' } as const;
const pushed = pr({ head: { sha: OTHER_SHA, branch: 'feature/cart' } });
const waitsSince = (minutes: number, head = SHA) =>
  sampleRecord('7', {
    state: 'pending',
    cause: { reason: 'image', since: at(minutes), head, by: 'registry' },
  });

/** An image that is waited for. */
export const imageRows = [
  row(
    'a newcomer whose image is not built yet',
    { observation: observed({ images }) },
    ...(['image-missing', 'write pending image', 'building', 'as soon as the build'] as const),
  ),
  row(
    'a newcomer whose registry does not answer',
    { observation: observed({ images: doubtful }) },
    ...([
      'image-missing',
      'write pending image',
      'building',
      'may not be there (ghcr.io answers 503)',
    ] as const),
  ),
  row(
    'an image that is waited for since 59 minutes',
    { record: waitsSince(-59), observation: observed({ images }) },
    ...(['image-missing', 'write pending image', 'building', 'as soon as the build'] as const),
  ),
  row(
    'an image that is waited for since an hour',
    { record: waitsSince(-60), observation: observed({ images }) },
    ...([
      'image-missing',
      'write pending image',
      'failed',
      'look at the build of 3f2a1b0',
    ] as const),
  ),
  row(
    'an image of a newer push, waited for anew',
    { record: waitsSince(-60, OTHER_SHA), observation: observed({ images }) },
    ...(['image-missing', 'write pending image', 'building', 'as soon as the build'] as const),
  ),
  row(
    'a push whose image is not built yet',
    { record: live, observation: { ...pushed, images } },
    ...(['image-missing', 'write active', 'deploying', '3f2a1b0 stays deployed'] as const),
  ),
  row(
    'a push to what sleeps, whose image is not built yet',
    { record: asleep, observation: { ...pushed, images } },
    ...(['image-missing', 'write sleeping', 'sleeping', '3f2a1b0 stays deployed'] as const),
  ),
  row(
    'an image that is there now',
    {
      record: waitsSince(-5),
      observation: observed({
        images: { kind: 'found', images: { app: `ghcr.io/acme/shop@sha256:${'a'.repeat(64)}` } },
      }),
    },
    ...(['deploy', 'write active', 'deploying', '3f2a1b0'] as const),
  ),
  row(
    'a waiting one that became a draft',
    { record: waitsSince(-5), observation: pr({ draft: true }) },
    ...(['not-admitted', 'remove', 'skipped', 'drafts get no preview'] as const),
  ),
  row(
    'a waiting one that was closed',
    { record: waitsSince(-5), observation: pr({ state: 'closed' }) },
    ...(['closed', 'remove', 'destroyed', 'closed'] as const),
  ),
  row(
    'a waiting one on which perhaps a command was given',
    { record: waitsSince(-5), observation: observed({ commands: unknown }) },
    ...(['commands-unknown', 'none', 'unchanged', 'which commands were given'] as const),
  ),
];
