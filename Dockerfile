# modelrail: every part of the system in one image (`docker compose up`, or `docker run modelrail worker`).

FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# No scripts: `prepare` would build, and the sources are not here yet.
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts && sh docker/slim.sh

FROM node:22-bookworm-slim
# Temporal's library trusts the authorities that the system has, and this system has none.
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
RUN ln -s /app/dist/cli/main.js /usr/local/bin/modelrail && mkdir /data && chown 1000:1000 /data
# `node`, by its number: a cluster that wants no root cannot know a name.
USER 1000:1000
WORKDIR /data
ENTRYPOINT ["modelrail"]
CMD ["--help"]
