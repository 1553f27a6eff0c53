import type { Assets } from '../assets.ts';
import { Frame } from './frame.tsx';

/** For an environment that is not there, or not any more. */
export function MissingPage({ assets }: { assets: Assets }) {
  return (
    <Frame title="No such environment" assets={assets} events="/events">
      <h1>No such environment</h1>
      <p>
        It was removed, or there never was one. <a href="/">All environments</a>
      </p>
    </Frame>
  );
}
