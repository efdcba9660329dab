# Serves the models of the volume /models on port 8000. See docs/guides/serving.md.
FROM node:22-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm pack --silent

FROM node:22-bookworm-slim
WORKDIR /app
COPY --from=build /src/.npmrc /src/pilesort-*.tgz ./
RUN npm install --omit=dev --no-audit --no-fund ./pilesort-*.tgz && rm pilesort-*.tgz && npm cache clean --force
RUN mkdir /models && chown node:node /models
USER node
ENV NODE_ENV=production PILESORT_TOKEN=""
VOLUME /models
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8000/readyz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "node_modules/pilesort/dist/cli/main.js"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000", "--models", "/models"]
