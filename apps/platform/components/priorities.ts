import { PriorityClass } from '../../../constructs/platform/priority-class.ts';
import type { Component } from './component.ts';
import { namespaces } from './namespaces.ts';

/** The class of what runs the previews: when the node is full, a preview goes before it. */
export const PLATFORM_PRIORITY = 'k8s-ee-platform';

export function priorities(): Component {
  return {
    name: 'priorities',
    description: 'Which pods stay when the node is full.',
    namespace: namespaces.system,
    objects: (file) =>
      void new PriorityClass(file('priority-classes'), 'platform', {
        name: PLATFORM_PRIORITY,
        description: 'What runs the previews; previews themselves have no class.',
        value: 1_000_000,
      }),
  };
}
