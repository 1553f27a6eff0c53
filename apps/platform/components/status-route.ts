import { STATUS_SERVICE } from '../../../constructs/platform/generator-services.ts';
import { StatusRoute } from '../../../constructs/platform/status-route.ts';
import type { Platform } from '../platform.ts';
import type { Component } from './component.ts';
import { namespaces } from './namespaces.ts';

/** The status page at the host of every environment whose app does not answer. */
export function statusRoute({ domain }: Platform): Component {
  return {
    name: 'status-route',
    description: 'What a preview’s address shows until its app does.',
    namespace: namespaces.system,
    objects: (file) =>
      void new StatusRoute(file('route'), 'route', {
        name: 'status',
        namespace: namespaces.system,
        domain,
        service: { name: STATUS_SERVICE, port: 80 },
      }),
  };
}
