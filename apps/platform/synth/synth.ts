import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Parsed } from '../../problems.ts';
import { COMPONENTS_DIRECTORY, PLATFORM_DIRECTORY } from '../names.ts';
import { parsePlatform } from '../config.ts';
import type { Platform } from '../platform.ts';
import { RENDERED_MARK, renderPlatform } from '../render.ts';

/** What became of the files of `platform/`; paths are relative to the GitOps repository. */
export type SynthResult = {
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
  /** Of components, rendered by a former release or of one that is switched off. */
  readonly removed: readonly string[];
  /** Rendered once for projects that `platform.yaml` no longer names; left as they are. */
  readonly left: readonly string[];
};

/** Reads `platform.yaml` of a checkout of the GitOps repository. */
export async function readPlatformOf(gitops: string): Promise<Parsed<Platform>> {
  const file = join(gitops, 'platform.yaml');
  if (!existsSync(file)) {
    const message = `there is no such file; copy gitops-repo/platform.yaml there and edit it`;
    return { ok: false, problems: [{ path: file, message }] };
  }
  return parsePlatform(await readFile(file, 'utf8'));
}

/**
 * Writes the rendered `platform/` into a checkout of the GitOps repository, and nothing else.
 *
 * Never removes the file of a project: one that vanished from `platform.yaml`, by mistake perhaps, keeps its
 * ApplicationSet and with it its environments. Files of components follow what is rendered, while there are any.
 */
export async function synth(platform: Platform, gitops: string): Promise<SynthResult> {
  const files = renderPlatform(platform);
  const written: string[] = [];
  for (const { path, content } of files) {
    const target = join(gitops, path);
    if (existsSync(target) && (await readFile(target, 'utf8')) === content) continue;
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
    written.push(path);
  }
  const rendered = new Set(files.map(({ path }) => path));
  const stale = (await renderedBefore(gitops)).filter((path) => !rendered.has(path));
  const ofComponents = stale.filter((path) => path.startsWith(`${COMPONENTS_DIRECTORY}/`));
  const left = stale.filter((path) => !ofComponents.includes(path));
  // What is left needs its parts: a project its store of secrets, the components their objects.
  const projects = new Set(left.map((path) => basename(path)));
  const removed = platform.components
    ? ofComponents.filter((path) => !projects.has(basename(path)))
    : [];
  for (const path of removed) await rm(join(gitops, path));
  return {
    written,
    unchanged: [...rendered].filter((path) => !written.includes(path)),
    removed,
    left,
  };
}

async function renderedBefore(gitops: string): Promise<string[]> {
  const directory = join(gitops, PLATFORM_DIRECTORY);
  if (!existsSync(directory)) return [];
  const names = (await readdir(directory, { recursive: true })).sort();
  const ours: string[] = [];
  for (const name of names.filter((each) => each.endsWith('.yaml'))) {
    const text = await readFile(join(directory, name), 'utf8');
    if (text.startsWith(RENDERED_MARK)) ours.push(`${PLATFORM_DIRECTORY}/${name}`);
  }
  return ours;
}
