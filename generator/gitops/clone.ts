import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { explain, GitFailure, GitUnavailable, isTimeOut } from './errors.ts';
import type { Git } from './git.ts';
import { trackingRef } from './git-environment.ts';

/** The heads of branches by name; a branch that the remote does not have is absent. */
export type BranchHeads = ReadonlyMap<string, string>;

/** A bare clone that is a cache: whatever is wrong with it, it is made again from the remote. */
export type Clone = {
  /** Brings the branches from the remote. Throws `GitUnavailable`. */
  fetch(): Promise<BranchHeads>;
  /** Asks the remote only. Throws `GitUnavailable`. */
  remoteHeads(): Promise<BranchHeads>;
  /** Runs what reads or writes the clone; if git fails in there, makes the clone again and runs it once more. */
  use<T>(act: () => Promise<T>): Promise<T>;
};

export function createClone(options: {
  readonly git: Git;
  readonly directory: string;
  readonly branches: readonly string[];
}): Clone {
  const { git, directory, branches } = options;
  let prepared = false;

  async function prepare(): Promise<void> {
    if (prepared) return;
    await mkdir(directory, { recursive: true });
    await removeLocks(directory);
    await git.text(['init', '--bare']);
    prepared = true;
  }

  async function bring(wanted: readonly string[]): Promise<BranchHeads> {
    if (wanted.length === 0) return new Map();
    const refspecs = wanted.map((branch) => `+refs/heads/${branch}:${trackingRef(branch)}`);
    // --verbose and --progress: silence means that the remote hangs.
    const quietly = ['--no-tags', '--no-write-fetch-head', '--verbose', '--progress'];
    await git.text(['fetch', ...quietly, 'origin', ...refspecs], { remote: 'in clone' });
    const commits = wanted.map((branch) => `${trackingRef(branch)}^{commit}`);
    const heads = (await git.text(['rev-parse', ...commits])).trim().split('\n');
    return new Map(wanted.map((branch, i) => [branch, heads[i] ?? '']));
  }

  /** After a failure: the remote is down, or lacks a branch, or the clone is broken. */
  async function recover(): Promise<BranchHeads> {
    const there = await remoteHeads();
    const present = branches.filter((branch) => there.has(branch));
    try {
      prepared = false;
      await prepare();
      return await bring(present);
    } catch {
      return makeAgain(present);
    }
  }

  async function makeAgain(present: readonly string[]): Promise<BranchHeads> {
    try {
      prepared = false;
      await rm(directory, { recursive: true, force: true, maxRetries: 3 });
      await prepare();
      return await bring(present);
    } catch (error) {
      throw unavailable('the clone of the GitOps repository cannot be made again', error);
    }
  }

  async function remoteHeads(): Promise<BranchHeads> {
    const refs = branches.map((branch) => `refs/heads/${branch}`);
    try {
      const lines = await git.text(['ls-remote', 'origin', ...refs], { remote: 'apart' });
      return new Map(
        [...lines.matchAll(/^([0-9a-f]+)\trefs\/heads\/(.+)$/gm)].map(
          ([, head = '', branch = '']) => [branch, head],
        ),
      );
    } catch (error) {
      throw unavailable('the GitOps repository cannot be read', error);
    }
  }

  return {
    async fetch() {
      try {
        await prepare();
        return await bring(branches);
      } catch (error) {
        if (error instanceof GitFailure && isTimeOut(error.message)) {
          throw unavailable('the GitOps repository cannot be read', error);
        }
        return recover();
      }
    },
    remoteHeads,
    async use(act) {
      try {
        await prepare();
        return await act();
      } catch (error) {
        if (!(error instanceof GitFailure)) throw error;
      }
      await makeAgain([...(await remoteHeads()).keys()]);
      try {
        return await act();
      } catch (error) {
        if (!(error instanceof GitFailure)) throw error;
        throw unavailable('the clone of the GitOps repository cannot be used', error);
      }
    },
  };
}

/** Without a cause: what git and simple-git throw shows more than may be shown. */
export function unavailable(what: string, error: unknown): GitUnavailable {
  const message = error instanceof Error ? error.message : String(error);
  return new GitUnavailable(`${what}: ${explain(message)}; it is tried again`);
}

/** Nobody else works in the clone, so a lock found before the first command was left by a killed one. */
async function removeLocks(directory: string): Promise<void> {
  const places = ['.', 'refs', 'objects/info', 'objects/pack'];
  for (const place of places) {
    const names = await readdir(join(directory, place), { recursive: place === 'refs' }).catch(
      () => [],
    );
    for (const name of names) {
      if (name.endsWith('.lock')) await rm(join(directory, place, name), { force: true });
    }
  }
}
