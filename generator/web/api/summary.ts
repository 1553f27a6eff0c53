import type { View } from '../../feedback/view.ts';
import { shown } from '../text.ts';

/** A view without what only its own page shows, its texts cut: a list of many stays small. */
export function summaryOf(view: View) {
  const { id, key, repository, state, reason, url, pullRequest, sha, runningSha } = view;
  const { waitingSha, createdAt, pushedAt, since, expiresAt, preservedUntil, requests, position } =
    view;
  const cut = (text: string | undefined, max: number) =>
    text === undefined ? undefined : shown(text, max);
  return {
    ...{ id, key, repository, state, reason: shown(reason, 200), url },
    pullRequest: {
      url: pullRequest.url,
      title: cut(pullRequest.title, 120),
      author: cut(pullRequest.author, 60),
      branch: cut(pullRequest.branch, 120),
    },
    ...{ sha, runningSha, waitingSha, createdAt, pushedAt, since, expiresAt, preservedUntil },
    ...{ requests, position },
  };
}

/** What a machine may know of one environment: the view without what is for our own comment only. */
export function detailOf({ quiet: _quiet, finalOf: _finalOf, ...view }: View) {
  return view;
}
