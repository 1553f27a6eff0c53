import type { Entry } from '../world.ts';

/** What the page offers for a head commit. */
export type SampleChoice = {
  readonly config: 'valid' | 'invalid' | 'missing';
  readonly postgresql: boolean;
  /** What the app does. @default runs */
  readonly app?: keyof typeof APPS;
  /** A whole `k8s-ee.yaml` in place of the one of `config`. @default - that one */
  readonly text?: string;
};

/** Changes to the files of a commit; `undefined` removes one. */
export type FileChanges = Record<string, Entry | undefined>;

/** The app itself; where a cluster stands in, it reads there what comes of the image. */
export const APPS = {
  runs: "console.log('listening');\n",
  crashes: "throw new Error('crash: the table carts has no column price');\n",
  unbuilt: 'This does not compile, so CI pushes no image of it.\n',
} as const;

/** The files of a small app whose project is called as its repository. */
export function sampleFiles(
  repository: string,
  { config, postgresql, app = 'runs', text }: SampleChoice,
): FileChanges {
  const files = { 'server.js': APPS[app] };
  if (text !== undefined) return { ...files, 'k8s-ee.yaml': `${text}\n` };
  if (config === 'missing') return { ...files, 'k8s-ee.yaml': undefined };
  const project = repository.split('/')[1] ?? repository;
  const lines = [
    '# What the preview of this app needs.',
    `projectId: ${project}`,
    'app:',
    config === 'valid' ? '  port: 8080' : '  port: eighty',
    '  healthPath: /healthz',
    ...(postgresql ? ['databases:', '  postgresql: true'] : []),
  ];
  return { ...files, 'k8s-ee.yaml': `${lines.join('\n')}\n` };
}
