import type { Platform } from '../platform.ts';
import type { Component } from './component.ts';
import type { ComponentSettings } from './settings.ts';

/** Every component that `platform.yaml` asks for, in the order of their names; none without `platform`. */
export function componentsOf(platform: Platform): Component[] {
  const { components: settings } = platform;
  if (settings === undefined) return [];
  return wanted(platform, settings).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function wanted(_platform: Platform, _settings: ComponentSettings): Component[] {
  return [];
}
