const PROJECT_ID = /^[a-z0-9](?:[a-z0-9-]{0,18}[a-z0-9])?$/;

/** `shop-pr-7`: the environment's id, which is also its namespace and the name of its Application. */
export function environmentId(projectId: string, number: string | number): string {
  return `${projectId}-pr-${number}`;
}

/** The other way round; `undefined` for what is no environment's id. */
export function parseEnvironmentId(
  id: string,
): { readonly project: string; readonly number: string } | undefined {
  const [, project = '', number = ''] = /^(.+)-pr-([1-9]\d{0,9})$/.exec(id) ?? [];
  return isProjectId(project) ? { project, number } : undefined;
}

/** `shop-pr-7.acme-previews.dev`: where the environment answers. */
export function environmentHost(id: string, domain: string): string {
  return `${id}.${domain}`;
}

/**
 * Whether a text may be a project's id: a DNS label of at most 20 characters, without `-pr-` in it or
 * `-pr` at its end, so that no two environments and no two hosts can be called the same.
 */
export function isProjectId(text: string): boolean {
  return PROJECT_ID.test(text) && !`${text}-`.includes('-pr-');
}

/** Any text as the value of a Kubernetes label: at most 63 characters; `unknown` where nothing is left. */
export function labelValue(text: string): string {
  const value = text
    .replace(/[^A-Za-z0-9_.-]+/g, '-')
    .slice(0, 63)
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
  return value === '' ? 'unknown' : value;
}
