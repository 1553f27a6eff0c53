import type { Entry } from '../world.ts';

/** What the page offers for a head commit's `k8s-ee.yaml`. */
export type ConfigChoice = {
  readonly config: 'valid' | 'invalid' | 'missing';
  readonly postgresql: boolean;
};

/** Changes to the files of a commit; `undefined` removes one. */
export type FileChanges = Record<string, Entry | undefined>;

/** The files of a small app whose project is called as its repository. */
export function sampleFiles(repository: string, { config, postgresql }: ConfigChoice): FileChanges {
  const project = repository.split('/')[1] ?? repository;
  if (config === 'missing') return { 'k8s-ee.yaml': undefined };
  const lines = [
    '# What the preview of this app needs.',
    `projectId: ${project}`,
    'app:',
    config === 'valid' ? '  port: 8080' : '  port: eighty',
    '  healthPath: /healthz',
    ...(postgresql ? ['databases:', '  postgresql: true'] : []),
  ];
  return { 'k8s-ee.yaml': `${lines.join('\n')}\n` };
}
