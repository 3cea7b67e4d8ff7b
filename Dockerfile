# The command line in an image, for the snapshot exporter of infra/kubernetes: docker build -t flowfence .
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The review page is no part of the exporter: its build tools stay out.
RUN npm ci --omit=dev --ignore-scripts
COPY bin bin
COPY lib lib

FROM node:24-slim
WORKDIR /app
COPY --from=build /app /app
USER 65532:65532
ENTRYPOINT ["node", "/app/bin/flowfence.js"]
