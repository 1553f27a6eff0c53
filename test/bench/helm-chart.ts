import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import type { EnvironmentRecord } from '../../apps/environment/record.ts';
import type { RenderedFile } from '../../apps/environment/render.ts';

/**
 * The chart that someone would write for this environment: the same objects, one template a component,
 * and as values only what differs between two pull requests. No loops, no conditions, no helpers.
 */
export function writeChart(
  directory: string,
  { id, number, source, images }: EnvironmentRecord,
  files: readonly RenderedFile[],
): void {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  };
  write('Chart.yaml', stringify({ apiVersion: 'v2', name: 'preview', version: '1.0.0' }));
  const { sha, branch } = source;
  write('values.yaml', stringify({ id, number, sha, branch, images }));
  const names = Object.entries(images).sort(([, a], [, b]) => b.length - a.length);
  for (const { path, content } of files.filter((file) => file.path.startsWith('manifests/'))) {
    const escaped = content.replaceAll(/\{\{.*?\}\}/g, (text) => `{{ ${JSON.stringify(text)} }}`);
    const template = names
      .reduce((text, [name, image]) => text.replaceAll(image, value(`images.${name}`)), escaped)
      .replaceAll(sha, value('sha'))
      .replaceAll(id, value('id'))
      .replaceAll(branch, value('branch'))
      .replaceAll(`"${number}"`, '{{ .Values.number | quote }}');
    write(path.replace('manifests/', 'templates/'), template);
  }
}

const value = (path: string) => `{{ .Values.${path} }}`;
