# syntax=docker/dockerfile:1
ARG NODE_IMAGE=node:20.20.2-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY constructs ./constructs
COPY apps ./apps
COPY generator ./generator
RUN npm run build
# What runs needs none of the tools that built it.
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --omit=dev

FROM ${NODE_IMAGE}
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates git openssh-client \
 && rm -rf /var/lib/apt/lists/* /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn-* \
 && groupadd --gid 10001 generator \
 && useradd --uid 10001 --gid generator --no-create-home --home-dir /data --shell /usr/sbin/nologin generator \
 && install -d -o generator -g generator -m 0750 /data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/build ./build
COPY LICENSE ./

# Only DATA_DIR (a cache: the clone and the last pushed head) and /tmp are written, so the root may be read-only.
ENV NODE_ENV=production DATA_DIR=/data PORT=8080
VOLUME /data
EXPOSE 8080
# By number: Kubernetes can check runAsNonRoot only then.
USER 10001:10001

ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="k8s-ephemeral-environments generator" \
      org.opencontainers.image.description="Turns pull requests into commits of a GitOps repository that Argo CD syncs." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

# Exec form: node is process 1 and gets SIGTERM itself; git is waited for by its parent, so no init is needed.
CMD ["node", "build/generator/main.js"]
