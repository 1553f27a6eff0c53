import { allowedRepositories, isAllowedRepository } from '../../images.ts';
import { containersOf } from '../object.ts';
import { OWN_IMAGES } from '../own-images.ts';
import { findIf, got, type Rule } from '../rule.ts';

/** `registry.example.com/team/app:tag@sha256:…`: a name with its registry, and a tag or a digest or both. */
const IMAGE =
  /^(?<repository>[a-z0-9.-]+(?::\d+)?(?:\/[a-z0-9][a-z0-9._-]*)+)(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$/;

/** Only images from where the project may take them, or the template's own, and no other than was meant. */
export const imageRule: Rule = (object, { record, project }) =>
  containersOf(object).flatMap(({ path, container: { image } }) => {
    const field = `${path}.image`;
    if (image !== undefined && OWN_IMAGES.includes(image)) return [];
    const parts = IMAGE.exec(image ?? '')?.groups;
    if (!parts) {
      const message = `expected REGISTRY/NAME:TAG or REGISTRY/NAME@sha256:DIGEST, got ${got(image)}`;
      return [{ field, message }];
    }
    const { repository = '', tag, digest } = parts;
    const allowed = project ? allowedRepositories(project) : [];
    // A Job cannot be changed: it keeps the image it began with, wherever images come from later.
    const begun = object.kind === 'Job' && image === record.data.seedImage;
    return [
      ...findIf(
        tag === undefined && digest === undefined,
        field,
        `expected a tag or a digest, got ${got(image)}`,
      ),
      ...findIf(
        !begun && !isAllowedRepository(repository, allowed),
        field,
        `expected an image below ${allowed.join(' or ') || 'the registries of a project that platform.yaml names'}, or one that apps/environment/check/own-images.ts lists, got ${got(image)}`,
      ),
    ];
  });
