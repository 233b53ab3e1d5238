"""Serves databases of several sizes side by side, and compares how long a request takes on each."""

import argparse

from harness import *

BASE, LIMIT, DEEP_LIMIT = 20_000, 1.3, 5
FLAT = ["user-page", "user-one", "user-persnr", "user-alias", "latest"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--output", required=True)
    parser.add_argument("--sizes", required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]

    servers, loads = {}, {}
    for size in sizes:
        database = f"users_{size}"
        headers = insert_token(database, "growth" + "0" * 37)
        servers[size] = Program("FinAut.Api", database, Throttle__Enabled="false")
        servers[size].wait_for(200, "GET", "/health/ready")
        loads[size] = {route: Load(f"{size}-{route}", requests, headers) for route, requests in reads(database, servers[size], headers).items()}

    latency = {}
    for route in loads[sizes[0]]:
        for size in sizes:
            loads[size][route].run(servers[size], 2, 1)
        runs = {size: [] for size in sizes}
        for _ in range(options.rounds):
            for size in sizes:
                runs[size].append(loads[size][route].run(servers[size], options.seconds, 1))
        latency[route] = {size: median(runs[size], "p50") for size in sizes}
        say(f"{route}: " + ", ".join(f"{size}: {latency[route][size]:.2f} ms" for size in sizes))

    rows, good = [], True
    base = BASE if BASE in sizes else sizes[0]
    for route, times in latency.items():
        factor = times[sizes[-1]] / times[base]
        verdict = ""
        if route in FLAT:
            good &= factor <= LIMIT
            verdict = f"{LIMIT} {'ok' if factor <= LIMIT else 'missed'}"
        rows.append([route, *(f"{times[size]:.2f}" for size in sizes), *(f"{times[size] / times[base]:.2f}" for size in sizes), verdict])
    deep = [latency["user-deep"][size] / latency["user-page"][size] for size in sizes]
    good &= max(deep) <= DEEP_LIMIT
    head = ["route", *(f"{size:,} ms" for size in sizes), *(f"{size:,} / {base:,}" for size in sizes), "target"]
    deep_row = ["page at 90 % / page 1", *(f"{factor:.2f}" for factor in deep), f"{DEEP_LIMIT} {'ok' if max(deep) <= DEEP_LIMIT else 'missed'}"]
    publish(options.output, "Growth", f"one connection, p50 in ms, median of {options.rounds} rounds of {options.seconds} s.",
            table(head, rows), table(["", *(f"{size:,}" for size in sizes), "target"], [deep_row]))
    for server in servers.values():
        server.stop()
    if options.check and not good:
        broken("A target is missed.")


main()
