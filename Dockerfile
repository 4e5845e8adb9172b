# modelrail: every part of the system in one image (`docker compose up`, or `docker run modelrail worker`).

FROM node:22-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# No scripts: `prepare` would build, and the sources are not here yet.
RUN npm ci --ignore-scripts

FROM dependencies AS build
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:22-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
RUN ln -s /app/dist/cli/main.js /usr/local/bin/modelrail && mkdir /data && chown node:node /data
USER node
WORKDIR /data
ENTRYPOINT ["modelrail"]
CMD ["--help"]
