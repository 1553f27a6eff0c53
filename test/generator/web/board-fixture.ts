import type { Board } from '../../../generator/feedback/board.ts';
import type { View } from '../../../generator/feedback/view.ts';

/** A board that a test writes on. */
export type TestBoard = Board & {
  show(...views: readonly View[]): void;
  forget(id: string): void;
  /** How many listen. */
  listeners(): number;
};

export function createTestBoard(...views: readonly View[]): TestBoard {
  const known = new Map(views.map((view) => [view.id, view]));
  const listeners = new Set<(id: string, view: View | undefined) => void>();
  const tell = (id: string) => listeners.forEach((listener) => listener(id, known.get(id)));
  return {
    views: () => [...known.values()],
    view: (id) => known.get(id),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    show(...changed) {
      for (const view of changed) known.set(view.id, view);
      for (const { id } of changed) tell(id);
    },
    forget(id) {
      known.delete(id);
      tell(id);
    },
    listeners: () => listeners.size,
  };
}
