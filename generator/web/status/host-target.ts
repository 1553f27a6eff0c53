import { isProjectId } from '../../../constructs/names.ts';

/** Which environment, and which of its services, a host is for. */
export type HostTarget = {
  readonly id: string;
  /** As browsers spell it, with its port: what stands in an origin. */
  readonly host: string;
  /** Of a further service, `{id}-{service}.{domain}`. @default - the environment's own host */
  readonly service?: string;
};

const LABEL = /^(.{1,20}?)-pr-([1-9]\d{0,9})(?:-([a-z](?:[a-z0-9-]{0,18}[a-z0-9])?))?$/;

/** Reads a `Host` header; `undefined`: it is no host of an environment under `domain`. */
export function hostTarget(header: string | undefined, domain: string): HostTarget | undefined {
  const host = (header ?? '').toLowerCase();
  const [, name = ''] = /^([a-z0-9.-]{1,253})(?::\d{1,5})?$/.exec(host) ?? [];
  const suffix = `.${domain.toLowerCase()}`;
  const plain = name.replace(/\.$/, '');
  if (!plain.endsWith(suffix)) return undefined;
  // No project's id has "-pr-" in it, so the first one is where the number begins.
  const [, project = '', number = '', service] = LABEL.exec(plain.slice(0, -suffix.length)) ?? [];
  if (!isProjectId(project)) return undefined;
  return { id: `${project}-pr-${number}`, host, ...(service !== undefined && { service }) };
}
