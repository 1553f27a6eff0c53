import type { ComponentChildren } from 'preact';
import { linkable } from './text.ts';

/** A link to elsewhere; only its text where the address is none that a browser should open. */
export function SafeLink({
  href,
  children,
}: {
  href: string | undefined;
  children: ComponentChildren;
}) {
  const url = linkable(href);
  if (url === undefined) return <>{children}</>;
  return (
    <a href={url} rel="noopener noreferrer">
      {children}
    </a>
  );
}
