"""Measures how long the server takes to start, and what it costs when idle and after load."""

import argparse

from harness import *

TARGETS = {"ready": 1500, "first": 1500, "idle": 150, "loaded": 350, "cpu": 1.0}


def busy(server, seconds):
    before, began = server.cpu(), time.monotonic()
    time.sleep(seconds)
    return (server.cpu() - before) / (time.monotonic() - began) * 100


def verdict(figure, target):
    return ("", "") if target is None else (target, "ok" if figure <= target else "missed")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--output", required=True)
    parser.add_argument("--users", type=int, required=True)
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    database = f"users_{options.users}"
    headers = insert_token(database, "start" + "0" * 38)
    person = sample(database, 1)[0][0]

    def start():
        return Program("FinAut.Api", database, Throttle__Enabled="false", DOTNET_STARTUP_HOOKS="")

    # Each start waits for one of the two only: the first request of either kind warms the server up for the other.
    start_times = {"ready": [], "first": []}
    for _ in range(options.starts):
        for key, request in (("ready", ("/health/ready", None)), ("first", (f"{API}user/{person}/", headers))):
            server = start()
            start_times[key].append(server.wait_for(200, "GET", *request, pause=0.005))
            server.stop()

    server = start()
    server.wait_for(200, "GET", "/health/ready")
    time.sleep(10)
    figures = {key: statistics.median(times) for key, times in start_times.items()}
    figures["idle"] = server.resident()
    figures["settling"] = busy(server, 30)
    time.sleep(20)
    figures["cpu"] = busy(server, 60)
    read = reads(database, server, headers)
    longest = max(len(requests) for requests in read.values())
    mixed = [requests[number % len(requests)] for number in range(longest) for requests in read.values()]
    Load("mixed", mixed, headers).run(server, 20, 32)
    figures["loaded"] = server.resident()
    server.stop()

    names = {"ready": "start to 200 of /health/ready, ms", "first": "start to 200 of user/{id}/, ms", "idle": "resident memory, idle for 10 s, MB",
             "settling": "CPU from second 10 to 40, when the runtime compiles anew what the start used often, % of one core",
             "cpu": "CPU when idle, in the second minute, % of one core", "loaded": "resident memory after 20 s of load, MB"}
    rows = [[names[key], f"{figures[key]:.1f}", *verdict(figures[key], TARGETS.get(key))] for key in names]
    publish(options.output, "Start and rest", f"{options.users} people, median of {options.starts} starts.", table(["figure", "measured", "target", ""], rows))
    if options.check and any(row[-1] == "missed" for row in rows):
        broken("A target is missed.")


main()
