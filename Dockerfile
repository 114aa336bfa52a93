# syntax=docker/dockerfile:1
# Compiles the server and puts it into a small image, where it runs without root. Data are in /data.
# It refuses to build the front end: widget/dist and dashboard/dist are committed, and become a part of the binary.
ARG RUST=1.95.0

FROM rust:${RUST}-bookworm AS build
ARG RUST
ARG PROFILE=dist
# The compiler of the image, as it is: rust-toolchain.toml would fetch the formatter and the linter, too.
ENV RUSTUP_TOOLCHAIN=${RUST}
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/src/target \
    cargo build --locked --profile "${PROFILE}" --package yousaid --features postgres-tls \
    && install -D "target/${PROFILE}/yousaid" /out/yousaid

FROM debian:bookworm-slim
RUN groupadd --system --gid 10001 yousaid \
    && useradd --system --uid 10001 --gid yousaid --no-create-home --home-dir /data --shell /usr/sbin/nologin yousaid \
    && install -d -m 0700 -o yousaid -g yousaid /data
COPY --from=build /out/yousaid /usr/local/bin/yousaid
COPY LICENSE-APACHE LICENSE-MIT /usr/share/doc/yousaid/
ENV YOUSAID_LISTEN=0.0.0.0:8080 \
    YOUSAID_PUBLIC_URL=http://localhost:8080 \
    YOUSAID_DATA_DIR=/data \
    YOUSAID_LOG_FORMAT=json
USER 10001:10001
VOLUME /data
EXPOSE 8080
# The image has no HTTP client, and needs none for one line.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /healthz HTTP/1.0\\r\\n\\r\\n' >&3 && read -r line <&3 && [[ $line == *' 200 '* ]]"]
ENTRYPOINT ["yousaid"]
