import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Whether the process exists and works; one that has ended and was not yet waited for does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return !/^\d+ \(.*\) Z/s.test(readOrNothing(`/proc/${pid}/stat`));
}

/** Whether a process of the group exists and works; without `/proc` an ended one counts too. */
export function isGroupRunning(group: number): boolean {
  if (!existsSync('/proc/self/stat')) return signalled(-group);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .some((pid) => {
      const [, state, , owner] =
        /^\d+ \(.*\) (\S) (\d+) (\d+)/s.exec(readOrNothing(`/proc/${pid}/stat`)) ?? [];
      return Number(owner) === group && state !== 'Z';
    });
}

function signalled(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The command lines of all processes. */
export function commandLines(): string {
  // A slim image has no ps, another system has no /proc.
  if (!existsSync('/proc/self/cmdline')) {
    return execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => readOrNothing(`/proc/${pid}/cmdline`).replaceAll('\0', ' '))
    .join('\n');
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
