import type { Platform, Project } from '../../platform/platform.ts';
import type { EnvironmentRecord } from '../record.ts';
import type { KubeObject } from './object.ts';

/** What the environment is that the objects are rendered for. */
export type CheckContext = {
  readonly record: EnvironmentRecord;
  readonly platform: Platform;
  /** `undefined`: `platform.yaml` does not name it. */
  readonly project: Project | undefined;
};

/** A field of one object, and what is wrong with it. */
export type Finding = { readonly field: string; readonly message: string };

/** Looks at one object; what it finds must never be committed. */
export type Rule = (object: KubeObject, context: CheckContext) => readonly Finding[];

export function finding(field: string, message: string): Finding {
  return { field, message };
}

/** A finding where `wrong` holds, and none where it does not. */
export function findIf(wrong: boolean, field: string, message: string): readonly Finding[] {
  return wrong ? [{ field, message }] : [];
}

/** A value in a message: as JSON, cut when long; `nothing` where there is none. */
export function got(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) return 'nothing';
  return text.length <= 100 ? text : `${text.slice(0, 100)}…`;
}
