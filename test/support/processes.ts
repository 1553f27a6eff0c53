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
