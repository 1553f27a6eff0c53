import type { z } from 'zod';
import type { EnvironmentConfig } from './config.ts';
import type { recordSchema } from './record-schema.ts';

type Fields = z.output<typeof recordSchema>;
/** Without the index signature that keeps unknown fields: `Omit` would lose the known ones to it. */
type KnownKeys<T> = keyof { [K in keyof T as string extends K ? never : K]: T[K] };

/** The desired state of one environment: the only input of rendering, beside `platform.yaml`. */
export type EnvironmentRecord = Readonly<Pick<Fields, Exclude<KnownKeys<Fields>, 'config'>>> & {
  readonly config: EnvironmentConfig;
};
export type RecordState = EnvironmentRecord['state'];
export type CauseReason = NonNullable<EnvironmentRecord['cause']>['reason'];
export type Requests = NonNullable<EnvironmentRecord['requests']>;
