import type { ComponentChildren } from 'preact';
import type { Assets } from '../assets.ts';
import { Document } from '../document.tsx';

export type FrameProps = {
  readonly title: string;
  readonly assets: Assets;
  /** Where the page hears that it has to look again. */
  readonly events: string;
  readonly children: ComponentChildren;
};

/** What is around every page of the dashboard. */
export function Frame({ title, assets, events, children }: FrameProps) {
  return (
    <Document
      title={title}
      style={assets.href('dashboard.css')}
      script={assets.href('live.js')}
      icon={assets.href('icon.svg')}
      data={{ 'data-events': events }}
    >
      <a class="skip" href="#main">
        Skip to content
      </a>
      <header class="top">
        <a class="brand" href="/">
          Preview environments
        </a>
        {/* Filled by the script: without it the page is as old as its loading. */}
        <p class="live" id="live" role="status"></p>
      </header>
      <main id="main">{children}</main>
      <footer class="quiet">
        Changes are made by comments on the pull request (<code>/preview help</code>) and in Git.
      </footer>
    </Document>
  );
}
