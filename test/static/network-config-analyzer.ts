import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';

/** Who reaches whom: `namespace/name` of a workload, or a range of addresses such as `1.0.0.0-9.255.255.255`. */
export type Connection = { readonly from: string; readonly to: string; readonly what: string };

/** On the PATH. */
export const ANALYZER = 'nca';

/** Pods, and what says who reaches them. Other kinds (Ingress, templates of secrets) only distract the analyzer. */
const KINDS = ['Namespace', 'NetworkPolicy', 'Pod', 'Deployment', 'StatefulSet', 'Job'];

/**
 * Every allowed connection, as NP-Guard's network-config-analyzer understands the NetworkPolicies
 * in these YAML streams. (Its successor netpol-analyzer reads IPv6 ranges as IPv4 ones.)
 */
export function connectionsIn(streams: readonly string[]): Connection[] {
  const objects = streams
    .flatMap((stream) => parseAllDocuments(stream))
    .map((document) => document.toJS() as { kind: string })
    .filter(({ kind }) => KINDS.includes(kind));
  const directory = mkdtempSync(join(tmpdir(), 'connectivity-'));
  try {
    writeFileSync(
      join(directory, 'objects.yaml'),
      objects.map((object) => stringify(object)).join('---\n'),
    );
    const args = ['--connectivity', '.', '-n', '.', '-p', '.', '-o', 'txt_no_fw_rules'];
    const options = { cwd: directory, encoding: 'utf8', stdio: 'pipe' } as const;
    const output = execFileSync(ANALYZER, [...args, '--print_ipv6'], options);
    return output
      .split('\n')
      .filter((line) => line.includes(' => '))
      .map(parseConnection)
      .sort(byName);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function parseConnection(line: string): Connection {
  const [, from, to, what] = /^(\S+) => (\S+) : (.+)$/.exec(line) ?? [];
  if (from === undefined || to === undefined || what === undefined) {
    throw new Error(`${ANALYZER} said ${JSON.stringify(line)}; "FROM => TO : WHAT" was expected`);
  }
  const workload = (name: string) => name.replace(/\[\w+\]$/, '');
  return { from: workload(from), to: workload(to), what: shortened(what) };
}

/** `3000` for one TCP port; what is unusual stays as the analyzer says it. */
function shortened(what: string): string {
  if (what === 'All connections') return 'all';
  const port = /^\{protocols:TCP,dst_ports:([\d,-]+)\}$/.exec(what)?.[1];
  const both = /^\{protocols:TCP, UDP,dst_ports:([\d,-]+)\}$/.exec(what)?.[1];
  return port ?? (both === undefined ? what : `${both}+udp`);
}

function byName(one: Connection, other: Connection): number {
  const [a, b] = [one, other].map(({ from, to }) => `${from} ${to}`);
  return a! < b! ? -1 : a! > b! ? 1 : 0;
}
