import type { Platform } from '../platform.ts';
import { admission } from './admission.ts';
import { chartComponents } from './chart-components.ts';
import type { Component } from './component.ts';
import { generator } from './generator.ts';
import { observability } from './observability.ts';
import { priorities } from './priorities.ts';
import type { ComponentSettings } from './settings.ts';
import { statusRoute } from './status-route.ts';
import { sweeper } from './sweeper.ts';

/** Every component that `platform.yaml` asks for, in the order of their names; none without `platform`. */
export function componentsOf(platform: Platform): Component[] {
  const { components: settings } = platform;
  if (settings === undefined) return [];
  return wanted(platform, settings).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function wanted(platform: Platform, settings: ComponentSettings): Component[] {
  return [
    ...chartComponents(platform, settings),
    admission(platform, settings),
    generator(platform, settings),
    ...observability(platform, settings),
    priorities(),
    statusRoute(platform),
    sweeper(platform, settings),
  ];
}
