#!/usr/bin/env bash
# Fails unless the node on the given port (default 10800) answers the handshake of a thin client, protocol 1.0.0.
set -u
port=${1:-10800}
exec 3<>"/dev/tcp/127.0.0.1/$port" || exit 1
printf '\x08\x00\x00\x00\x01\x01\x00\x00\x00\x00\x00\x02' >&3
answer=$(timeout 5 head -c 5 <&3 | od -An -tx1 | tr -d ' \n')
[ "${answer:8:2}" = 01 ]
